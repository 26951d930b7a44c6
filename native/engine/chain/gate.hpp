// Noise gate.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/chain/block.hpp"
#include "engine/chain/gain.hpp"

namespace tonewright::chain {

/// Opens within kAttackMs of the first sample, of any channel, that reaches the threshold. Stays open until, for
/// kHoldMs, no sample has come within kHysteresisDb of it, which is longer than half a period of the lowest note of a
/// bass; then fades to silence in the release time, along the smooth step p * p * (3 - 2p), which has no corners.
class Gate {
 public:
  static constexpr float kAttackMs = 1.0f;
  static constexpr float kHoldMs = 40.0f;
  static constexpr float kHysteresisDb = 6.0f;

  /// [init]
  void prepare(float sampleRateHz) {
    sampleRate = sampleRateHz;
    attackStep = stepOf(kAttackMs);
    holdSamples = static_cast<std::size_t>(0.001f * kHoldMs * sampleRate);
    reset();
  }

  /// `isOn` false: stands open, and the signal passes bit-identical. [audio-thread]
  void set(bool isOn, float thresholdDb, float releaseMs) noexcept {
    opening = isOn ? gainOf(thresholdDb) : 0.0f;
    closing = isOn ? gainOf(thresholdDb - kHysteresisDb) : 0.0f;
    releaseStep = stepOf(releaseMs);
  }

  /// Open, and about to close. [audio-thread]
  void reset() noexcept {
    place = 1.0f;
    holdLeft = holdSamples;
  }

  /// [audio-thread]
  void process(const Block& block) noexcept {
    if (closing == 0.0f && place == 1.0f) {
      holdLeft = holdSamples;
      return;
    }
    for (std::size_t t = 0; t < block.frames; ++t) {
      const float gain = gainFor(peakOf(block, t));
      for (std::size_t channel = 0; channel < block.channels; ++channel) block.data[channel][t] *= gain;
    }
  }

 private:
  float stepOf(float ms) const { return 1.0f / std::max(1.0f, 0.001f * ms * sampleRate); }

  static float peakOf(const Block& block, std::size_t frame) noexcept {
    float peak = 0.0f;
    for (std::size_t channel = 0; channel < block.channels; ++channel) {
      peak = std::max(peak, std::abs(block.data[channel][frame]));
    }
    return peak;
  }

  float gainFor(float peak) noexcept {
    if (peak >= (holdLeft > 0 ? closing : opening)) {
      holdLeft = holdSamples;
    } else if (holdLeft > 0) {
      --holdLeft;
    }
    place = holdLeft > 0 ? std::min(1.0f, place + attackStep) : std::max(0.0f, place - releaseStep);
    return place * place * (3.0f - 2.0f * place);
  }

  float sampleRate = 48000.0f;
  float opening = 0.0f, closing = 0.0f;  // linear peak levels
  float attackStep = 1.0f, releaseStep = 1.0f;
  float place = 1.0f;  // from 0, closed, to 1, open
  std::size_t holdSamples = 0, holdLeft = 0;
};

}  // namespace tonewright::chain
