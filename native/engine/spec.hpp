// What a model is, in plain tensors: the one description that preset readers produce, the trainer optimises and
// `pack` turns into a weights image. Heap memory is used here; nothing here runs on the audio thread.
//
// A model is a list of layers. Each reads the output of the layer before it, unless it names another source; so a
// sequential model says nothing about sources, and a WaveNet, a TCN with residuals or FiLM is the same list with some
// sources named. A source always lies further up the list: the list is in the order of computation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tonewright {

enum class LayerType : std::uint32_t {
  dense = 1,
  rnn = 2,
  gru = 3,
  lstm = 4,
  conv = 5,
  activation = 6,
  film = 7,
  gate = 8,
  maxPool = 9,
};

/// leakyRelu has the slope 0.01 below zero, leakyHardTanh outside -1..1; prelu has a weight for each channel instead.
/// silu is x sigmoid(x); hardSwish x clamp(x + 3, 0, 6) / 6; softSign x / (1 + |x|).
enum class Activation : std::uint32_t {
  linear = 0,
  tanh = 1,
  relu = 2,
  sigmoid = 3,
  gelu = 4,
  elu = 5,
  leakyRelu = 6,
  prelu = 7,
  silu = 8,
  hardTanh = 9,
  hardSwish = 10,
  leakyHardTanh = 11,
  softSign = 12,
};

/// How a gate layer joins a = activation(first half) and g = gateActivation(second half), x being the first half:
/// multiply is a g, blend is g a + (1 - g) x.
enum class GateMode : std::uint32_t { multiply = 0, blend = 1 };

/// Sources: the index of a layer, or one of these.
inline constexpr std::int32_t kModelInput = -1;
inline constexpr std::int32_t kPrevious = -2;  // the layer before, or the model's input for the first
inline constexpr std::int32_t kNone = -3;

/// One layer. Its weights lie in one flat float array, layer after layer, each in Keras's order:
///   dense       kernel [inputs][outputs], bias [outputs]
///   rnn         kernel [inputs][H], recurrent kernel [H][H], bias [H]
///   gru         kernel [inputs][3H], recurrent kernel [H][3H], gates z, r, h;
///               bias [2][3H] when resetAfter (input side, recurrent side), else [3H]
///   lstm        kernel [inputs][4H], recurrent kernel [H][4H], bias [4H], gates i, f, c, o
///   conv        kernel [taps][inputs / groups][outputs], the last tap on the present sample, those before it
///   `dilation`
///               samples apart; bias [outputs]; then, with a condition, its kernel [conditionChannels][outputs].
///               Causal: output = activation(conv(source) + bias + condition kernel * condition + residual)
///   activation  none. output = activation(source + residual)
///   film        none. The condition is scale [outputs], or scale and shift [2 outputs]:
///               output = activation(source * scale + shift)
///   gate        none. inputs = 2 outputs; see GateMode
///   maxPool     none. output = the largest of `taps` samples of the source, `dilation` apart, the last the present one
/// with H = outputs; then, for the activation prelu, the slopes [outputs] of dense, conv, activation and film; then,
/// with hasInitialState, h [H] of rnn, gru and lstm and c [H] of lstm, from which a reset starts (else zeros).
/// `activation` is free but for gru and lstm, which are tanh with sigmoid gates.
/// A strided or pooled network that slides over windows is the same layers with dilations in place of its strides.
struct LayerSpec {
  LayerType type = LayerType::dense;
  Activation activation = Activation::linear;
  std::uint32_t inputs = 1;
  std::uint32_t outputs = 1;
  bool resetAfter = true;
  std::uint32_t taps = 1;      // conv, maxPool
  std::uint32_t dilation = 1;  // conv, maxPool
  std::uint32_t groups = 1;    // conv; divides inputs and outputs
  Activation gateActivation = Activation::sigmoid;
  GateMode gateMode = GateMode::multiply;
  std::int32_t source = kPrevious;
  std::int32_t condition = kNone;       // conv, film
  std::uint32_t conditionChannels = 0;  // outputs of the condition's layer
  std::int32_t residual = kNone;        // conv, activation; has as many channels as the output
  bool hasInitialState = false;         // rnn, gru, lstm

  bool operator==(const LayerSpec&) const = default;
};

/// A model: y = outputGain * (layers(inputGain * x) + skip * inputGain * x), where the gains and the skip touch the
/// audio channel (input 0, output 0 of the last layer) only; further inputs are controls and pass as they are.
struct ModelSpec {
  std::vector<LayerSpec> layers;
  bool skip = false;
  float inputGain = 1.0f;   // linear
  float outputGain = 1.0f;  // linear
  float sampleRate = 48000.0f;
  std::uint32_t settleSamples = 0;  // of silence before the first sample, see settle.hpp
};

constexpr bool isRecurrent(LayerType type) {
  return type == LayerType::rnn || type == LayerType::gru || type == LayerType::lstm;
}

/// The index of the layer that layer `index` reads, or kModelInput. [any-thread]
constexpr std::int32_t sourceOf(const LayerSpec& layer, std::size_t index) {
  return layer.source == kPrevious ? static_cast<std::int32_t>(index) - 1 : layer.source;
}

/// Floats of the initial state of a layer. [any-thread]
constexpr std::size_t stateCount(const LayerSpec& layer) {
  return isRecurrent(layer.type) ? (layer.type == LayerType::lstm ? 2 : 1) * std::size_t{layer.outputs} : 0;
}

/// Number of floats of one layer in the flat weights array. [any-thread]
constexpr std::size_t weightCount(const LayerSpec& layer) {
  const std::size_t in = layer.inputs, h = layer.outputs;
  const std::size_t slopes = layer.activation == Activation::prelu ? h : 0;
  const std::size_t state = layer.hasInitialState ? stateCount(layer) : 0;
  switch (layer.type) {
    case LayerType::dense:
      return in * h + h + slopes;
    case LayerType::rnn:
      return in * h + h * h + h + state;
    case LayerType::gru:
      return 3 * h * (in + h + (layer.resetAfter ? 2 : 1)) + state;
    case LayerType::lstm:
      return 4 * h * (in + h + 1) + state;
    case LayerType::conv:
      return (layer.taps * (in / (layer.groups > 0 ? layer.groups : 1)) + 1 + layer.conditionChannels) * h + slopes;
    case LayerType::activation:
    case LayerType::film:
      return slopes;
    case LayerType::gate:
    case LayerType::maxPool:
      return 0;
  }
  return 0;
}

/// Where the biases lie in a layer's flat weights: rows of one float for each output and gate. None of count 0.
struct BiasRows {
  std::size_t first = 0, count = 0;
};
constexpr BiasRows biasRows(const LayerSpec& layer) {
  if (isRecurrent(layer.type))
    return {std::size_t{layer.inputs} + layer.outputs, layer.type == LayerType::gru && layer.resetAfter ? 2u : 1u};
  if (layer.type == LayerType::dense) return {layer.inputs, 1};
  if (layer.type == LayerType::conv) return {std::size_t{layer.taps} * (layer.inputs / layer.groups), 1};
  return {};
}

/// Number of floats of the whole model. [any-thread]
inline std::size_t weightCount(const ModelSpec& spec) {
  std::size_t count = 0;
  for (const auto& layer : spec.layers) count += weightCount(layer);
  return count;
}

}  // namespace tonewright
