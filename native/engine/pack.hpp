// The only packer: a model in plain tensors becomes a weights image (image.md). Host side, uses the heap and throws.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/image.hpp"

namespace tonewright {

namespace packing {

/// Factor folded into a gate's weights, see layout.hpp.
inline float gateScale(LayerType type, std::size_t gate, bool isStateSide) {
  if (type == LayerType::gru) return gate < 2 || isStateSide ? 0.5f : 1.0f;
  if (type == LayerType::lstm) return gate == 2 ? 1.0f : 0.5f;
  return 1.0f;
}

/// A row of Keras's gates, source[gate][unit], into a row of the image.
inline void packRow(const LayerSpec& layer, const float* source, std::size_t firstGate, std::size_t rowGates,
                    bool isStateSide, float* row) {
  for (std::size_t gate = 0; gate < rowGates; ++gate) {
    const float scale = gateScale(layer.type, firstGate + gate, isStateSide);
    for (std::size_t unit = 0; unit < layer.outputs; ++unit) {
      row[RecurrentLayout::inRow(unit, gate, rowGates)] = scale * source[(firstGate + gate) * layer.outputs + unit];
    }
  }
}

/// kernel [inputs][gates H], recurrent kernel [H][gates H], bias (all, see spec.hpp) into a zeroed block.
inline void packRecurrent(const LayerSpec& layer, const float* source, float* block) {
  const RecurrentLayout at(layer);
  const std::size_t width = at.gates * at.units;
  const float* kernel = source;
  const float* recurrent = kernel + at.inputs * width;
  const float* bias = recurrent + at.units * width;
  const bool isGru = layer.type == LayerType::gru;

  std::vector<float> inputBias(bias, bias + width);
  if (isGru && layer.resetAfter) {  // the two biases of z and r only ever appear as a sum
    for (std::size_t i = 0; i < 2 * at.units; ++i) inputBias[i] += bias[width + i];
    packRow(layer, bias + width, 2, 1, true, block + at.stateBias);
  }
  packRow(layer, inputBias.data(), 0, at.gates, false, block);
  for (std::size_t k = 0; k < at.inputs; ++k) {
    packRow(layer, kernel + k * width, 0, at.gates, false, block + at.inputRows + k * at.inputStride);
  }
  const bool isResetBefore = isGru && !layer.resetAfter;
  for (std::size_t k = 0; k < at.units; ++k) {
    packRow(layer, recurrent + k * width, 0, isResetBefore ? 2 : at.gates, true,
            block + at.stateRows + k * at.stateStride);
    if (isResetBefore) {
      packRow(layer, recurrent + k * width, 2, 1, true, block + at.candidateRows + k * at.candidateStride);
    }
  }
  if (layer.hasInitialState) {
    const std::size_t count = stateCount(layer);
    const float* state = source + weightCount(layer) - count;
    for (std::size_t i = 0; i < count; i += at.units) {
      std::copy_n(state + i, at.units, block + at.initialState + i / at.units * at.groups * kLanes);
    }
  }
}

/// kernel [inputs][outputs], bias [outputs] into a zeroed block.
inline void packDense(const LayerSpec& layer, const float* source, float* block) {
  const DenseLayout at(layer);
  for (std::size_t i = 0; i < at.inputs; ++i) {
    for (std::size_t o = 0; o < at.outputs; ++o) block[at.at(i, o)] = source[i * at.outputs + o];
  }
  std::copy_n(source + at.inputs * at.outputs, at.outputs, block);
}

/// kernel [taps][inputs of a group][outputs], bias, condition kernel, slopes into a zeroed block.
inline void packConv(const LayerSpec& layer, const float* source, float* block) {
  const ConvLayout at(layer);
  const std::size_t kernelRows = at.taps * at.inputs;
  const float* bias = source + kernelRows * layer.outputs;
  const float* condition = bias + layer.outputs;
  std::copy_n(bias, layer.outputs, block);
  if (layer.activation == Activation::prelu) {
    std::copy_n(condition + at.conditionChannels * layer.outputs, layer.outputs, block + at.slopes);
  }
  for (std::size_t row = 0; row < at.rows; ++row) {
    const float* from =
        row < kernelRows ? source + row * layer.outputs : condition + (row - kernelRows) * layer.outputs;
    for (std::size_t o = 0; o < layer.outputs; ++o) block[at.at(o / at.outputs, row, o % at.outputs)] = from[o];
  }
}

/// The layer's own block, zeroed before.
inline void packLayer(const LayerSpec& layer, const float* source, float* block) {
  if (layer.type == LayerType::dense) {
    packDense(layer, source, block);
  } else if (isRecurrent(layer.type)) {
    packRecurrent(layer, source, block);
  } else if (layer.type == LayerType::conv) {
    packConv(layer, source, block);
  } else {
    std::copy_n(source, weightCount(layer), block);
  }
}

/// The layers as the image holds them: sources spelt out, and dense layers that the kernels for rows do not take
/// (behind a planar layer, or with slopes) as convolutions of one tap, whose weights are the same.
inline std::vector<LayerSpec> recordedLayers(const ModelSpec& spec) {
  std::vector<LayerSpec> layers = spec.layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerSpec& layer = layers[i];
    layer.source = sourceOf(layer, i);
    const bool isPlanarSource = layer.source >= 0 && layer.source < static_cast<std::int32_t>(i) &&
                                !worksOnRows(layers[static_cast<std::size_t>(layer.source)].type);
    if (layer.type == LayerType::dense && (isPlanarSource || layer.activation == Activation::prelu)) {
      layer.type = LayerType::conv;
    }
  }
  return layers;
}

[[noreturn]] inline void refuse(const ImageError& error) {
  std::array<char, 256> text{};
  describe(error, text);
  throw std::invalid_argument(std::string("model cannot be packed: ") + text.data());
}

inline void checkCount(const ModelSpec& spec, std::span<const float> weights) {
  if (spec.layers.empty() || spec.layers.size() > kMaxLayers) {
    refuse({ImageErrorCode::layerCount, 0, kMaxLayers, static_cast<double>(spec.layers.size())});
  }
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    const std::uint32_t widest = std::max({layer.inputs, layer.outputs, layer.conditionChannels});
    if (widest > 2 * kMaxChannels) {
      refuse({ImageErrorCode::channels, static_cast<std::uint32_t>(i), kMaxChannels, static_cast<double>(widest)});
    }
    if (layer.groups == 0) refuse({ImageErrorCode::groups, static_cast<std::uint32_t>(i), 1, 0});
    if (layer.taps == 0 || layer.taps > kMaxHistory + 1) {
      refuse({ImageErrorCode::history, static_cast<std::uint32_t>(i), kMaxHistory, static_cast<double>(layer.taps)});
    }
  }
  if (weights.size() != weightCount(spec)) {
    throw std::invalid_argument("model cannot be packed: its layers have " + std::to_string(weightCount(spec)) +
                                " weights, found " + std::to_string(weights.size()));
  }
}

