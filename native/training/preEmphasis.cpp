#include "training/preEmphasis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::training {
namespace {

double aWeightingUnscaled(double f) {
  const double s = f * f;
  return 12194.217 * 12194.217 * s * s /
         ((s + 20.598997 * 20.598997) * (s + 12194.217 * 12194.217) *
          std::sqrt((s + 107.65265 * 107.65265) * (s + 737.86223 * 737.86223)));
}

// Frequency sampling on a fine grid, then a Hann window.
std::vector<float> aWeightingTaps(double sampleRate) {
  constexpr int kGrid = 2048;
  const int half = static_cast<int>(std::lround(sampleRate / 480.0));
  std::vector<float> taps(static_cast<std::size_t>(2 * half + 1));
  for (int lag = -half; lag <= half; ++lag) {
    double sum = 0;
    for (int k = 0; k <= kGrid; ++k) {
      const double weight = k == 0 || k == kGrid ? 0.5 : 1.0;
      sum += weight * aWeightingGain(0.5 * sampleRate * k / kGrid) * std::cos(std::numbers::pi * k * lag / kGrid);
    }
    const double window = 0.5 + 0.5 * std::cos(2.0 * std::numbers::pi * lag / (2 * half + 2));
    taps[static_cast<std::size_t>(lag + half)] = static_cast<float>(window * sum / kGrid);
  }
  return taps;
}

}  // namespace

double aWeightingGain(double frequencyHz) { return aWeightingUnscaled(frequencyHz) / aWeightingUnscaled(1000.0); }

std::vector<float> preEmphasisTaps(PreEmphasis kind, double coefficient, double sampleRate) {
  if (kind == PreEmphasis::aWeighting) return aWeightingTaps(sampleRate);
  if (kind == PreEmphasis::firstOrder) return {1.0f, static_cast<float>(-coefficient)};
  return {1.0f};
}

double meanEnergy(const std::vector<TrainingPair>& pairs, const std::vector<float>& taps) {
  constexpr std::size_t kBlock = 4096;
  double sum = 0, count = 0;
  float filtered[kBlock];
  for (const TrainingPair& pair : pairs) {
    const std::size_t size = pair.target.size();
    for (std::size_t start = 0; start < size; start += kBlock) {
      const std::size_t end = std::min(size, start + kBlock);
      std::fill_n(filtered, kBlock, 0.0f);
      for (std::size_t j = 0; j < taps.size(); ++j)  // tap by tap, which the compiler turns into vectors
        for (std::size_t t = std::max(start, j); t < end; ++t) filtered[t - start] += taps[j] * pair.target[t - j];
      for (std::size_t t = start; t < end; ++t) sum += static_cast<double>(filtered[t - start]) * filtered[t - start];
    }
    count += static_cast<double>(size);
  }
  return sum / count;
}

}  // namespace tonewright::training
