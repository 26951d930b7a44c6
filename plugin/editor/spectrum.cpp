#include "plugin/editor/spectrum.hpp"

#include <cmath>

#include "plugin/sound/meters.hpp"

namespace tonewright::plugin {

Spectrum::Spectrum() {
  for (std::size_t i = 0; i < kFrames; ++i) {
    const double phase = 2.0 * 3.14159265358979324 * static_cast<double>(i) / static_cast<double>(kFrames);
    window_[i] = static_cast<float>((1.0 - std::cos(phase)) * 2.0 / static_cast<double>(kFrames));
  }
}

std::vector<float> Spectrum::decibels(const Meters& meters) {
  scratch_.fill(0.0f);
  meters.lastOutput({scratch_.data(), kFrames});
  for (std::size_t i = 0; i < kFrames; ++i) scratch_[i] *= window_[i];
  fft_.performFrequencyOnlyForwardTransform(scratch_.data());
  std::vector<float> bins(kBins);
  for (std::size_t bin = 0; bin < kBins; ++bin) bins[bin] = 20.0f * std::log10(std::max(scratch_[bin], 1e-9f));
  return bins;
}

}  // namespace tonewright::plugin
