// A model that plays: opened from a weights image, run block by block in memory that the caller hands in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "engine/image.hpp"
#include "engine/simd/dispatch.hpp"

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

/// Runs one stream. Nothing is allocated, locked or thrown after `load`. Hold a FlushToZero (denormals.hpp) around
/// `process`. The output does not depend on how a stream is cut into blocks.
///
/// Values that are not finite: such inputs count as 0. An output that is not finite (an unbounded layer overflowed) is
/// played as 0 and the state is reset at the end of that tile, so that the model recovers by itself.
class Model {
 public:
  static constexpr std::size_t kTileFrames = 64;  // frames that a layer does at a time

  /// Checks an image and says what it needs. [init]
  static ImageError inspect(std::span<const std::byte> image, ModelInfo& info) noexcept {
    ImageView view;
    if (const ImageError error = ImageView::open(image, view)) return error;
    info = factsOf(view, planOf(view));
    return {};
  }

  /// Prepares to play `image` in `memory`, info.memoryBytes long; both aligned to 64 bytes, both to outlive the model.
  /// Leaves the model as it was when it returns an error. [init]
  ImageError load(std::span<const std::byte> image, std::span<std::byte> memory,
                  InstructionSet set = InstructionSet::best) noexcept {
    ImageView opened;
    if (const ImageError error = ImageView::open(image, opened)) return error;
    if (set == InstructionSet::best) set = bestInstructionSet();
    if (!isAvailable(set)) {
      return {ImageErrorCode::instructionSet, 0, static_cast<double>(bestInstructionSet()), static_cast<double>(set)};
    }
    const Plan plan = planOf(opened);
    if (!isAligned(memory.data())) return {ImageErrorCode::misaligned, 0, 0.0, 1.0};
    if (memory.size() < plan.bytes) {
      return {ImageErrorCode::memory, 0, static_cast<double>(plan.bytes), static_cast<double>(memory.size())};
    }
    view = opened;
    facts = factsOf(view, plan);
    place(memory, plan, kernelsOf(set));
    reset();
    return {};
  }

  const ModelInfo& info() const noexcept { return facts; }

  /// Back to silence: zero state. [audio-thread]
  void reset() noexcept {
    std::fill_n(states, stateFloats, 0.0f);
    stepsSinceReset = 0;
  }

