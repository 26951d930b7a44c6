// Where the weights of each layer type stand in its block of the image. The packer writes by these offsets, the
// reference and the fast kernels read by them.
//
// A row holds the weights from one source (the bias, one input, one unit of the state) to all units, in groups of 8
// lanes: row[group][gate][lane], unit = group * 8 + lane, padded with zeros. Offsets and strides are in floats.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/spec.hpp"

namespace tonewright {

inline constexpr std::size_t kLanes = 8;

constexpr std::size_t groupsOf(std::size_t channels) { return (channels + kLanes - 1) / kLanes; }
constexpr std::size_t padded(std::size_t channels) { return groupsOf(channels) * kLanes; }

/// Gates of a unit, in the order of spec.hpp.
constexpr std::size_t gatesOf(LayerType type) {
  switch (type) {
    case LayerType::dense:
    case LayerType::rnn:
      return 1;
    case LayerType::gru:
      return 3;
    case LayerType::lstm:
      return 4;
  }
  return 0;
}

/// Free for dense and rnn; gru and lstm are tanh (or say nothing) with sigmoid gates. [any-thread]
constexpr bool isActivationOf(LayerType type, Activation activation) {
  if (activation > Activation::elu) return false;
  const bool isGated = type == LayerType::gru || type == LayerType::lstm;
  return !isGated || activation == Activation::tanh || activation == Activation::linear;
}

/// Rows of rnn, gru and lstm.
///   rnn, lstm         bias, inputs, state, each row with all gates
///   gru, reset after  bias, inputs: z, r, h (input side); state bias: h alone (state side); state: z, r, h
///   gru, reset before bias, inputs: z, r, h;              state: z, r;  candidate: h, from r * state
/// Gates that are sigmoids carry the 0.5 of sigmoid(x) = 0.5 + 0.5 tanh(x / 2), and the state side of the gru's
/// candidate carries the 0.5 of r = 0.5 (1 + tanh(..)); both are exact, being powers of two.
struct RecurrentLayout {
  std::size_t units, groups, gates, inputs;
  std::size_t inputStride, stateStride;         // floats per row
  std::size_t inputRows, stateBias, stateRows;  // offsets; the bias row is at 0
  std::size_t candidateStride, candidateRows;   // gru, reset before
  std::size_t total;

  constexpr explicit RecurrentLayout(const LayerSpec& layer)
      : units(layer.outputs), groups(groupsOf(layer.outputs)), gates(gatesOf(layer.type)), inputs(layer.inputs) {
    const bool isGru = layer.type == LayerType::gru;
    const bool isResetBefore = isGru && !layer.resetAfter, isResetAfter = isGru && layer.resetAfter;
    const std::size_t width = groups * kLanes;
    inputStride = width * gates;
    stateStride = width * (isResetBefore ? 2 : gates);
    candidateStride = isResetBefore ? width : 0;
    inputRows = inputStride;
    stateBias = inputRows + inputs * inputStride;
    stateRows = stateBias + (isResetAfter ? width : 0);
    candidateRows = stateRows + units * stateStride;
    total = candidateRows + units * candidateStride;
  }

  /// Float of a row that belongs to a unit's gate, in rows of `rowGates` gates.
  static constexpr std::size_t inRow(std::size_t unit, std::size_t gate, std::size_t rowGates) {
    return (unit / kLanes * rowGates + gate) * kLanes + unit % kLanes;
  }
};

/// Dense: bias[padded outputs], then either one row of outputs for each input ("columns"), or, when there are fewer
/// outputs than lanes, one padded row of inputs for each output, so that a single output is one dot product.
struct DenseLayout {
  std::size_t inputs, outputs, stride, weightRows, total;
  bool isDotProduct;

  constexpr explicit DenseLayout(const LayerSpec& layer)
      : inputs(layer.inputs), outputs(layer.outputs), isDotProduct(layer.outputs < kLanes) {
    stride = isDotProduct ? padded(inputs) : padded(outputs);
    weightRows = padded(outputs);
    total = weightRows + (isDotProduct ? outputs : inputs) * stride;
  }

  constexpr std::size_t at(std::size_t input, std::size_t output) const {
    return weightRows + (isDotProduct ? output * stride + input : input * stride + output);
  }
};

/// Floats of a layer's block in the image. [any-thread]
constexpr std::size_t packedCount(const LayerSpec& layer) {
  return layer.type == LayerType::dense ? DenseLayout(layer).total : RecurrentLayout(layer).total;
}

}  // namespace tonewright
