// Folders and small presets for the library's tests.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>

#include "plugin/library/library.hpp"

namespace tonewright::test {

namespace fs = std::filesystem;

/// A folder that goes with its holder.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::random_device random;
    path_ = fs::canonical(fs::temp_directory_path()) /
            ("tonewright-library-" + std::to_string(random()) + std::to_string(random()));
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  operator const fs::path&() const { return path_; }
  fs::path operator/(const fs::path& below) const { return path_ / below; }

 private:
  fs::path path_;
};

inline void writeText(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::string readText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A preset of one dense layer: 1 multiply-add, family Dense.
inline std::string densePreset(const nlohmann::json& metadata = nlohmann::json::object()) {
  return nlohmann::json{{"tonewright", 1},
                        {"in_shape", {1}},
                        {"samplerate", 48000},
                        {"metadata", metadata},
                        {"layers", {{{"type", "dense"}, {"shape", {1}}, {"weights", {{{0.5}}, {0.1}}}}}}}
      .dump();
}

/// A preset of a recurrent layer without a bias: (units + 1) units multiply-adds and the head's, family RNN.
inline std::string rnnPreset(std::size_t units, const nlohmann::json& metadata = nlohmann::json::object()) {
  using Row = std::vector<double>;
  using nlohmann::json;
  const json kernel(std::vector<Row>(1, Row(units, 0.1))), recurrent(std::vector<Row>(units, Row(units, 0.1)));
  const json head(std::vector<Row>(units, Row(1, 0.1)));
  const json bias(Row(units, 0.0)), headBias(Row(1, 0.0));
  return json{{"tonewright", 1},
              {"in_shape", {1}},
              {"samplerate", 44100},
              {"metadata", metadata},
              {"layers",
               {{{"type", "rnn"}, {"activation", "tanh"}, {"shape", {units}}, {"weights", {kernel, recurrent, bias}}},
                {{"type", "dense"}, {"shape", {1}}, {"weights", {head, headBias}}}}}}
      .dump();
}

/// Whether something comes true within some seconds.
template <typename Condition>
bool becomesTrue(Condition condition, double seconds = 20.0) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline bool settles(const plugin::Library& library, double seconds = 60.0) {
  return becomesTrue([&] { return !library.status().isScanning; }, seconds);
}

/// A library whose settings and cache lie in one folder.
inline plugin::Library::Options optionsIn(const fs::path& home) {
  plugin::Library::Options options;
  options.places = {home / "library.json", home / "library-cache.json"};
  return options;
}

inline std::vector<std::string> namesOf(const plugin::Found& found) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < found.size(); ++i) names.push_back(found[i].name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace tonewright::test
