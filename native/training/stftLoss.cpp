#include "training/stftLoss.hpp"

#include <kiss_fftr.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace tonewright::training {

struct StftLoss::Resolution {
  struct FreePlan {
    void operator()(kiss_fftr_cfg plan) const { kiss_fftr_free(plan); }
  };
  using Plan = std::unique_ptr<std::remove_pointer_t<kiss_fftr_cfg>, FreePlan>;

  int fftSize, hop, bins;
  Plan forward, inverse;
  std::vector<float> window, frame;
  std::vector<kiss_fft_cpx> spectrum;             // [frames][bins], of the signal
  std::vector<kiss_fft_cpx> frameSpectrum;        // [bins]
  std::vector<float> magnitude, targetMagnitude;  // [frames][bins]

  explicit Resolution(const StftResolution& r) : fftSize(r.fftSize), hop(r.hopSamples), bins(r.fftSize / 2 + 1) {
    forward.reset(kiss_fftr_alloc(fftSize, 0, nullptr, nullptr));
    inverse.reset(kiss_fftr_alloc(fftSize, 1, nullptr, nullptr));
    for (int n = 0; n < r.windowSamples; ++n)
      window.push_back(static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (n + 0.5) / r.windowSamples)));
    frame.resize(static_cast<std::size_t>(fftSize));
    frameSpectrum.resize(static_cast<std::size_t>(bins));
  }

  int frames(int samples) const { return (samples - static_cast<int>(window.size())) / hop + 1; }

  void transform(const float* signal, kiss_fft_cpx* out, float* magnitudes) {
    std::fill(frame.begin(), frame.end(), 0.0f);
    for (std::size_t n = 0; n < window.size(); ++n) frame[n] = window[n] * signal[n];
    kiss_fftr(forward.get(), frame.data(), out);
    for (int k = 0; k < bins; ++k)
      magnitudes[k] = std::sqrt(std::max(out[k].r * out[k].r + out[k].i * out[k].i, kStftPowerFloor));
  }

  void analyse(const float* signal, const float* target, int count) {
    const std::size_t size = static_cast<std::size_t>(count) * static_cast<std::size_t>(bins);
    spectrum.resize(size);
    magnitude.resize(size);
    targetMagnitude.resize(size);
    for (int f = 0; f < count; ++f) {
      transform(target + f * hop, frameSpectrum.data(), &targetMagnitude[static_cast<std::size_t>(f * bins)]);
      transform(signal + f * hop, &spectrum[static_cast<std::size_t>(f * bins)],
                &magnitude[static_cast<std::size_t>(f * bins)]);
    }
  }

  // d(loss)/d(signal) of a frame from d(loss)/d(magnitude): the transform's transpose.
  void addGradient(int f, const std::vector<float>& slope, float scale, float* gradient) {
    for (int k = 0; k < bins; ++k) {
      const std::size_t i = static_cast<std::size_t>(f * bins + k);
      const bool real = k == 0 || k == bins - 1;
      const float factor = (real ? 1.0f : 0.5f) * slope[i] / magnitude[i];
      frameSpectrum[static_cast<std::size_t>(k)] = {factor * spectrum[i].r, real ? 0.0f : factor * spectrum[i].i};
    }
    kiss_fftri(inverse.get(), frameSpectrum.data(), frame.data());
    for (std::size_t n = 0; n < window.size(); ++n) gradient[n] += scale * window[n] * frame[n];
  }

  double loss(const float* signal, const float* target, int samples, float scale, float* gradient) {
    const int count = frames(samples);
    analyse(signal, target, count);
    double difference = 0, energy = 0, logs = 0;
    for (std::size_t i = 0; i < magnitude.size(); ++i) {
      const double d = magnitude[i] - targetMagnitude[i];
      difference += d * d;
      energy += static_cast<double>(targetMagnitude[i]) * targetMagnitude[i];
      logs += std::abs(std::log(magnitude[i] / targetMagnitude[i]));
    }
    const double convergence = std::sqrt(difference / energy);
    const double size = static_cast<double>(magnitude.size());
    const double convergenceSlope = convergence > 0 ? 1.0 / (convergence * energy) : 0.0;
    std::vector<float>& slope = targetMagnitude;  // in place
    for (std::size_t i = 0; i < magnitude.size(); ++i) {
      const double d = magnitude[i] - targetMagnitude[i];
      const double sign = d > 0 ? 1.0 : d < 0 ? -1.0 : 0.0;
      const bool floored = magnitude[i] * magnitude[i] <= kStftPowerFloor;
      slope[i] = floored ? 0.0f : static_cast<float>(convergenceSlope * d + sign / (size * magnitude[i]));
    }
    for (int f = 0; f < count; ++f) addGradient(f, slope, scale, gradient + f * hop);
    return convergence + logs / size;
  }
};

StftLoss::StftLoss(const std::vector<StftResolution>& resolutions) {
  for (const StftResolution& r : resolutions) resolutions_.push_back(std::make_unique<Resolution>(r));
}
StftLoss::~StftLoss() = default;
StftLoss::StftLoss(StftLoss&&) noexcept = default;

double StftLoss::operator()(const float* signal, const float* target, int samples, float scale, float* gradient) {
  const auto count = static_cast<float>(resolutions_.size());
  double sum = 0;
  for (auto& resolution : resolutions_) sum += resolution->loss(signal, target, samples, scale / count, gradient);
  return sum / count;
}

}  // namespace tonewright::training
