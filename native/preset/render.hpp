#pragma once

#include <vector>

#include "preset/preset.hpp"

namespace tonewright::preset {

/// Plays mono audio (at the model's sample rate) through the engine: from a reset, the settling of settle.hpp before
/// it, controls at their defaults, the first output. Throws std::invalid_argument when the engine refuses the model.
/// [any-thread], uses the heap.
std::vector<float> render(const Preset& preset, const std::vector<float>& audio);

}  // namespace tonewright::preset
