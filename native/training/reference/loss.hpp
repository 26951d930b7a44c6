// The losses of one sequence and their gradients, readable and in any precision. Signals are std::vectors of one size.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include "training/options.hpp"

namespace tonewright::training::reference {

/// Weights of sum(f^2), sum(e^2), sum|e| and (sum e)^2, for the error e and its filtered version f.
template <class Real>
struct LossWeights {
  Real filtered = 0, squared = 0, absolute = 0, sumSquared = 0;
};

/// The loss in the time domain of errors that follow `history` (taps - 1 errors before them); gradient by the errors.
template <class Real>
Real timeLoss(const LossWeights<Real>& weight, const std::vector<Real>& taps, const std::vector<Real>& history,
              const std::vector<Real>& error, std::vector<Real>& gradient) {
  std::vector<Real> all(history);
  all.insert(all.end(), error.begin(), error.end());
  const std::size_t before = history.size();
  Real sum = 0, loss = 0;
  for (Real e : error) sum += e, loss += weight.squared * e * e + weight.absolute * std::abs(e);
  gradient.assign(error.size(), 2 * weight.sumSquared * sum);
  for (std::size_t t = 0; t < error.size(); ++t) {
    const Real sign = error[t] > 0 ? Real(1) : error[t] < 0 ? Real(-1) : Real(0);
    gradient[t] += 2 * weight.squared * error[t] + weight.absolute * sign;
    Real f = 0;
    for (std::size_t j = 0; j < taps.size(); ++j) f += taps[j] * all[before + t - j];
    loss += weight.filtered * f * f;
    for (std::size_t j = 0; j < taps.size() && j <= t; ++j) gradient[t - j] += 2 * weight.filtered * f * taps[j];
  }
  return loss + weight.sumSquared * sum * sum;
}

/// One frame's windowed transform by its definition: bins 0..fftSize/2.
template <class Real>
std::vector<std::complex<Real>> transform(const Real* signal, const std::vector<Real>& window, int fftSize) {
  std::vector<std::complex<Real>> bins(static_cast<std::size_t>(fftSize / 2 + 1));
  for (std::size_t k = 0; k < bins.size(); ++k)
    for (std::size_t n = 0; n < window.size(); ++n)
      bins[k] += std::polar(window[n] * signal[n], -2 * std::acos(Real(-1)) * Real(k * n) / Real(fftSize));
  return bins;
}

/// Spectral convergence + mean log magnitude distance of one resolution (Yamamoto et al. 2020), with a floor on power.
template <class Real>
Real stftLoss(const StftResolution& r, Real powerFloor, const std::vector<Real>& signal,
              const std::vector<Real>& target) {
  std::vector<Real> window;
  for (int n = 0; n < r.windowSamples; ++n)
    window.push_back(Real(0.5) - Real(0.5) * std::cos(2 * std::acos(Real(-1)) * (n + Real(0.5)) / r.windowSamples));
  Real difference = 0, energy = 0, logs = 0, count = 0;
  const auto magnitude = [&](std::complex<Real> bin) { return std::sqrt(std::max(std::norm(bin), powerFloor)); };
  for (std::size_t at = 0; at + window.size() <= signal.size(); at += static_cast<std::size_t>(r.hopSamples)) {
    const auto y = transform(&signal[at], window, r.fftSize), x = transform(&target[at], window, r.fftSize);
    for (std::size_t k = 0; k < y.size(); ++k, ++count) {
      const Real a = magnitude(y[k]), b = magnitude(x[k]);
      difference += (a - b) * (a - b);
      energy += b * b;
      logs += std::abs(std::log(a / b));
    }
  }
  return std::sqrt(difference / energy) + logs / count;
}

}  // namespace tonewright::training::reference
