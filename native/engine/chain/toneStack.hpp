// Bass, mid, treble and presence.
#pragma once

#include <array>

#include "engine/chain/band.hpp"

namespace tonewright::chain {

/// Gains of the bands.
struct ToneDb {
  float bass = 0.0f;
  float mid = 0.0f;
  float treble = 0.0f;
  float presence = 0.0f;
};

/// Four bands behind one another; one at 0 dB costs nothing.
class ToneStack {
 public:
  /// [init]
  void prepare(float sampleRate) {
    for (Band& band : bands) band.prepare(sampleRate);
  }

  /// [audio-thread]
  void set(const ToneDb& gains) noexcept {
    bands[0].set(gains.bass);
    bands[1].set(gains.mid);
    bands[2].set(gains.treble);
    bands[3].set(gains.presence);
  }

  /// [audio-thread]
  void reset() noexcept {
    for (Band& band : bands) band.reset();
  }

  /// [audio-thread]
  void process(const Block& block) noexcept {
    for (Band& band : bands) band.process(block);
  }

 private:
  static constexpr float kShelfQ = 0.70710678f;  // as steep as can be without a bump

  std::array<Band, 4> bands{Band(BandShape::lowShelf, 100.0f, kShelfQ), Band(BandShape::peak, 650.0f, 0.6f),
                            Band(BandShape::highShelf, 2500.0f, kShelfQ), Band(BandShape::peak, 5000.0f, 0.9f)};
};

}  // namespace tonewright::chain
