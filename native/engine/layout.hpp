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
constexpr std::size_t gatesOf(LayerType type) { return type == LayerType::gru ? 3 : type == LayerType::lstm ? 4 : 1; }

/// Layers whose kernels work on rows, one frame after the other with its channels in the lanes; the others are planar,
/// one channel after the other with frames in the lanes. A dense layer behind a planar one is packed as a conv.
constexpr bool worksOnRows(LayerType type) { return type == LayerType::dense || isRecurrent(type); }

/// Which activations the kernels of a layer type have: all; those without slopes (dense, rnn); tanh (gru and lstm,
/// which may also say nothing); none (maxPool). [any-thread]
constexpr bool isActivationOf(LayerType type, Activation activation) {
  if (activation > Activation::softSign) return false;
  if (type == LayerType::maxPool) return activation == Activation::linear;
  if (worksOnRows(type) || type == LayerType::gate) {
    const bool isGated = type == LayerType::gru || type == LayerType::lstm;
    return activation != Activation::prelu &&
           (!isGated || activation == Activation::tanh || activation == Activation::linear);
  }
  return true;
}

/// Samples before the present one that a layer reads of its source.
constexpr std::size_t historyOf(const LayerSpec& layer) {
  return (std::size_t{layer.taps} - 1) * std::size_t{layer.dilation};
}

/// Rows of rnn, gru and lstm.
///   rnn, lstm         bias, inputs, state, each row with all gates
///   gru, reset after  bias, inputs: z, r, h (input side); state bias: h alone (state side); state: z, r, h
///   gru, reset before bias, inputs: z, r, h;              state: z, r;  candidate: h, from r * state
/// Gates that are sigmoids carry the 0.5 of sigmoid(x) = 0.5 + 0.5 tanh(x / 2), and the state side of the gru's
/// candidate carries the 0.5 of r = 0.5 (1 + tanh(..)); both are exact, being powers of two.
/// Last, with hasInitialState: h, and c of lstm, padded.
struct RecurrentLayout {
  std::size_t units, groups, gates, inputs;
  std::size_t inputStride, stateStride;         // floats per row
  std::size_t inputRows, stateBias, stateRows;  // offsets; the bias row is at 0
  std::size_t candidateStride, candidateRows;   // gru, reset before
  std::size_t initialState, total;

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
    initialState = candidateRows + units * candidateStride;
    total = initialState + (layer.hasInitialState ? stateCount(layer) / units * width : 0);
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

/// Conv: bias [padded outputs], slopes of prelu [padded outputs] (else nothing), then the weights in tiles of up to
/// four outputs of one group: tile[row][output], rows being all taps of all the group's inputs, then the condition's
/// channels.
struct ConvLayout {
  static constexpr std::size_t kTile = 4;
  std::size_t inputs, outputs;  // of one group
  std::size_t groups, taps, conditionChannels, rows, tiles;
  std::size_t slopes, weights, total;

  constexpr explicit ConvLayout(const LayerSpec& layer)
      : inputs(layer.inputs / layer.groups),
        outputs(layer.outputs / layer.groups),
        groups(layer.groups),
        taps(layer.taps),
        conditionChannels(layer.conditionChannels),
        rows(taps * inputs + conditionChannels),
        tiles((outputs + kTile - 1) / kTile) {
    slopes = padded(layer.outputs);
    weights = slopes + (layer.activation == Activation::prelu ? padded(layer.outputs) : 0);
    total = weights + groups * tiles * rows * kTile;
  }

  /// First float of a tile.
  constexpr std::size_t tile(std::size_t group, std::size_t index) const {
    return weights + (group * tiles + index) * rows * kTile;
  }
  /// The weight from one row to one output of a group.
  constexpr std::size_t at(std::size_t group, std::size_t row, std::size_t output) const {
    return tile(group, output / kTile) + row * kTile + output % kTile;
  }
};

/// Floats of a layer's block in the image. The others have slopes of prelu, padded, or nothing. [any-thread]
constexpr std::size_t packedCount(const LayerSpec& layer) {
  if (layer.type == LayerType::dense) return DenseLayout(layer).total;
  if (isRecurrent(layer.type)) return RecurrentLayout(layer).total;
  if (layer.type == LayerType::conv) return ConvLayout(layer).total;
  return layer.activation == Activation::prelu ? padded(layer.outputs) : 0;
}

}  // namespace tonewright
