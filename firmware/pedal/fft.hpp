// The Fourier transform of 2 N real samples by one of N complex ones (Cooley and Tukey 1965; Sorensen et al. 1987).
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace tonewright::pedal {

struct Complex {
  float re = 0.0f, im = 0.0f;
};
constexpr Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
constexpr Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
constexpr Complex operator*(Complex a, Complex b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
constexpr Complex operator*(float a, Complex b) { return {a * b.re, a * b.im}; }
constexpr Complex conjugate(Complex a) { return {a.re, -a.im}; }
constexpr Complex timesI(Complex a) { return {-a.im, a.re}; }

/// Bins 0 to N of 2 N samples, and back. N is a power of two.
template <std::size_t N>
class RealFft {
 public:
  using Spectrum = std::array<Complex, N + 1>;

  RealFft() {
    for (std::size_t k = 0; k < N; ++k) {
      const double angle = -std::numbers::pi * static_cast<double>(k) / static_cast<double>(N);
      turns[k] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
    }
  }

  /// bins[k] = sum over n of samples[n] exp(-2 pi i k n / 2 N). [audio-thread]
  void forward(const float* samples, Spectrum& bins) const noexcept {
    for (std::size_t n = 0; n < N; ++n) bins[reversed(n)] = {samples[2 * n], samples[2 * n + 1]};
    transform(bins);
    bins[N] = bins[0];
    for (std::size_t k = 0; k <= N / 2; ++k) {
      const Complex a = bins[k], b = conjugate(bins[N - k]);
      const Complex even = 0.5f * (a + b), odd = turns[k] * (-0.5f * timesI(a - b));
      bins[k] = even + odd;
      bins[N - k] = conjugate(even - odd);
    }
  }

  /// 2 N times the samples of these bins, which are used up. [audio-thread]
  void backward(Spectrum& bins, float* samples) const noexcept {
    std::array<Complex, N> packed;
    for (std::size_t k = 0; k < N; ++k) {
      const Complex a = bins[k], b = conjugate(bins[N - k]);
      // Conjugated, so that the forward transform turns back.
      packed[reversed(k)] = conjugate((a + b) + timesI(conjugate(turns[k]) * (a - b)));
    }
    transform(packed);
    for (std::size_t n = 0; n < N; ++n) {
      samples[2 * n] = packed[n].re;
      samples[2 * n + 1] = -packed[n].im;
    }
  }

 private:
  static constexpr int kBits = std::countr_zero(N);

  static constexpr std::size_t reversed(std::size_t n) {
    std::size_t result = 0;
    for (int bit = 0; bit < kBits; ++bit) result |= ((n >> bit) & 1u) << (kBits - 1 - bit);
    return result;
  }

  /// N complex values in bit-reversed order, in place.
  template <class Values>
  void transform(Values& x) const noexcept {
    for (std::size_t half = 1; half < N; half *= 2) {
      const std::size_t step = N / half;  // of `turns`, which has 2 N steps a turn
      for (std::size_t k = 0; k < half; ++k) {
        const Complex turn = turns[k * step];
        for (std::size_t start = k; start < N; start += 2 * half) {
          const Complex a = x[start], b = turn * x[start + half];
          x[start] = a + b;
          x[start + half] = a - b;
        }
      }
    }
  }

  std::array<Complex, N> turns;  // exp(-pi i k / N)
};

}  // namespace tonewright::pedal
