#pragma once

#include <filesystem>

#include "plugin/library/entry.hpp"

namespace tonewright::plugin {

/// A file as a walk finds it, before it is read.
struct FileStamp {
  std::filesystem::path path;  // canonical
  std::uint64_t size = 0;      // bytes
  std::int64_t modified = 0;   // in ticks of the file clock

  bool operator==(const FileStamp&) const = default;
};

/// Raised when an entry holds more or other facts than it did: what a cache kept before is then read anew.
inline constexpr int kDescriptionVersion = 1;

/// Reads a file as a preset; what is wrong with it is the entry's `problem`. The place in the library (`folder`,
/// `isFactory`) is left to the caller. Up to a second for the largest files. [any-thread, file access]
Entry describeFile(const FileStamp& file);

}  // namespace tonewright::plugin
