// The rules of a list of layers: what each may read, how wide it is, and how far back the whole reaches.
// presets/src/graph.ts holds the same rules.
#pragma once

#include <string>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::preset {

/// Channels that layer `index` gives, or the model's inputs for kModelInput.
std::uint32_t channelsOf(const std::vector<LayerSpec>& layers, std::int32_t index);

/// Throws Refusal unless the layers are a model that a player can run: sources further up the list, channels that fit,
/// one output (unless it may have more, of which the first is the audio), and every size within the limits.
void checkGraph(const std::vector<LayerSpec>& layers, bool mayHaveOutputs = false);

/// Throws Refusal when a player would be busy for long before the audio: with settling and the self-test.
void checkStart(const ModelSpec& spec, std::size_t selfTestSamples);

}  // namespace tonewright::preset
