// What a reader accepts at most, so that a hostile or broken file ends in a message and not in a full memory.
// presets/src/limits.ts holds the same numbers; presets/format.md lists them for people.
#pragma once

#include <cstddef>

namespace tonewright::preset::limits {

inline constexpr std::size_t fileBytes = 32 * 1024 * 1024;
inline constexpr std::size_t nesting = 64;
inline constexpr std::size_t members = 256;        // fields of one JSON object
inline constexpr std::size_t containers = 100000;  // arrays and objects of one file
inline constexpr std::size_t layers = 64;
inline constexpr std::size_t inputs = 16;   // of a model: the audio and its controls
inline constexpr std::size_t units = 1024;  // inputs or outputs of one layer
inline constexpr std::size_t selfTestSamples = 65536;

}  // namespace tonewright::preset::limits
