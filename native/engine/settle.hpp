// Models that are used to a while of silence before the first sample, such as Neural Amp Modeler's LSTMs: where it
// leads is found once, by the host, and becomes the initial state. Uses the heap; not for the audio thread.
#pragma once

#include <vector>

#include "engine/host.hpp"
#include "engine/pack.hpp"

namespace tonewright {

/// A model and its weights, flat.
struct WeightedModel {
  ModelSpec spec;
  std::vector<float> weights;
};

/// The same model with the initial states that spec.settleSamples of silence lead to, and nothing left to settle.
/// Throws std::invalid_argument as `pack` does. [init, host]
inline WeightedModel settled(const ModelSpec& spec, std::span<const float> weights) {
  WeightedModel result{spec, {}};
  result.spec.settleSamples = 0;
  if (spec.settleSamples == 0) {
    result.weights.assign(weights.begin(), weights.end());
    return result;
  }
  HostModel host(pack(spec, weights));
  const std::size_t channels = std::max(host.info().inputs, host.info().outputs);
  std::vector<float> silence(kTileFrames), ignored(kTileFrames);
  const std::vector<const float*> inputs(channels, silence.data());
  const std::vector<float*> outputs(channels, ignored.data());
  for (std::size_t done = 0; done < spec.settleSamples; done += kTileFrames) {
    host.model().process(inputs.data(), outputs.data(), std::min(kTileFrames, spec.settleSamples - done));
  }
  std::vector<float> states(host.info().stateCount);
  host.model().getState(states.data());
  const float* state = states.data();
  for (LayerSpec& layer : result.spec.layers) {
    const std::size_t kept = weightCount(layer) - (layer.hasInitialState ? stateCount(layer) : 0);
    result.weights.insert(result.weights.end(), weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(kept));
    weights = weights.subspan(weightCount(layer));
    layer.hasInitialState = isRecurrent(layer.type);
    result.weights.insert(result.weights.end(), state, state + stateCount(layer));
    state += stateCount(layer);
  }
  return result;
}

}  // namespace tonewright
