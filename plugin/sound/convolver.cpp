#include "plugin/sound/convolver.hpp"

#include <algorithm>

namespace tonewright::plugin {

Convolver::Convolver(std::span<const float> response) : head(kPart), work(4 * kPart), input(2 * kPart), tail(kPart) {
  std::copy_n(response.begin(), std::min(response.size(), kPart), head.begin());
  for (std::size_t start = kPart; start < response.size(); start += kPart) {
    std::fill(work.begin(), work.end(), 0.0f);
    std::copy_n(response.begin() + std::ptrdiff_t(start), std::min(kPart, response.size() - start), work.begin());
    transform(responses.emplace_back());
  }
  past.resize(responses.size());
}

/// Of the first 2 * kPart floats of `work`.
void Convolver::transform(Spectrum& target) noexcept {
  fft.performRealOnlyForwardTransform(work.data(), true);
  for (std::size_t i = 0; i < kBins; ++i) {
    target.re[i] = work[2 * i];
    target.im[i] = work[2 * i + 1];
  }
}

void Convolver::process(float* samples, std::size_t frames) noexcept {
  for (std::size_t start = 0, count; start < frames; start += count) {
    count = std::min(frames - start, kPart - filled);
    float* present = input.data() + kPart + filled;
    std::copy_n(samples + start, count, present);
    std::copy_n(tail.begin() + std::ptrdiff_t(filled), count, samples + start);
    direct(present, samples + start, count);
    filled += count;
    if (filled == kPart) endPart();
  }
}

/// Adds the convolution with the head. `newest` points into `input`, with a part before it.
void Convolver::direct(const float* newest, float* output, std::size_t frames) noexcept {
  for (std::size_t tap = 0; tap < kPart; ++tap) {
    const float weight = head[tap];
    const float* delayed = newest - tap;
    for (std::size_t t = 0; t < frames; ++t) output[t] += weight * delayed[t];
  }
}

/// Prepares what the parts so far add to the next one.
void Convolver::endPart() noexcept {
  filled = 0;
  if (!responses.empty()) {
    const std::size_t count = responses.size();
    newest = (newest + count - 1) % count;
    std::copy(input.begin(), input.end(), work.begin());
    transform(past[newest]);
    sum = {};
    for (std::size_t i = 0; i < count; ++i) {
      const Spectrum& a = responses[i];
      const Spectrum& b = past[(newest + i) % count];
      for (std::size_t k = 0; k < kBins; ++k) {
        sum.re[k] += a.re[k] * b.re[k] - a.im[k] * b.im[k];
        sum.im[k] += a.re[k] * b.im[k] + a.im[k] * b.re[k];
      }
    }
    for (std::size_t k = 0; k < kBins; ++k) {
      work[2 * k] = sum.re[k];
      work[2 * k + 1] = sum.im[k];
    }
    fft.performRealOnlyInverseTransform(work.data());
    std::copy_n(work.begin() + kPart, kPart, tail.begin());
  }
  std::copy_n(input.begin() + kPart, kPart, input.begin());
}

void Convolver::reset() noexcept {
  for (Spectrum& spectrum : past) spectrum = {};
  for (auto* samples : {&input, &tail}) std::fill(samples->begin(), samples->end(), 0.0f);
  filled = 0;
}

}  // namespace tonewright::plugin
