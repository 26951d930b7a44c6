#pragma once

#include <string_view>

#include "preset/preset.hpp"

namespace tonewright::preset {

/// Either a preset or the error that says why there is none.
struct ReadResult {
  std::optional<Preset> preset;
  Error error;
};

struct ReadOptions {
  /// From 0, the smallest, to 1: which one of a file that holds a model in several sizes (.nam). Absent: the largest.
  std::optional<double> size;
};

/// Reads the bytes of a preset file of any known format (Tonewright, RTNeural, AIDA-X, PyTorch, .nam). Hostile input
/// ends in an error; no exception leaves. The self-test is read, not run: see self_test.hpp. [any-thread]
ReadResult readPreset(std::string_view bytes, const ReadOptions& options = {}) noexcept;

}  // namespace tonewright::preset