  /// inputs[channel][frame] to outputs[channel][frame], any number of frames; an output may be the same memory as an
  /// input. [audio-thread]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
    for (std::size_t start = 0; start < frames; start += kTileFrames) {
      processTile(inputs, outputs, start, std::min(kTileFrames, frames - start));
    }
  }

  /// Copies the recurrent state, info().stateCount floats: of each recurrent layer h, then (lstm) c. [audio-thread]
  void getState(float* target) const noexcept {
    forEachState([&](const float* vector, std::size_t units) { target = std::copy_n(vector, units, target); });
  }

  /// Continues from such a copy; values must be finite. [audio-thread]
  void setState(const float* source) noexcept {
    reset();
    forEachState([&](float* vector, std::size_t units) {
      std::copy_n(source, units, vector);
      source += units;
    });
  }

 private:
  struct Layer {
    const LayerRecord* record;
    const float* weights;
    LayerKernel kernel;
    float* state;  // h [padded units], then cell [padded units]; null for dense
  };

  struct Plan {
    std::size_t stateFloats = 0;  // padded, all layers
    std::size_t stride = 0;       // floats of the widest row
    std::size_t bytes = 0;
  };

  static constexpr bool isRecurrent(const LayerRecord& record) { return record.type != LayerType::dense; }

  static Plan planOf(const ImageView& view) {
    Plan plan;
    for (std::size_t i = 0; i < view.header().layerCount; ++i) {
      const LayerRecord& record = view.layer(i);
      plan.stride = std::max({plan.stride, padded(record.inputs), padded(record.outputs)});
      if (isRecurrent(record)) plan.stateFloats += 2 * padded(record.outputs);
    }
    plan.bytes = alignUp(view.header().layerCount * sizeof(Layer)) + alignUp(plan.stateFloats * sizeof(float)) +
                 2 * bufferBytes(plan);
    return plan;
  }

  static std::size_t bufferBytes(const Plan& plan) { return alignUp((kTileFrames + 1) * plan.stride * sizeof(float)); }

  static ModelInfo factsOf(const ImageView& view, const Plan& plan) {
    const ImageHeader& head = view.header();
    ModelInfo info{
        head.inputs, head.outputs, head.sampleRate, head.latencySamples, head.receptiveFieldSamples, 0, plan.bytes, 0};
    for (std::size_t i = 0; i < head.layerCount; ++i) {
      const LayerRecord& record = view.layer(i);
      const std::size_t units = record.outputs, sources = record.inputs + (isRecurrent(record) ? units : 0);
      info.multiplyAddsPerSample += gatesOf(record.type) * units * sources;
      if (isRecurrent(record)) info.stateCount += record.type == LayerType::lstm ? 2 * units : units;
    }
    return info;
  }

  void place(std::span<std::byte> memory, const Plan& plan, const KernelTable& kernels) {
    std::fill(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(plan.bytes), std::byte{0});
    std::byte* at = memory.data();
    const auto take = [&at](std::size_t bytes) {
      std::byte* block = at;
      at += alignUp(bytes);
      return block;
    };
    const std::size_t count = view.header().layerCount;
    layers = reinterpret_cast<Layer*>(take(count * sizeof(Layer)));
    states = reinterpret_cast<float*>(take(plan.stateFloats * sizeof(float)));
    stateFloats = plan.stateFloats;
    for (float*& rows : buffers) rows = reinterpret_cast<float*>(take(bufferBytes(plan))) + plan.stride;
    float* state = states;
    for (std::size_t i = 0; i < count; ++i) {
      const LayerRecord& record = view.layer(i);
      new (&layers[i]) Layer{&record, view.weights(i), kernels.of(record.type), isRecurrent(record) ? state : nullptr};
      if (isRecurrent(record)) state += 2 * padded(record.outputs);
    }
  }

  template <class Visit>
  void forEachState(Visit visit) const {
    for (std::size_t i = 0; i < view.header().layerCount; ++i) {
      const LayerRecord& record = *layers[i].record;
      if (isRecurrent(record)) visit(layers[i].state, record.outputs);
      if (record.type == LayerType::lstm) visit(layers[i].state + padded(record.outputs), record.outputs);
    }
  }

  void processTile(const float* const* inputs, float* const* outputs, std::size_t start, std::size_t frames) noexcept {
    float dry[kTileFrames];
    float* rows = buffers[0];
    readTile(inputs, start, frames, rows, dry);
    for (std::size_t i = 0; i < view.header().layerCount; ++i) {
      float* next = buffers[(i + 1) % 2];
      runLayer(layers[i], rows, next, frames);
      rows = next;
    }
    stepsSinceReset += frames;
    if (!writeTile(outputs, start, frames, rows, dry)) reset();
  }

  /// Planar channels to padded rows; what is not finite becomes 0.
  void readTile(const float* const* inputs, std::size_t start, std::size_t frames, float* rows, float* dry) noexcept {
    const std::size_t stride = padded(facts.inputs);
    const float gain = view.header().inputGain;
    std::fill_n(rows, frames * stride, 0.0f);
    for (std::size_t channel = 0; channel < facts.inputs; ++channel) {
      const float* source = inputs[channel] + start;
      for (std::size_t t = 0; t < frames; ++t) {
        const float value = channel == 0 ? source[t] * gain : source[t];
        rows[t * stride + channel] = isFinite(value) ? value : 0.0f;
      }
    }
    for (std::size_t t = 0; t < frames; ++t) dry[t] = rows[t * stride];
  }

  void runLayer(const Layer& layer, const float* in, float* out, std::size_t frames) noexcept {
    const LayerRecord& record = *layer.record;
    const std::size_t width = padded(record.outputs);
    if (layer.state != nullptr) std::copy_n(layer.state, width, out - width);
    layer.kernel(
        {&record, layer.weights, in, out, layer.state + width, padded(record.inputs), width, frames, stepsSinceReset});
    if (layer.state != nullptr) std::copy_n(out + (frames - 1) * width, width, layer.state);
  }

  /// Rows to planar channels, with gain and skip on audio. False when something was not finite.
  bool writeTile(float* const* outputs, std::size_t start, std::size_t frames, const float* rows,
                 const float* dry) noexcept {
    const std::size_t stride = padded(facts.outputs);
    const float gain = view.header().outputGain;
    const float skip = (view.header().flags & kSkipFlag) != 0 ? 1.0f : 0.0f;
    bool isGood = true;
    for (std::size_t channel = 0; channel < facts.outputs; ++channel) {
      float* target = outputs[channel] + start;
      for (std::size_t t = 0; t < frames; ++t) {
        const float wet = rows[t * stride + channel];
        const float value = channel == 0 ? gain * (wet + skip * dry[t]) : wet;
        isGood = isGood && isFinite(value);
        target[t] = isFinite(value) ? value : 0.0f;
      }
    }
    return isGood;
  }

  ImageView view;
  ModelInfo facts{};
  Layer* layers = nullptr;
  float* states = nullptr;
  std::size_t stateFloats = 0;
  float* buffers[2] = {};
  std::size_t stepsSinceReset = 0;
};

}  // namespace tonewright
