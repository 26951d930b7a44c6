// The end of the chain: mix with the dry signal, output level, bypass.
#pragma once

#include <algorithm>
#include <bit>
#include <span>

#include "engine/chain/block.hpp"
#include "engine/chain/gain.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

/// Mixes with a copy of the input that is as late as the effect. Mix, level and bypass are two gains, of the wet and of
/// the dry signal, that glide together; so every change is an equal-gain fade, and at rest with one of them 1 and the
/// other 0 that signal passes bit-identical. A new latency fades from one delay of the dry signal to the other.
class DryWet {
 public:
  /// Memory to hand to `prepare`. [init]
  static constexpr std::size_t memoryFloats(std::size_t channels, std::size_t maxLatencySamples) {
    return channels * std::bit_ceil(maxLatencySamples + kMaxBlockFrames);
  }

  /// `memory`, memoryFloats(channels, maxLatencySamples) long, must outlive this. [init]
  void prepare(float sampleRate, std::size_t channels, std::size_t maxLatencySamples, std::span<float> memory) {
    ring = memory.first(memoryFloats(channels, maxLatencySamples));
    size = ring.size() / channels;
    maxLatency = maxLatencySamples;
    for (Smoothed* gain : {&wetGain, &dryGain, &arrival}) gain->prepare(sampleRate);
    latency = latencyBefore = 0;
    reset();
  }

  /// `mix` from 0, dry, to 1, wet. [audio-thread]
  void set(float mix, float levelDb, bool isBypassed) noexcept {
    const float level = gainOf(levelDb);
    wetGain.glideTo(isBypassed ? 0.0f : level * mix);
    dryGain.glideTo(isBypassed ? 1.0f : level * (1.0f - mix));
  }

  /// How late the wet signal is, at most the most that was prepared for. [audio-thread]
  void setLatency(std::size_t samples) noexcept {
    samples = std::min(samples, maxLatency);
    if (samples == latency) return;
    latencyBefore = latency;
    latency = samples;
    arrival.jumpTo(0.0f);
    arrival.glideTo(1.0f);
  }

  /// As after silence. [audio-thread]
  void reset() noexcept {
    std::fill(ring.begin(), ring.end(), 0.0f);
    for (Smoothed* gain : {&wetGain, &dryGain, &arrival}) gain->settle();
    now = 0;
  }

  /// Remembers the chain's input, at most kMaxBlockFrames frames. [audio-thread]
  void keep(const Block& dry) noexcept {
    for (std::size_t channel = 0; channel < dry.channels; ++channel) {
      const std::size_t whole = std::min(dry.frames, size - now);
      float* line = ring.data() + channel * size;
      std::copy_n(dry.data[channel], whole, line + now);
      std::copy_n(dry.data[channel] + whole, dry.frames - whole, line);
    }
  }

  /// Mixes the frames that were kept last with what the effect made of them. [audio-thread]
  void process(const Block& wet) noexcept {
    const std::size_t left = std::max({wetGain.samplesLeft(), dryGain.samplesLeft(), arrival.samplesLeft()});
    const std::size_t gliding = std::min(left, wet.frames);
    for (std::size_t t = 0; t < gliding; ++t) {
      const float wetNow = wetGain.next(), dryNow = dryGain.next(), arrived = arrival.next();
      for (std::size_t channel = 0; channel < wet.channels; ++channel) {
        const float dry = arrived * past(channel, t, latency) + (1.0f - arrived) * past(channel, t, latencyBefore);
        wet.data[channel][t] = wetNow * wet.data[channel][t] + dryNow * dry;
      }
    }
    mixAtRest(wet, gliding);
    now = (now + wet.frames) & (size - 1);
  }

 private:
  float past(std::size_t channel, std::size_t frame, std::size_t delay) const noexcept {
    return ring[channel * size + ((now + frame - delay) & (size - 1))];
  }

  void mixAtRest(const Block& wet, std::size_t start) noexcept {
    if (wetGain.restsAt(1.0f) && dryGain.restsAt(0.0f)) return;
    const float wetNow = wetGain.value(), dryNow = dryGain.value();
    for (std::size_t channel = 0; channel < wet.channels; ++channel) {
      float* samples = wet.data[channel];
      for (std::size_t t = start; t < wet.frames; ++t) {
        const float dry = dryNow * past(channel, t, latency);
        samples[t] = wetNow == 0.0f ? dry : wetNow * samples[t] + dry;
      }
    }
  }

  std::span<float> ring;  // [channel][size], the last samples of the chain's input
  std::size_t size = 0;   // a power of two
  std::size_t now = 0;    // place in the ring of the block's first frame
  std::size_t maxLatency = 0;
  std::size_t latency = 0, latencyBefore = 0;
  Smoothed wetGain{1.0f}, dryGain{0.0f}, arrival{1.0f};
};

}  // namespace tonewright::chain
