// Decibels and the gain that they make.
#pragma once

#include <cmath>

#include "engine/chain/block.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

/// The linear gain of a level in decibels, exactly 1 at 0 dB. [any-thread]
inline float gainOf(float levelDb) { return std::pow(10.0f, levelDb / 20.0f); }

/// Multiplies by a gain that glides; at rest at 0 dB the signal passes bit-identical.
class Gain {
 public:
  /// [init]
  void prepare(float sampleRate) { gain.prepare(sampleRate); }

  void set(float levelDb) noexcept { gain.glideTo(gainOf(levelDb)); }  // [audio-thread]

  /// Ends the glide. [audio-thread]
  void settle() noexcept { gain.settle(); }

  /// [audio-thread]
  void process(const Block& block) noexcept {
    const std::size_t gliding = std::min(gain.samplesLeft(), block.frames);
    for (std::size_t t = 0; t < gliding; ++t) {
      const float factor = gain.next();
      for (std::size_t channel = 0; channel < block.channels; ++channel) block.data[channel][t] *= factor;
    }
    const float factor = gain.value();
    if (gain.restsAt(1.0f)) return;
    for (std::size_t channel = 0; channel < block.channels; ++channel) {
      for (std::size_t t = gliding; t < block.frames; ++t) block.data[channel][t] *= factor;
    }
  }

 private:
  Smoothed gain{1.0f};
};

}  // namespace tonewright::chain
