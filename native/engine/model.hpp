// A model that plays: opened from a weights image, run block by block in memory that the caller hands in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "engine/plan.hpp"
#include "engine/simd/dispatch.hpp"

namespace tonewright {

/// Runs one stream. Nothing is allocated, locked or thrown after `load`. Hold a FlushToZero (denormals.hpp) around
/// `process`. The output does not depend on how a stream is cut into blocks.
///
/// Values that are not finite: such inputs count as 0. An output that is not finite (an unbounded layer overflowed) is
/// played as 0 and the state is reset at the end of that tile, so that the model recovers by itself.
class Model {
 public:
  /// Checks an image and says what it needs. [init]
  static ImageError inspect(std::span<const std::byte> image, ModelInfo& info) noexcept {
    ImageView view;
    if (const ImageError error = ImageView::open(image, view)) return error;
    info = factsOf(view, Plan(view), kernelsOf(bestInstructionSet()));
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
    const Plan plan(opened);
    const KernelTable& kernels = kernelsOf(set);
    const std::size_t bytes = memoryOf(opened, plan, kernels);
    if (!isAligned(memory.data())) return {ImageErrorCode::misaligned, 0, 0.0, 1.0};
    if (memory.size() < bytes) {
      return {ImageErrorCode::memory, 0, static_cast<double>(bytes), static_cast<double>(memory.size())};
    }
    view = opened;
    facts = factsOf(view, plan, kernels);
    place(memory.first(bytes), plan, kernels);
    reset();
    return {};
  }

  const ModelInfo& info() const noexcept { return facts; }

  /// Back to silence: recurrent layers to their initial state, convolutions as if the inputs had been zero for ever.
  /// Costs about as much as a few hundred frames, more for long memories. [audio-thread]
  void reset() noexcept {
    stepsSinceReset = 0;
    const std::size_t count = view.header().layerCount;
    Signal& input = signals[0];
    std::fill_n(input.data, input.channels * input.stride(), 0.0f);
    input.position = 0;
    const float* rows = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
      if (layers[i].out != nullptr) layers[i].out->position = 0;
      if (isRecurrent(layers[i].record->type)) {
        rows = restState(layers[i]);
      } else {
        rows = runLayer(layers[i], rows, 1);
      }
      if (layers[i].out != nullptr) layers[i].out->hold();
    }
  }

