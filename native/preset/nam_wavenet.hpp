// A WaveNet in a .nam file as a list of layers; presets/format.md has the same in words, with the order of the layers.
#pragma once

#include "preset/nam_wavenet_config.hpp"

namespace tonewright::preset::nam {

/// Adds the layers of a WaveNet whose condition is layer `condition`. Returns the index of its output. Throws Refusal.
std::int32_t addWaveNet(LayerList& list, const WaveNetConfig& config, Weights& weights, std::int32_t condition);

}  // namespace tonewright::preset::nam
