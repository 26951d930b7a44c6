// What a model of an image needs: which signals are kept, how far back, and how many bytes that takes.
#pragma once

#include "engine/image.hpp"
#include "engine/signal.hpp"

namespace tonewright {

/// Facts of an image that a host asks for before it loads it.
struct ModelInfo {
  std::uint32_t inputs;   // channel 0 is audio, the others are controls
  std::uint32_t outputs;  // channel 0 is audio
  float sampleRate;       // Hz, of the training
  std::uint32_t latencySamples;
  std::uint32_t receptiveFieldSamples;  // kUnboundedField when the model is recurrent
  std::size_t multiplyAddsPerSample;
  std::size_t memoryBytes;  // to hand to Model::load
  std::size_t stateCount;   // floats of the recurrent state
};

/// Samples before the present that the layers behind read of a layer, or of the model's input.
inline std::size_t historyOf(const ImageView& view, std::int32_t layer) {
  std::size_t history = 0;
  for (std::size_t i = 0; i < view.header().layerCount; ++i) {
    if (view.layer(i).source == layer) history = std::max(history, historyOf(view.layer(i).spec()));
  }
  return history;
}

/// Whether a layer's rows go straight to the next one's, so that no signal is made of them.
inline bool isChained(const ImageView& view, std::size_t index) {
  const std::size_t next = index + 1;
  const auto layer = static_cast<std::int32_t>(index);
  if (next >= view.header().layerCount || !worksOnRows(view.layer(index).type) || view.layer(next).source != layer ||
      !worksOnRows(view.layer(next).type)) {
    return false;
  }
  for (std::size_t i = next; i < view.header().layerCount; ++i) {
    const LayerRecord& reader = view.layer(i);
    if ((reader.source == layer && i != next) || reader.condition == layer || reader.residual == layer) return false;
  }
  return true;
}

/// Sizes in floats of what a model keeps.
struct Plan {
  std::size_t states = 0;     // of all recurrent layers, padded
  std::size_t rowStride = 0;  // of the widest row
  std::size_t signals = 0;    // rings of all signals, the input's first

  explicit Plan(const ImageView& view) {
    signals = floatsOf(view.header().inputs, historyOf(view, kModelInput));
    for (std::size_t i = 0; i < view.header().layerCount; ++i) {
      const LayerRecord& record = view.layer(i);
      if (worksOnRows(record.type)) rowStride = std::max({rowStride, padded(record.inputs), padded(record.outputs)});
      if (isRecurrent(record.type)) states += 2 * padded(record.outputs);
      if (!isChained(view, i)) signals += floatsOf(record.outputs, historyOf(view, static_cast<std::int32_t>(i)));
    }
  }

  static constexpr std::size_t floatsOf(std::size_t channels, std::size_t history) {
    return channels * Signal::strideFor(Signal::sizeFor(history));
  }
  std::size_t rowsBytes() const { return alignUp((kTileFrames + 1) * rowStride * sizeof(float)); }
};

/// Multiply-adds of a layer for one sample. [any-thread]
constexpr std::size_t multiplyAddsOf(const LayerSpec& layer) {
  const std::size_t in = layer.inputs, out = layer.outputs;
  if (layer.type == LayerType::dense) return in * out;
  if (isRecurrent(layer.type)) return gatesOf(layer.type) * out * (in + out);
  if (layer.type == LayerType::conv) return (layer.taps * in / layer.groups + layer.conditionChannels) * out;
  return layer.type == LayerType::film || layer.type == LayerType::gate ? out : 0;
}

}  // namespace tonewright
