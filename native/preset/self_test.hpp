#pragma once

#include <optional>

#include "preset/preset.hpp"

namespace tonewright::preset {

/// The largest difference that a player may show against a preset's own test, absolute, signals in -1..1.
inline constexpr float selfTestTolerance = 1e-4f;

/// Plays the preset's self-test through the engine: from zero state, both gains at 0 dB (as AIDA-X tests), controls at
/// their defaults. Nothing when the output is within `tolerance` or the preset has no test; else why it is refused.
/// [any-thread], uses the heap.
std::optional<Error> checkSelfTest(const Preset& preset, float tolerance = selfTestTolerance) noexcept;

}  // namespace tonewright::preset
