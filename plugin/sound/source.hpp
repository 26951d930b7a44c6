// The bytes of a file that an instance plays, as they are kept in sessions, slots and the history of changes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace tonewright::plugin {

struct Source {
  std::string name;   // for people
  std::string path;   // where it came from, a hint; may be empty
  std::string bytes;  // the file
};

using SharedSource = std::shared_ptr<const Source>;  // null: nothing is loaded

inline constexpr std::size_t kMaxPresetBytes = 32 * 1024 * 1024;
inline constexpr std::size_t kMaxCabinetBytes = 64 * 1024 * 1024;

/// The whole file, named by its stem. Throws std::runtime_error that says what is wrong, also when it is longer than
/// `maxBytes`. [any-thread, not audio]
SharedSource readSource(const std::filesystem::path& file, std::size_t maxBytes);

}  // namespace tonewright::plugin
