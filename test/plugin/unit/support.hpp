// What the unit tests of the plugin share.
#pragma once

#include <doctest/doctest.h>
#include <juce_events/juce_events.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

#include "plugin/sound/loadedPreset.hpp"
#include "plugin/sound/rigger.hpp"

namespace juce {
bool dispatchNextMessageOnSystemQueue(bool returnIfNoPendingMessages);
}

namespace tonewright::plugin::test {

using Channels = std::vector<std::vector<float>>;  // [channel][frame]
using Id = chain::ParameterId;

inline std::filesystem::path presetFile(const std::string& name) {
  return std::filesystem::path(TONEWRIGHT_SOURCE_DIR) / "test/parity/presets" / name;
}

inline SharedPreset presetOf(const std::string& name) {
  return std::make_shared<const LoadedPreset>(readSource(presetFile(name), kMaxPresetBytes));
}

/// Delivers messages until `isDone`, 20 s at most.
inline bool pumpUntil(const std::function<bool()>& isDone) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!isDone()) {
    if (std::chrono::steady_clock::now() > end) return false;
    if (!juce::dispatchNextMessageOnSystemQueue(true)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline std::vector<float> tone(double frequency, double sampleRate, std::size_t frames, double peak = 0.3) {
  std::vector<float> samples(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    samples[i] =
        static_cast<float>(peak * std::sin(2.0 * std::numbers::pi * frequency * static_cast<double>(i) / sampleRate));
  }
  return samples;
}

/// The same on every machine.
inline std::vector<float> noise(std::size_t frames, float peak = 0.5f, std::uint32_t seed = 1) {
  std::vector<float> samples(frames);
  for (float& x : samples) {
    seed = seed * 1664525u + 1013904223u;
    x = peak * (static_cast<float>(seed >> 8) / 8388608.0f - 1.0f);
  }
  return samples;
}

/// A channel of a playing sound, block by block; before each block `between(frame)`.
inline std::vector<float> play(Sound& sound, const std::vector<float>& input, std::size_t block,
                               const chain::ParameterValues& values = {},
                               const std::function<void(std::size_t)>& between = {}) {
  std::vector<float> output = input;
  for (std::size_t start = 0; start < output.size(); start += block) {
    if (between) between(start);
    std::vector<float> second(output.begin() + std::ptrdiff_t(start),
                              output.begin() + std::ptrdiff_t(std::min(start + block, output.size())));
    float* channels[] = {output.data() + start, second.data()};
    sound.process(channels, second.size(), values);
  }
  return output;
}

inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b, std::size_t from = 0,
                                std::size_t to = std::size_t(-1)) {
  double most = 0.0;
  for (std::size_t i = from; i < std::min(to, a.size()); ++i) most = std::max(most, std::abs(double(a[i]) - b[i]));
  return most;
}

inline double largestStep(const std::vector<float>& samples, std::size_t from, std::size_t to) {
  double most = 0.0;
  for (std::size_t i = from + 1; i < to; ++i) most = std::max(most, std::abs(double(samples[i]) - samples[i - 1]));
  return most;
}

/// Neither level match, which presets of other loudness need, nor DC blocker.
inline chain::ParameterValues flatValues() {
  chain::ParameterValues values;
  values.set(Id::levelMatch, 0.0f);
  values.set(Id::dcBlock, 0.0f);
  return values;
}

}  // namespace tonewright::plugin::test
