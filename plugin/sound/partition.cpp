#include "plugin/sound/partition.hpp"

#include <algorithm>

namespace tonewright::plugin {

Partition::Partition(std::span<const float> response, int order)
    : fft(order), part(std::size_t{1} << (order - 1)), work(4 * part) {
  const Spectrum silence{std::vector<float>(part + 1), std::vector<float>(part + 1)};
  for (std::size_t start = 0; start < response.size(); start += part) {
    std::fill(work.begin(), work.end(), 0.0f);
    std::copy_n(response.begin() + std::ptrdiff_t(start), std::min(part, response.size() - start), work.begin());
    transform(responses.emplace_back(silence));
  }
  past.assign(responses.size(), silence);
  sum = silence;
}

/// Of the first 2 * part floats of `work`.
void Partition::transform(Spectrum& target) noexcept {
  fft.performRealOnlyForwardTransform(work.data(), true);
  for (std::size_t i = 0; i <= part; ++i) {
    target.re[i] = work[2 * i];
    target.im[i] = work[2 * i + 1];
  }
}

void Partition::begin(const float* window) noexcept {
  newest = (newest + past.size() - 1) % past.size();
  std::copy_n(window, 2 * part, work.begin());
  transform(past[newest]);
  std::fill(sum.re.begin(), sum.re.end(), 0.0f);
  std::fill(sum.im.begin(), sum.im.end(), 0.0f);
}

void Partition::step(std::size_t index, std::size_t count) noexcept {
  const std::size_t end = responses.size() * (index + 1) / count;
  float *const re = sum.re.data(), *const im = sum.im.data();
  for (std::size_t i = responses.size() * index / count; i < end; ++i) {
    const Spectrum &a = responses[i], &b = past[(newest + i) % past.size()];
    const float *const aRe = a.re.data(), *const aIm = a.im.data(), *const bRe = b.re.data(), *const bIm = b.im.data();
    for (std::size_t k = 0; k <= part; ++k) {
      re[k] += aRe[k] * bRe[k] - aIm[k] * bIm[k];
      im[k] += aRe[k] * bIm[k] + aIm[k] * bRe[k];
    }
  }
}

void Partition::finish(float* output) noexcept {
  for (std::size_t k = 0; k <= part; ++k) {
    work[2 * k] = sum.re[k];
    work[2 * k + 1] = sum.im[k];
  }
  fft.performRealOnlyInverseTransform(work.data());
  std::copy_n(work.begin() + std::ptrdiff_t(part), part, output);
}

void Partition::reset() noexcept {
  for (Spectrum& spectrum : past) {
    std::fill(spectrum.re.begin(), spectrum.re.end(), 0.0f);
    std::fill(spectrum.im.begin(), spectrum.im.end(), 0.0f);
  }
  std::fill(sum.re.begin(), sum.re.end(), 0.0f);
  std::fill(sum.im.begin(), sum.im.end(), 0.0f);
}

}  // namespace tonewright::plugin
