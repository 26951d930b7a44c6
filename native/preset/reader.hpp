#pragma once

#include <string_view>

#include "preset/preset.hpp"

namespace tonewright::preset {

/// Either a preset or the error that says why there is none.
struct ReadResult {
  std::optional<Preset> preset;
  Error error;
};

/// Reads the bytes of a preset file of any known format (Tonewright, RTNeural, AIDA-X, PyTorch). Hostile input ends in
/// an error; no exception leaves. The self-test is read, not run: see self_test.hpp. [any-thread]
ReadResult readPreset(std::string_view bytes) noexcept;

}  // namespace tonewright::preset
