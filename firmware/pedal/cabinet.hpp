// A short impulse response by partitioned convolution (Gardner 1995, with partitions of one size): as late as nothing.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "engine/chain/smoothed.hpp"
#include "firmware/pedal/board.hpp"
#include "firmware/pedal/fft.hpp"

namespace tonewright::pedal {

/// Blocks of kBlockFrames, no more and no less. Switched on and off it fades.
class Cabinet {
 public:
  static constexpr std::size_t kMaxPartitions = 16, kMaxTaps = kMaxPartitions * kBlockFrames;

  /// Of the response's first kMaxTaps taps; without any the signal passes. [init]
  void prepare(std::span<const float> taps, float sampleRate) noexcept {
    taps = taps.first(std::min(taps.size(), kMaxTaps));
    partitions = (taps.size() + kBlockFrames - 1) / kBlockFrames;
    for (std::size_t p = 0; p < partitions; ++p) {
      std::array<float, 2 * kBlockFrames> padded{};
      const std::span<const float> part = taps.subspan(p * kBlockFrames);
      constexpr float scale = 1.0f / (2 * kBlockFrames);  // which `backward` multiplies by
      for (std::size_t n = 0; n < std::min(part.size(), kBlockFrames); ++n) padded[n] = scale * part[n];
      fft.forward(padded.data(), response[p]);
    }
    share.prepare(sampleRate);
    reset();
  }

  void setOn(bool isOn) noexcept { share.glideTo(isOn ? 1.0f : 0.0f); }  // [audio-thread]

  /// As after silence, its fade ended. [audio-thread]
  void reset() noexcept {
    for (auto& spectrum : past) spectrum = {};
    window = {};
    share.settle();
  }

  /// kBlockFrames in place. [audio-thread]
  void process(float* samples) noexcept {
    if (partitions == 0) return;
    std::copy_n(window.begin() + kBlockFrames, kBlockFrames, window.begin());
    std::copy_n(samples, kBlockFrames, window.begin() + kBlockFrames);
    newest = (newest + kMaxPartitions - 1) % kMaxPartitions;
    fft.forward(window.data(), past[newest]);
    if (share.restsAt(0.0f)) return;
    Fft::Spectrum sum{};
    for (std::size_t p = 0; p < partitions; ++p) {
      const Fft::Spectrum &x = past[(newest + p) % kMaxPartitions], &h = response[p];
      for (std::size_t k = 0; k <= kBlockFrames; ++k) sum[k] = sum[k] + x[k] * h[k];
    }
    std::array<float, 2 * kBlockFrames> wet;
    fft.backward(sum, wet.data());
    for (std::size_t t = 0; t < kBlockFrames; ++t) {
      const float now = share.next();
      samples[t] += now * (wet[kBlockFrames + t] - samples[t]);
    }
  }

 private:
  using Fft = RealFft<kBlockFrames>;

  Fft fft;
  std::array<Fft::Spectrum, kMaxPartitions> response, past;  // `past` is a ring, the newest at `newest`
  std::array<float, 2 * kBlockFrames> window{};              // the last block and this one
  std::size_t partitions = 0, newest = 0;
  chain::Smoothed share{1.0f};
};

}  // namespace tonewright::pedal
