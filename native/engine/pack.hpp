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
}

/// kernel [inputs][outputs], bias [outputs] into a zeroed block.
inline void packDense(const LayerSpec& layer, const float* source, float* block) {
  const DenseLayout at(layer);
  for (std::size_t i = 0; i < at.inputs; ++i) {
    for (std::size_t o = 0; o < at.outputs; ++o) block[at.at(i, o)] = source[i * at.outputs + o];
  }
  std::copy_n(source + at.inputs * at.outputs, at.outputs, block);
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
    const std::uint32_t widest = std::max(spec.layers[i].inputs, spec.layers[i].outputs);
    if (widest > kMaxChannels) {
      refuse({ImageErrorCode::channels, static_cast<std::uint32_t>(i), kMaxChannels, static_cast<double>(widest)});
    }
  }
  if (weights.size() != weightCount(spec)) {
    throw std::invalid_argument("model cannot be packed: its layers have " + std::to_string(weightCount(spec)) +
                                " weights, found " + std::to_string(weights.size()));
  }
}

inline std::uint32_t receptiveFieldOf(const ModelSpec& spec) {
  const auto isDense = [](const LayerSpec& layer) { return layer.type == LayerType::dense; };
  return std::all_of(spec.layers.begin(), spec.layers.end(), isDense) ? 1 : kUnboundedField;
}

}  // namespace packing

/// Packs a model. `weights` is the flat array of spec.hpp, weightCount(spec) long. Throws std::invalid_argument, saying
/// what was expected and found, when the counts, channels, activations or values are not valid. [init, host]
inline std::vector<std::byte> pack(const ModelSpec& spec, std::span<const float> weights) {
  packing::checkCount(spec, weights);
  const std::size_t layerCount = spec.layers.size();
  std::size_t bytes = sizeof(ImageHeader) + layerCount * sizeof(LayerRecord);
  std::vector<LayerRecord> records;
  for (const LayerSpec& layer : spec.layers) {
    const auto offset = static_cast<std::uint32_t>(bytes), count = static_cast<std::uint32_t>(packedCount(layer));
    const std::uint32_t flags = layer.type == LayerType::gru && layer.resetAfter ? kResetAfterFlag : 0;
    records.push_back({layer.type, layer.activation, layer.inputs, layer.outputs, flags, offset, count, {}});
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
    auto* block = reinterpret_cast<float*>(image + records[i].weightsOffset);
    const bool isDense = spec.layers[i].type == LayerType::dense;
    (isDense ? packing::packDense : packing::packRecurrent)(spec.layers[i], source, block);
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
  header.receptiveFieldSamples = packing::receptiveFieldOf(spec);
  std::memcpy(image, &header, sizeof(header));
  header.checksum = imageChecksum({image, bytes});
  std::memcpy(image, &header, sizeof(header));

  ImageView view;
  if (const ImageError error = ImageView::open({image, bytes}, view)) packing::refuse(error);
  return {image, image + bytes};
}

}  // namespace tonewright
