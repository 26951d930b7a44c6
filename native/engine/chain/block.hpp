// The audio that the parts of the chain hand on, in place.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tonewright::chain {

inline constexpr std::size_t kMaxAudioChannels = 2;
inline constexpr std::size_t kMaxBlockFrames = 256;  // that the chain does at a time

/// Up to kMaxAudioChannels channels of frames that belong to the caller. [any-thread]
struct Block {
  std::array<float*, kMaxAudioChannels> data{};  // [channel][frame]
  std::size_t channels = 0;
  std::size_t frames = 0;

  Block() = default;
  Block(float* const* pointers, std::size_t channels, std::size_t frames) : channels(channels), frames(frames) {
    for (std::size_t channel = 0; channel < channels; ++channel) data[channel] = pointers[channel];
  }

  /// The frames from `start` up to `end`.
  Block part(std::size_t start, std::size_t end) const {
    Block result(data.data(), channels, end - start);
    for (std::size_t channel = 0; channel < channels; ++channel) result.data[channel] += start;
    return result;
  }
};

/// A sample that is no number, infinite or beyond +120 dB of full scale counts as 0, so that nothing behind overflows.
/// Told by its bits, which also holds where a compiler takes all numbers to be finite. [any-thread]
inline float tame(float x) {
  constexpr auto limit = std::bit_cast<std::uint32_t>(1e6f);
  return (std::bit_cast<std::uint32_t>(x) & 0x7FFFFFFFu) < limit ? x : 0.0f;
}

/// [audio-thread]
inline void tame(const Block& block) noexcept {
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    float* samples = block.data[channel];
    for (std::size_t t = 0; t < block.frames; ++t) samples[t] = tame(samples[t]);
  }
}

}  // namespace tonewright::chain