/// 1 and the longest way back from the last layer to the input; kUnboundedField when it leads through a recurrent
/// layer.
inline std::uint32_t receptiveFieldOf(const std::vector<LayerSpec>& layers) {
  constexpr std::size_t unbounded = std::size_t{kMaxLatencySamples} + 1;
  std::vector<std::size_t> fields(layers.size() + 1, 1);  // of the input, then of each layer
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (const std::int32_t source : {layers[i].source, layers[i].condition, layers[i].residual}) {
      if (source < kModelInput || source >= static_cast<std::int32_t>(i)) continue;
      const std::size_t history = source == layers[i].source ? historyOf(layers[i]) : 0;
      fields[i + 1] = std::max(fields[i + 1], fields[static_cast<std::size_t>(source + 1)] + history);
    }
    if (isRecurrent(layers[i].type)) fields[i + 1] = unbounded;
    fields[i + 1] = std::min(fields[i + 1], unbounded);
  }
  return fields.back() == unbounded ? kUnboundedField : static_cast<std::uint32_t>(fields.back());
}

}  // namespace packing

/// Packs a model. `weights` is the flat array of spec.hpp, weightCount(spec) long. Throws std::invalid_argument, saying
/// what was expected and found, when the counts, channels, activations or values are not valid. [init, host]
inline std::vector<std::byte> pack(const ModelSpec& spec, std::span<const float> weights) {
  packing::checkCount(spec, weights);
  const std::size_t layerCount = spec.layers.size();
  std::size_t bytes = sizeof(ImageHeader) + layerCount * sizeof(LayerRecord);
  const std::vector<LayerSpec> layers = packing::recordedLayers(spec);
  std::vector<LayerRecord> records;
  for (const LayerSpec& layer : layers) {
    const auto offset = static_cast<std::uint32_t>(bytes), count = static_cast<std::uint32_t>(packedCount(layer));
    const std::uint32_t flags = (layer.type == LayerType::gru && layer.resetAfter ? kResetAfterFlag : 0) |
                                (layer.hasInitialState ? kInitialStateFlag : 0) |
                                (layer.gateMode == GateMode::blend ? kBlendFlag : 0);
    records.push_back({layer.type, layer.activation, layer.inputs, layer.outputs, flags, offset, count, layer.taps,
                       layer.dilation, layer.groups, layer.gateActivation, layer.source, layer.condition,
                       layer.conditionChannels, layer.residual, 0});
    bytes = alignUp(bytes + count * sizeof(float));
    if (bytes > 0xFFFFFFFFu) packing::refuse({ImageErrorCode::size, 0, 4294967295.0, static_cast<double>(bytes)});
  }

  // Rows of floats are built in memory aligned as the engine wants it, and checked as the engine will check them.
  struct alignas(kImageAlignment) Line {
    std::array<std::byte, kImageAlignment> bytes;
  };
  std::vector<Line> lines(bytes / kImageAlignment, Line{});
  auto* image = reinterpret_cast<std::byte*>(lines.data());
  std::memcpy(image + sizeof(ImageHeader), records.data(), layerCount * sizeof(LayerRecord));
  const float* source = weights.data();
  for (std::size_t i = 0; i < layerCount; ++i) {
    packing::packLayer(layers[i], source, reinterpret_cast<float*>(image + records[i].weightsOffset));
    source += weightCount(spec.layers[i]);
  }
  ImageHeader header{};
  header.magic = kImageMagic;
  header.version = kImageVersion;
  header.totalBytes = static_cast<std::uint32_t>(bytes);
  header.layerCount = static_cast<std::uint32_t>(layerCount);
  header.flags = spec.skip ? kSkipFlag : 0;
  header.inputs = spec.layers.front().inputs;
  header.outputs = spec.layers.back().outputs;
  header.sampleRate = spec.sampleRate;
  header.inputGain = spec.inputGain;
  header.outputGain = spec.outputGain;
  header.receptiveFieldSamples = packing::receptiveFieldOf(layers);
  std::memcpy(image, &header, sizeof(header));
  header.checksum = imageChecksum({image, bytes});
  std::memcpy(image, &header, sizeof(header));

  ImageView view;
  if (const ImageError error = ImageView::open({image, bytes}, view)) packing::refuse(error);
  return {image, image + bytes};
}

}  // namespace tonewright
