// What a model is, in plain tensors: the one description that preset readers produce, the trainer optimises and
// `pack` turns into a weights image. Heap memory is used here; nothing here runs on the audio thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tonewright {

enum class LayerType : std::uint32_t { dense = 1, rnn = 2, gru = 3, lstm = 4 };

enum class Activation : std::uint32_t { linear = 0, tanh = 1, relu = 2, sigmoid = 3, gelu = 4, elu = 5 };

/// One layer. Its weights lie in one flat float array, layer after layer, each in Keras's order:
///   dense  kernel [inputs][outputs], bias [outputs]
///   rnn    kernel [inputs][H], recurrent kernel [H][H], bias [H]
///   gru    kernel [inputs][3H], recurrent kernel [H][3H], gates z, r, h;
///          bias [2][3H] when resetAfter (input side, recurrent side), else [3H]
///   lstm   kernel [inputs][4H], recurrent kernel [H][4H], bias [4H], gates i, f, c, o
/// with H = outputs. `activation` is free for dense and rnn; gru and lstm are tanh with sigmoid gates.
struct LayerSpec {
  LayerType type = LayerType::dense;
  Activation activation = Activation::linear;
  std::uint32_t inputs = 1;
  std::uint32_t outputs = 1;
  bool resetAfter = true;
};

/// A sequential model: y = outputGain * (layers(inputGain * x) + skip * inputGain * x), where the gains and the skip
/// touch the audio channel (input 0, output 0) only; further inputs are controls and pass as they are.
struct ModelSpec {
  std::vector<LayerSpec> layers;
  bool skip = false;
  float inputGain = 1.0f;   // linear
  float outputGain = 1.0f;  // linear
  float sampleRate = 48000.0f;
};

/// Number of floats of one layer in the flat weights array. [any-thread]
constexpr std::size_t weightCount(const LayerSpec& layer) {
  const std::size_t in = layer.inputs, h = layer.outputs;
  switch (layer.type) {
    case LayerType::dense:
      return in * h + h;
    case LayerType::rnn:
      return in * h + h * h + h;
    case LayerType::gru:
      return 3 * h * (in + h + (layer.resetAfter ? 2 : 1));
    case LayerType::lstm:
      return 4 * h * (in + h + 1);
  }
  return 0;
}

/// Number of floats of the whole model. [any-thread]
inline std::size_t weightCount(const ModelSpec& spec) {
  std::size_t count = 0;
  for (const auto& layer : spec.layers) count += weightCount(layer);
  return count;
}

}  // namespace tonewright
