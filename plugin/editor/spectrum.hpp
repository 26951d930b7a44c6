// Decibels of the output, bin by bin, for the eye. [message-thread]
#pragma once

#include <juce_dsp/juce_dsp.h>

#include <array>
#include <vector>

namespace tonewright::plugin {

class Meters;

class Spectrum {
 public:
  static constexpr int kOrder = 11;
  static constexpr std::size_t kFrames = 1 << kOrder, kBins = kFrames / 2;

  Spectrum();

  /// Of the last kFrames samples that were put out: a full-scale sine in the middle of a bin is 0 dB.
  std::vector<float> decibels(const Meters& meters);

 private:
  juce::dsp::FFT fft_{kOrder};
  std::array<float, kFrames> window_;  // Hann, with the sum 2
  std::array<float, 2 * kFrames> scratch_{};
};

}  // namespace tonewright::plugin
