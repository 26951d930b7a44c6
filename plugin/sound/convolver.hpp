// Convolution with a long impulse response, without latency.
#pragma once

#include <juce_dsp/juce_dsp.h>

#include <span>
#include <vector>

#include "engine/chain/block.hpp"

namespace tonewright::plugin {

/// One channel. The first part of the response is convolved directly, the rest in blocks of the same size by overlap
/// and save with a line of past spectra (Gardner 1995; Wefers 2015, uniformly partitioned). The blocks are its own: the
/// output does not depend on how a stream is cut.
class Convolver {
 public:
  /// [init]
  explicit Convolver(std::span<const float> response);

  /// In place, any number of frames. [audio-thread]
  void process(float* samples, std::size_t frames) noexcept;

  /// [audio-thread]
  void reset() noexcept;

 private:
  static constexpr std::size_t kPart = chain::kMaxBlockFrames;
  static constexpr std::size_t kBins = kPart + 1;
  static constexpr int kOrder = 9;  // of the transform, two parts long
  static_assert(std::size_t{1} << kOrder == 2 * kPart);

  /// Real and imaginary parts lie apart, so that loops over them become vectors.
  struct Spectrum {
    std::array<float, kBins> re{}, im{};
  };

  void transform(Spectrum& target) noexcept;
  void direct(const float* newest, float* output, std::size_t frames) noexcept;
  void endPart() noexcept;

  juce::dsp::FFT fft{kOrder};
  std::vector<float> head;          // [kPart], the response's first part
  std::vector<Spectrum> responses;  // of the parts behind it
  std::vector<Spectrum> past;       // of the last inputs, a ring of as many
  std::size_t newest = 0;           // in that ring
  Spectrum sum;
  std::vector<float> work;   // [4 * kPart], for the transform
  std::vector<float> input;  // [2 * kPart]: the part before and the present one
  std::vector<float> tail;   // [kPart]: what parts of before add to the present one
  std::size_t filled = 0;    // frames of the present part
};

}  // namespace tonewright::plugin
