// From one signal to another without a click: a preset to the next, a cabinet to the next.
#pragma once

#include "engine/chain/block.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

/// Equal-gain fade, for signals that are alike. While it `isFading` a host plays both and hands them in.
class Crossfade {
 public:
  /// [init]
  void prepare(float sampleRate, float fadeMs = Smoothed::kGlideMs) {
    share.prepare(sampleRate, fadeMs);
    share.jumpTo(1.0f);
  }

  /// [audio-thread]
  void start() noexcept {
    share.jumpTo(0.0f);
    share.glideTo(1.0f);
  }

  bool isFading() const noexcept { return share.samplesLeft() > 0; }  // [audio-thread]

  /// Leaves in `to` the mix of `from` and `to`, and `to` as it is when the fade has ended. [audio-thread]
  void process(const Block& from, const Block& to) noexcept {
    const std::size_t fading = std::min(share.samplesLeft(), to.frames);
    for (std::size_t t = 0; t < fading; ++t) {
      const float now = share.next();
      for (std::size_t channel = 0; channel < to.channels; ++channel) {
        to.data[channel][t] = (1.0f - now) * from.data[channel][t] + now * to.data[channel][t];
      }
    }
  }

 private:
  Smoothed share{1.0f};
};

}  // namespace tonewright::chain
