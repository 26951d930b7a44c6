// What the tests of the chain share: stereo signals, and what is measured of them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <vector>

#include "../support.hpp"
#include "engine/chain/block.hpp"

namespace tonewright::test {

inline chain::Block blockOf(Channels& signal) {
  float* data[chain::kMaxAudioChannels] = {};
  for (std::size_t channel = 0; channel < signal.size(); ++channel) data[channel] = signal[channel].data();
  return {data, signal.size(), signal[0].size()};
}

/// Calls `process` with the signal, in place, cut into blocks of `frames`.
template <class Process>
Channels inBlocks(Channels signal, std::size_t frames, Process process) {
  const chain::Block whole = blockOf(signal);
  for (std::size_t start = 0; start < whole.frames; start += frames) {
    process(whole.part(start, std::min(start + frames, whole.frames)));
  }
  return signal;
}

inline Channels sine(std::size_t channels, std::size_t frames, double frequencyHz, double sampleRate,
                     float peak = 1.0f) {
  Samples samples(frames);
  for (std::size_t t = 0; t < frames; ++t) {
    const double phase = 2.0 * std::numbers::pi * frequencyHz * static_cast<double>(t) / sampleRate;
    samples[t] = peak * static_cast<float>(std::sin(phase));
  }
  return Channels(channels, samples);
}

inline Channels constant(std::size_t channels, std::size_t frames, float value = 1.0f) {
  return Channels(channels, Samples(frames, value));
}

inline bool isSameToTheBit(const Samples& a, const Samples& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}
inline bool isSameToTheBit(const Channels& a, const Channels& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Samples& x, const Samples& y) { return isSameToTheBit(x, y); });
}

inline Samples partOf(const Samples& samples, std::size_t start, std::size_t end) {
  return {samples.begin() + static_cast<std::ptrdiff_t>(start), samples.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Largest change from a sample to the next.
inline double largestStep(const Samples& samples) {
  double largest = 0.0;
  for (std::size_t t = 1; t < samples.size(); ++t) {
    largest = std::max(largest, std::abs(static_cast<double>(samples[t]) - static_cast<double>(samples[t - 1])));
  }
  return largest;
}

inline double rms(const Samples& samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

inline double decibels(double ratio) { return 20.0 * std::log10(ratio); }

inline bool isAllFinite(const Channels& signal) {
  return std::all_of(signal.begin(), signal.end(), [](const Samples& samples) {
    return std::all_of(samples.begin(), samples.end(), [](float x) { return std::isfinite(x); });
  });
}

}  // namespace tonewright::test
