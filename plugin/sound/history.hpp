// The last seconds of a signal, written by the audio thread and read by others.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

#include "engine/chain/block.hpp"

namespace tonewright::plugin {

/// A ring. Frames are counted from 0 since `prepare`.
class History {
 public:
  /// Remembers at least the last `frames` frames, at first none. [init]
  void prepare(std::size_t channelCount, std::size_t frames) {
    channels = channelCount;
    size = std::bit_ceil(frames + 2 * chain::kMaxBlockFrames);
    samples.assign(channels * size, 0.0f);
    written.store(0);
  }

  /// At most kMaxBlockFrames frames. [audio-thread]
  void write(const chain::Block& block) noexcept {
    const std::uint64_t start = written.load(std::memory_order_relaxed);
    for (std::size_t channel = 0; channel < channels; ++channel) {
      float* ring = samples.data() + channel * size;
      for (std::size_t t = 0; t < block.frames; ++t) {
        cell(ring[(start + t) & (size - 1)]).store(block.data[channel][t], std::memory_order_relaxed);
      }
    }
    written.store(start + block.frames, std::memory_order_release);
  }

  /// Frames so far. [any-thread]
  std::uint64_t position() const noexcept { return written.load(std::memory_order_acquire); }

  /// Copies target.frames frames from frame `start` on, all of them written. False when they are, or may be,
  /// overwritten by now. [any-thread]
  bool read(std::uint64_t start, const chain::Block& target) const noexcept {
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const float* ring = samples.data() + channel * size;
      for (std::size_t t = 0; t < target.frames; ++t) {
        target.data[channel][t] = cell(ring[(start + t) & (size - 1)]).load(std::memory_order_relaxed);
      }
    }
    // The block that is being written may already lie in the ring.
    return position() + chain::kMaxBlockFrames <= start + size;
  }

 private:
  static std::atomic_ref<float> cell(const float& sample) noexcept {
    return std::atomic_ref<float>(const_cast<float&>(sample));
  }

  std::size_t channels = 0;
  std::size_t size = 0;        // of the ring, a power of two
  std::vector<float> samples;  // [channel][size]
  std::atomic<std::uint64_t> written{0};
};

}  // namespace tonewright::plugin
