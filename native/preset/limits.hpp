// What a reader accepts at most, so that a hostile or broken file ends in a message and not in a full memory.
// presets/src/limits.ts holds the same numbers; presets/format.md lists them for people.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tonewright::preset::limits {

inline constexpr std::size_t fileBytes = 32 * 1024 * 1024;
inline constexpr std::size_t nesting = 64;
inline constexpr std::size_t members = 256;         // fields of one JSON object
inline constexpr std::size_t containers = 1000000;  // arrays and objects of one file
inline constexpr std::size_t layers = 1024;
inline constexpr std::size_t inputs = 16;        // of a model: the audio and its controls
inline constexpr std::size_t units = 1024;       // inputs or outputs of one layer
inline constexpr std::size_t taps = 65536;       // of one convolution or pool
inline constexpr std::size_t history = 1048576;  // samples back along the longest path: sum of (taps - 1) * dilation
inline constexpr std::size_t historyFloats =
    16777216;                                     // past samples of all layers: sum of (taps - 1) * dilation * inputs
inline constexpr std::size_t weights = 16777216;  // floats of all tensors
inline constexpr std::size_t settleSamples = 1048576;
inline constexpr std::uint64_t startWork = 34359738368;  // multiply-adds of settling and self-test: some seconds
inline constexpr std::size_t selfTestSamples = 65536;

}  // namespace tonewright::preset::limits
