// The signal chain around a model:
// input trim -> gate -> model -> level match -> DC blocker -> tone stack -> cabinet -> mix, output level, bypass.
#pragma once

#include <algorithm>
#include <span>

#include "engine/chain/dcBlocker.hpp"
#include "engine/chain/dryWet.hpp"
#include "engine/chain/gate.hpp"
#include "engine/chain/settings.hpp"

namespace tonewright::chain {

/// What a chain is made for.
struct Format {
  float sampleRate = 48000.0f;        // Hz
  std::size_t channels = 1;           // 1 to kMaxAudioChannels
  std::size_t maxLatencySamples = 0;  // of model and cabinet together
};

/// Runs one stream, in place, in memory that the caller hands in. Every change of settings is free of clicks, and the
/// output does not depend on how a stream is cut into blocks. Samples that are not finite count as 0 where they come
/// in, from the host, the model or the cabinet, and never leave. Hold a FlushToZero (denormals.hpp) around `process`.
class SignalChain {
 public:
  /// Floats of memory for `prepare`. [any-thread]
  static constexpr std::size_t memoryFloats(const Format& format) {
    return DryWet::memoryFloats(format.channels, format.maxLatencySamples);
  }

  /// Starts from silence with `settings`. `memory` must outlive the chain. False, and nothing changed, when there is
  /// too little of it, or no such number of channels. [init]
  [[nodiscard]] bool prepare(const Format& format, const Settings& settings, std::span<float> memory) noexcept {
    if (format.channels == 0 || format.channels > kMaxAudioChannels || memory.size() < memoryFloats(format))
      return false;
    channels = format.channels;
    trim.prepare(format.sampleRate);
    gate.prepare(format.sampleRate);
    match.prepare(format.sampleRate);
    dcBlocker.prepare(format.sampleRate);
    toneStack.prepare(format.sampleRate);
    dryWet.prepare(format.sampleRate, channels, format.maxLatencySamples, memory);
    set(settings);
    reset();
    return true;
  }

  /// Glides to these from the next sample on. [audio-thread]
  void set(const Settings& settings) noexcept {
    trim.set(settings.inputDb);
    gate.set(settings.isGateOn, settings.gateThresholdDb, settings.gateReleaseMs);
    match.set(settings.levelMatchDb);
    dcBlocker.set(settings.isDcBlocked);
    toneStack.set(settings.toneDb);
    dryWet.set(settings.mix, settings.outputDb, settings.isBypassed);
  }

  /// How late model and cabinet are together: as late are the dry and the bypassed signal. [audio-thread]
  void setLatency(std::size_t samples) noexcept { dryWet.setLatency(samples); }

  /// As after silence, with the settings arrived at. [audio-thread]
  void reset() noexcept {
    trim.settle();
    gate.reset();
    match.settle();
    dcBlocker.reset();
    toneStack.reset();
    dryWet.reset();
  }

  /// The whole chain on `channels[channel][frame]`, any number of frames. `model` and `cabinet` are called with a
  /// (const Block&) of up to kMaxBlockFrames frames, to play in place. [audio-thread]
  template <class Model, class Cabinet>
  void process(float* const* data, std::size_t frames, Model&& model, Cabinet&& cabinet) {
    const Block whole(data, channels, frames);
    for (std::size_t start = 0; start < frames; start += kMaxBlockFrames) {
      const Block block = whole.part(start, std::min(start + kMaxBlockFrames, frames));
      head(block);
      model(block);
      tail(block);
      cabinet(block);
      output(block);
    }
  }

  /// The parts that `process` is made of, for hosts that wire them themselves: up to kMaxBlockFrames frames, all three
  /// of them, one after the other, for each block. [audio-thread]
  void head(const Block& block) noexcept {
    tame(block);
    dryWet.keep(block);
    trim.process(block);
    gate.process(block);
  }

  /// [audio-thread]
  void tail(const Block& block) noexcept {
    tame(block);
    match.process(block);
    dcBlocker.process(block);
    toneStack.process(block);
  }

  /// [audio-thread]
  void output(const Block& block) noexcept {
    tame(block);
    dryWet.process(block);
  }

 private:
  std::size_t channels = 1;
  Gain trim;
  Gate gate;
  Gain match;
  DcBlocker dcBlocker;
  ToneStack toneStack;
  DryWet dryWet;
};

}  // namespace tonewright::chain
