// What the engine's tests share: random models, noise, and the oracle.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/host.hpp"
#include "engine/pack.hpp"

namespace tonewright::test {

using Samples = std::vector<float>;
using Channels = std::vector<Samples>;

inline LayerSpec layerOf(LayerType type, std::uint32_t inputs, std::uint32_t outputs, bool resetAfter = true,
                         Activation activation = Activation::tanh) {
  return {type, activation, inputs, outputs, resetAfter};
}

inline LayerSpec convOf(std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps, std::uint32_t dilation,
                        Activation activation = Activation::linear, std::uint32_t groups = 1) {
  LayerSpec layer = layerOf(LayerType::conv, inputs, outputs, true, activation);
  layer.taps = taps;
  layer.dilation = dilation;
  layer.groups = groups;
  return layer;
}

/// One recurrent layer and a linear output.
inline ModelSpec oneLayer(LayerType type, std::uint32_t units, std::uint32_t inputs = 1, bool resetAfter = true) {
  ModelSpec spec;
  spec.layers = {layerOf(type, inputs, units, resetAfter),
                 layerOf(LayerType::dense, units, 1, true, Activation::linear)};
  return spec;
}

/// Uniform weights of the scale that Keras's Glorot initialiser gives.
inline std::vector<float> randomWeights(const ModelSpec& spec, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::vector<float> weights;
  for (const LayerSpec& layer : spec.layers) {
    const float bound = std::sqrt(3.0f / static_cast<float>(layer.inputs / layer.groups * layer.taps + layer.outputs));
    std::uniform_real_distribution<float> uniform(-bound, bound);
    for (std::size_t i = 0; i < weightCount(layer); ++i) weights.push_back(uniform(random));
  }
  return weights;
}

inline Channels noise(std::size_t channels, std::size_t frames, float peak = 1.0f, std::uint32_t seed = 7) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-peak, peak);
  Channels signal(channels, Samples(frames));
  for (Samples& channel : signal) {
    for (float& x : channel) x = uniform(random);
  }
  return signal;
}

/// Runs a loaded model over whole channels in blocks of `block` frames.
inline Channels play(Model& model, const Channels& inputs, std::size_t block) {
  const std::size_t frames = inputs[0].size();
  Channels outputs(model.info().outputs, Samples(frames));
  for (std::size_t start = 0; start < frames; start += block) {
    std::vector<const float*> in;
    std::vector<float*> out;
    for (const Samples& channel : inputs) in.push_back(channel.data() + start);
    for (Samples& channel : outputs) out.push_back(channel.data() + start);
    model.process(in.data(), out.data(), std::min(block, frames - start));
  }
  return outputs;
}

inline Channels play(const ModelSpec& spec, const std::vector<float>& weights, InstructionSet set,
                     const Channels& inputs, std::size_t block = 64) {
  HostModel host(pack(spec, weights), set);
  return play(host.model(), inputs, block);
}

inline double largestDifference(const Samples& a, const Samples& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(difference <= largest)) largest = difference;  // NaN counts
  }
  return largest;
}

/// Those that this processor runs, but the reference.
inline std::vector<InstructionSet> fastSets() {
  std::vector<InstructionSet> sets;
  for (const auto set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (isAvailable(set)) sets.push_back(set);
  }
  return sets;
}

}  // namespace tonewright::test
