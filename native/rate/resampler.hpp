// Sample-rate conversion by SpeexDSP's resampler: a windowed sinc in polyphase form (J. O. Smith, "Digital Audio
// Resampling Home Page"), linear in phase.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

struct SpeexResamplerState_;

namespace tonewright {

/// Converts one channel from one rate to another. Output j stands for the time of input j * from / to exactly: the
/// filter adds no delay of its own but waits for `lookAhead` further inputs before it gives an output.
class Resampler {
 public:
  /// Rates in Hz. Throws std::invalid_argument. [init]
  Resampler(std::uint32_t fromRate, std::uint32_t toRate);

  /// Outputs that `frames` inputs give at most. [any-thread]
  std::size_t mostOutputs(std::size_t frames) const noexcept { return frames * toRate / fromRate + 2; }

  /// Inputs behind the time of an output that it needs. [any-thread]
  std::size_t lookAhead() const noexcept;

  /// Takes all `frames`, any number, and writes to `out`, where there is room for mostOutputs(frames); gives how many
  /// it wrote. The outputs do not depend on how a stream is cut. [audio-thread]
  std::size_t process(const float* in, std::size_t frames, float* out) noexcept;

  /// Back to silence and to output 0. [audio-thread]
  void reset() noexcept;

 private:
  struct Free {
    void operator()(SpeexResamplerState_* state) const;
  };
  std::uint64_t fromRate, toRate;
  std::unique_ptr<SpeexResamplerState_, Free> state;
};

}  // namespace tonewright
