// Takes the constant part out of a signal.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/chain/block.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

/// High-pass of first order, -3.01 dB at kCutoffHz at any sample rate: the RC high-pass by the bilinear transform, as a
/// difference that is exactly 0 for a constant and a leak (J. O. Smith, "Introduction to Digital Filters", DC blocker).
/// Switched off it fades out, then the signal passes bit-identical.
class DcBlocker {
 public:
  static constexpr float kCutoffHz = 5.0f;

  /// [init]
  void prepare(float sampleRate) {
    const float g = std::tan(std::numbers::pi_v<float> * kCutoffHz / sampleRate);
    gain = 1.0f / (1.0f + g);
    leak = (1.0f - g) / (1.0f + g);
    amount.prepare(sampleRate);
    reset();
  }

  /// [audio-thread]
  void set(bool isOn) noexcept {
    if (amount.restsAt(0.0f)) state = {};
    amount.glideTo(isOn ? 1.0f : 0.0f);
  }

  /// As after silence, at the amount that was set. [audio-thread]
  void reset() noexcept {
    amount.settle();
    state = {};
  }

  /// [audio-thread]
  void process(const Block& block) noexcept {
    if (amount.restsAt(0.0f)) return;
    for (std::size_t t = 0; t < block.frames; ++t) {
      const float share = amount.next();
      for (std::size_t channel = 0; channel < block.channels; ++channel) {
        float& sample = block.data[channel][t];
        State& past = state[channel];
        const float x = sample;
        past = {x, gain * (x - past.x) + leak * past.y};
        sample = share * past.y + (1.0f - share) * x;
      }
    }
  }

 private:
  struct State {
    float x = 0.0f, y = 0.0f;  // one sample ago
  };

  Smoothed amount{1.0f};
  float gain = 1.0f, leak = 0.0f;
  std::array<State, kMaxAudioChannels> state{};
};

}  // namespace tonewright::chain
