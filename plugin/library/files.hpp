// Small files of the user's: where they lie, and reading and writing them whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tonewright::plugin {

/// Where the library keeps what the user chose, and what it can make again.
struct Places {
  std::filesystem::path settings;  // library.json
  std::filesystem::path cache;     // library-cache.json
};

/// The user's: TONEWRIGHT_HOME, which holds both, else the system's folders for settings and caches. Empty paths where
/// the system names none: then nothing is kept. [any-thread]
Places userPlaces();

/// The bytes of a regular file of at most `most` bytes; nothing when there is none, it is larger or cannot be read.
/// [any-thread, file access]
std::optional<std::string> readWhole(const std::filesystem::path& path, std::uintmax_t most);

/// Writes a file by a temporary one beside it and a rename, so that a reader finds the old bytes or the new; makes its
/// folder. Nothing when it went well, else what went wrong. [any-thread, file access]
std::optional<std::string> writeWhole(const std::filesystem::path& path, std::string_view bytes);

/// When a file was last written, in ticks of the file clock; 0 when that cannot be known.
std::int64_t modifiedOf(const std::filesystem::path& path);

}  // namespace tonewright::plugin
