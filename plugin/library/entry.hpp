// What the library shows of a file, and how it is asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tonewright::plugin {

/// One file of the library. All texts are UTF-8, of one line and bounded.
struct Entry {
  std::filesystem::path path;  // canonical
  std::string folder;          // for people: the library folder's name and the way down from it, with '/'
  std::string name;            // the preset's, else the file's without its extension
  std::string author;
  std::string gear;
  std::vector<std::string> tags;
  std::string family;              // GRU, LSTM, WaveNet, CNN + GRU ... as `tonewright library` says it
  std::uint64_t cost = 0;          // multiply-adds per sample
  std::optional<double> loudness;  // LUFS, what the file says
  double sampleRate = 0.0;         // Hz, of the model
  std::uint64_t size = 0;          // bytes
  std::int64_t modified = 0;       // in ticks of the file clock
  bool isFactory = false;
  std::string problem;  // why it cannot be read; empty when it can
};

enum class Order { name, cost, loudness };

/// What to search for; everything that is set must hold.
struct Query {
  std::string text{};    // words, each of which stands somewhere in name, author, gear, tags, file name or folder
  std::string family{};  // like texts, without regard to case; empty: any
  std::string tag{};     // one of the entry's; empty: any
  std::optional<std::uint64_t> maxCost{};  // multiply-adds per sample
  bool favouritesOnly = false;
  bool playableOnly = false;  // without files that have a problem
  Order order = Order::name;  // rising; files that have no such value come last
};

}  // namespace tonewright::plugin
