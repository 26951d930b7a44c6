// One band of an equaliser whose gain may move while it plays.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/chain/block.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

enum class BandShape { lowShelf, peak, highShelf };

/// The shelves and the peak of R. Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter coefficients",
/// to the same transfer function, but as the state-variable filter of A. Simper, "Solving the continuous SVF equations
/// using trapezoidal integration" (Cytomic, 2013). A direct form in float loses 0.1 dB of a shelf at 100 Hz and 192 kHz
/// to the rounding of its coefficients, and pops when they move; this one does neither. It takes sqrt(sqrt(10^(gainDb /
/// 20))) for its gain, of which everything else is made without a root, so that each sample of a glide has its own
/// exact filter.
class Band {
 public:
  Band(BandShape shape, float frequencyHz, float q) : shape(shape), frequencyHz(frequencyHz), q(q) {}

  /// A frequency above kHighestShare of the sample rate is lowered to that. [init]
  void prepare(float sampleRate) {
    tangent = std::tan(std::numbers::pi_v<float> * std::min(frequencyHz / sampleRate, kHighestShare));
    root.prepare(sampleRate);
    reset();
  }

  /// At 0 dB, when the glide has ended, the signal passes bit-identical. [audio-thread]
  void set(float gainDb) noexcept {
    if (root.restsAt(1.0f)) state = {};
    root.glideTo(std::pow(10.0f, gainDb / 80.0f));
  }

  /// As after silence, at the gain that was set. [audio-thread]
  void reset() noexcept {
    root.settle();
    state = {};
  }

  /// [audio-thread]
  void process(const Block& block) noexcept {
    const std::size_t gliding = std::min(root.samplesLeft(), block.frames);
    for (std::size_t t = 0; t < gliding; ++t) run(filterAt(root.next()), block.part(t, t + 1));
    if (!root.restsAt(1.0f)) run(filterAt(root.value()), block.part(gliding, block.frames));
  }

 private:
  static constexpr float kHighestShare = 0.45f;

  struct Filter {
    float decay, a2, a3;  // of the two integrators
    float m0, m1, m2;     // of input, band-pass and low-pass in the output
  };
  struct State {
    float band = 0.0f, low = 0.0f;
  };

  /// Simper's coefficients for A = 10^(gainDb / 40), of which `r` is the root.
  Filter filterAt(float r) const noexcept {
    const float a = r * r;
    if (shape == BandShape::peak) return filterOf(tangent, 1.0f / (q * a), 1.0f, a * a - 1.0f, 0.0f);
    if (shape == BandShape::lowShelf) return filterOf(tangent / r, 1.0f / q, 1.0f, a - 1.0f, a * a - 1.0f);
    return filterOf(tangent * r, 1.0f / q, a * a, (1.0f - a) * a, 1.0f - a * a);
  }

  /// With a2, a3 doubled and m1, m2 halved: the integrators' outputs are the means of their states before and after.
  static Filter filterOf(float g, float k, float m0, float m1, float m2) noexcept {
    const float a1 = 1.0f / (1.0f + g * (g + k));
    return {2.0f * a1 - 1.0f, 2.0f * g * a1, 2.0f * g * g * a1, m0, 0.5f * k * m1, 0.5f * m2};
  }

  void run(const Filter& filter, const Block& block) noexcept {
    if (block.channels == 2) runChannels<2>(filter, block);
    if (block.channels == 1) runChannels<1>(filter, block);
  }

  /// Side by side, so that one channel computes while another waits for its own last result.
  template <std::size_t kChannels>
  void runChannels(const Filter& filter, const Block& block) noexcept {
    auto s = state;
    for (std::size_t t = 0; t < block.frames; ++t) {
      for (std::size_t channel = 0; channel < kChannels; ++channel) {
        float& sample = block.data[channel][t];
        sample = step(filter, s[channel], sample);
      }
    }
    state = s;
  }

  static float step(const Filter& filter, State& s, float x) noexcept {
    const float high = x - s.low;
    const State next{filter.decay * s.band + filter.a2 * high, s.low + filter.a2 * s.band + filter.a3 * high};
    const float y = filter.m0 * x + filter.m1 * (s.band + next.band) + filter.m2 * (s.low + next.low);
    s = next;
    return y;
  }

  BandShape shape;
  float frequencyHz, q;
  float tangent = 0.0f;
  Smoothed root{1.0f};
  std::array<State, kMaxAudioChannels> state{};
};

}  // namespace tonewright::chain