  /// inputs[channel][frame] to outputs[channel][frame], any number of frames; an output may be the same memory as an
  /// input. [audio-thread]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
    for (std::size_t start = 0, tile; start < frames; start += tile) {
      tile = std::min(kTileFrames - signals[0].position % kTileFrames, frames - start);
      processTile(inputs, outputs, start, tile);
    }
  }

  /// Copies the recurrent state, info().stateCount floats: of each recurrent layer h, then (lstm) c. What
  /// convolutions remember is not in it. [audio-thread]
  void getState(float* target) const noexcept {
    forEachState([&](const float* vector, std::size_t units) { target = std::copy_n(vector, units, target); });
  }

  /// Goes on from such a copy, and from what convolutions remember by now; values must be finite. [audio-thread]
  void setState(const float* source) noexcept {
    forEachState([&](float* vector, std::size_t units) {
      std::copy_n(source, units, vector);
      source += units;
    });
  }

 private:
  struct Layer {
    const LayerRecord* record;
    const float* weights;
    RowKernel rowKernel;        // null for planar layers
    PlanarKernel planarKernel;  // null for layers that work on rows
    float* state;               // h [padded units], then cell [padded units]; null when not recurrent
    const Signal* source;       // null: the rows of the layer before
    const Signal* condition;    // null: none
    const Signal* residual;     // null: none
    Signal* out;                // null: only the next layer reads it, as rows
  };

  static std::size_t memoryOf(const ImageView& view, const Plan& plan, const KernelTable& kernels) {
    const std::size_t count = view.header().layerCount;
    std::size_t copies = 0;
    for (std::size_t i = 0; i < count; ++i)
      copies += alignUp(kernels.floatsToCopy(view.layer(i).spec()) * sizeof(float));
    return copies + alignUp(count * sizeof(Layer)) + alignUp((count + 1) * sizeof(Signal)) +
           alignUp(plan.states * sizeof(float)) + 2 * plan.rowsBytes() + alignUp(plan.signals * sizeof(float));
  }

  static ModelInfo factsOf(const ImageView& view, const Plan& plan, const KernelTable& kernels) {
    const ImageHeader& head = view.header();
    ModelInfo info{head.inputs,
                   head.outputs,
                   head.sampleRate,
                   head.latencySamples,
                   head.receptiveFieldSamples,
                   0,
                   memoryOf(view, plan, kernels),
                   0};
    for (std::size_t i = 0; i < head.layerCount; ++i) {
      info.multiplyAddsPerSample += multiplyAddsOf(view.layer(i).spec());
      info.stateCount += stateCount(view.layer(i).spec());
    }
    return info;
  }

  void place(std::span<std::byte> memory, const Plan& plan, const KernelTable& kernels) {
    std::fill(memory.begin(), memory.end(), std::byte{0});
    std::byte* at = memory.data();
    const auto take = [&at](std::size_t bytes) {
      std::byte* block = at;
      at += alignUp(bytes);
      return block;
    };
    const std::size_t count = view.header().layerCount;
    layers = reinterpret_cast<Layer*>(take(count * sizeof(Layer)));
    signals = reinterpret_cast<Signal*>(take((count + 1) * sizeof(Signal)));
    float* state = reinterpret_cast<float*>(take(plan.states * sizeof(float)));
    for (float*& rows : buffers) rows = reinterpret_cast<float*>(take(plan.rowsBytes())) + plan.rowStride;
    float* ring = reinterpret_cast<float*>(take(plan.signals * sizeof(float)));
    const auto placeSignal = [&](std::int32_t layer, std::size_t channels) {
      const std::size_t history = historyOf(view, layer);
      new (&signals[layer + 1]) Signal{ring, channels, Signal::sizeFor(history), 0};
      ring += Plan::floatsOf(channels, history);
    };
    placeSignal(kModelInput, facts.inputs);
    for (std::size_t i = 0; i < count; ++i) {
      const LayerRecord& record = view.layer(i);
      const bool isRows = worksOnRows(record.type), isInner = isChained(view, i);
      const std::size_t copied = kernels.floatsToCopy(record.spec());
      float* copy = reinterpret_cast<float*>(take(copied * sizeof(float)));
      if (copied > 0) kernels.copy(record.spec(), view.weights(i), copy);
      if (!isInner) placeSignal(static_cast<std::int32_t>(i), record.outputs);
      const auto signalOf = [&](std::int32_t layer) { return layer == kNone ? nullptr : &signals[layer + 1]; };
      new (&layers[i]) Layer{&record,
                             copied > 0 ? copy : view.weights(i),
                             isRows ? kernels.rows(record.type) : nullptr,
                             isRows ? nullptr : kernels.planar(record.type),
                             isRecurrent(record.type) ? state : nullptr,
                             i > 0 && isChained(view, i - 1) ? nullptr : signalOf(record.source),
                             signalOf(record.condition),
                             signalOf(record.residual),
                             isInner ? nullptr : &signals[i + 1]};
      if (isRecurrent(record.type)) state += 2 * padded(record.outputs);
    }
  }

  template <class Visit>
  void forEachState(Visit visit) const {
    for (std::size_t i = 0; i < view.header().layerCount; ++i) {
      const LayerRecord& record = *layers[i].record;
      if (isRecurrent(record.type)) visit(layers[i].state, record.outputs);
      if (record.type == LayerType::lstm) visit(layers[i].state + padded(record.outputs), record.outputs);
    }
  }

  void processTile(const float* const* inputs, float* const* outputs, std::size_t start, std::size_t frames) noexcept {
    readTile(inputs, start, frames);
    const float* rows = nullptr;
    const std::size_t count = view.header().layerCount;
    for (std::size_t i = 0; i < count; ++i) rows = runLayer(layers[i], rows, frames);
    stepsSinceReset += frames;
    const bool isGood = writeTile(outputs, start, frames);
    signals[0].advance(frames);
    for (std::size_t i = 0; i < count; ++i) {
      if (layers[i].out != nullptr) layers[i].out->advance(frames);
    }
    if (!isGood) reset();
  }

  /// The inputs to their signal; what is not finite becomes 0.
  void readTile(const float* const* inputs, std::size_t start, std::size_t frames) noexcept {
    Signal& signal = signals[0];
    for (std::size_t channel = 0; channel < facts.inputs; ++channel) {
      const float gain = channel == 0 ? view.header().inputGain : 1.0f;
      const float* source = inputs[channel] + start;
      float* target = signal.present() + channel * signal.stride();
      for (std::size_t t = 0; t < frames; ++t) {
        const float value = source[t] * gain;
        target[t] = isFinite(value) ? value : 0.0f;
      }
    }
    signal.publish(frames);
  }

  /// Runs one layer over the present tile. `rows` are those of the layer before, if it has any; returns this one's.
  const float* runLayer(const Layer& layer, const float* rows, std::size_t frames) noexcept {
    if (layer.rowKernel == nullptr) {
      layer.planarKernel(
          {layer.record, layer.weights, layer.source, layer.condition, layer.residual, layer.out, frames});
      layer.out->publish(frames);
      return nullptr;
    }
    const LayerRecord& record = *layer.record;
    const std::size_t width = padded(record.outputs);
    const float* in = layer.source != nullptr ? rowsOf(*layer.source, frames) : rows;
    float* out = buffers[in == buffers[0] ? 1 : 0];
    if (layer.state != nullptr) std::copy_n(layer.state, width, out - width);
    layer.rowKernel(
        {&record, layer.weights, in, out, layer.state + width, padded(record.inputs), width, frames, stepsSinceReset});
    if (layer.state != nullptr) std::copy_n(out + (frames - 1) * width, width, layer.state);
    if (layer.out != nullptr) planesOf(out, width, frames, *layer.out);
    return out;
  }

  /// The initial state of a recurrent layer, also as the row that it has put out so far.
  const float* restState(const Layer& layer) noexcept {
    const RecurrentLayout at(layer.record->spec());
    const std::size_t width = padded(layer.record->outputs);
    std::fill_n(layer.state, 2 * width, 0.0f);
    const float* image = view.weights(static_cast<std::size_t>(&layer - layers));
    std::copy_n(image + at.initialState, at.total - at.initialState, layer.state);
    std::copy_n(layer.state, width, buffers[0]);
    if (layer.out != nullptr) planesOf(buffers[0], width, 1, *layer.out);
    return buffers[0];
  }

  /// The present tile of a signal in padded rows.
  const float* rowsOf(const Signal& signal, std::size_t frames) noexcept {
    const std::size_t width = padded(signal.channels);
    std::fill_n(buffers[0], frames * width, 0.0f);
    for (std::size_t channel = 0; channel < signal.channels; ++channel) {
      const float* source = signal.at(0) + channel * signal.stride();
      for (std::size_t t = 0; t < frames; ++t) buffers[0][t * width + channel] = source[t];
    }
    return buffers[0];
  }

  static void planesOf(const float* rows, std::size_t width, std::size_t frames, Signal& signal) noexcept {
    for (std::size_t channel = 0; channel < signal.channels; ++channel) {
      float* target = signal.present() + channel * signal.stride();
      for (std::size_t t = 0; t < frames; ++t) target[t] = rows[t * width + channel];
    }
    signal.publish(frames);
  }

  /// The last layer's signal to the outputs, with gain and skip on audio. False when something was not finite.
  bool writeTile(float* const* outputs, std::size_t start, std::size_t frames) noexcept {
    const Signal& signal = *layers[view.header().layerCount - 1].out;
    const float* dry = signals[0].at(0);
    const float gain = view.header().outputGain;
    const float skip = (view.header().flags & kSkipFlag) != 0 ? 1.0f : 0.0f;
    bool isGood = true;
    for (std::size_t channel = 0; channel < facts.outputs; ++channel) {
      const float* wet = signal.at(0) + channel * signal.stride();
      float* target = outputs[channel] + start;
      for (std::size_t t = 0; t < frames; ++t) {
        const float value = channel == 0 ? gain * (wet[t] + skip * dry[t]) : wet[t];
        isGood = isGood && isFinite(value);
        target[t] = isFinite(value) ? value : 0.0f;
      }
    }
    return isGood;
  }

  ImageView view;
  ModelInfo facts{};
  Layer* layers = nullptr;
  Signal* signals = nullptr;  // [0] the model's input, [1 + i] layer i
  float* buffers[2] = {};     // rows, [frame][padded channels]; row -1 is the state before
  std::size_t stepsSinceReset = 0;
};

}  // namespace tonewright
