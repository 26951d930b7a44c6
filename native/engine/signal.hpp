// What one layer hands to others: channels of frames, as many of them past as the layers behind reach back.
#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/image.hpp"

namespace tonewright {

/// A ring of frames for each channel. Its first kTileFrames frames are kept once more behind its end, so that a tile of
/// any delay lies in one piece, as long as no tile crosses a multiple of kTileFrames.
struct Signal {
  static constexpr std::size_t kSlack = 32;  // frames that vectors may read beyond a tile

  float* data = nullptr;
  std::size_t channels = 0;
  std::size_t size = 0;      // frames of the ring, a multiple of kTileFrames
  std::size_t position = 0;  // of the present tile

  /// Frames of a ring that reaches `history` frames back.
  static constexpr std::size_t sizeFor(std::size_t history) {
    return (history + kTileFrames - 1) / kTileFrames * kTileFrames + kTileFrames;
  }
  /// Floats from one channel to the next.
  static constexpr std::size_t strideFor(std::size_t size) { return size + kTileFrames + kSlack; }

  std::size_t stride() const { return strideFor(size); }

  /// Channel 0 of the present tile, or of the frames `delay` before it.
  const float* at(std::size_t delay) const {
    return data + (position >= delay ? position - delay : position + size - delay);
  }
  float* present() { return data + position; }

  /// To be called when `frames` of the present tile are written, before anybody reads them.
  void publish(std::size_t frames) {
    if (position >= kTileFrames || size == kTileFrames) return;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      float* row = data + channel * stride();
      std::copy_n(row + position, frames, row + size + position);
    }
  }

  void advance(std::size_t frames) {
    position += frames;
    if (position == size) position = 0;
  }

  /// As if frame 0 had been the input for ever.
  void hold() {
    for (std::size_t channel = 0; channel < channels; ++channel) {
      float* row = data + channel * stride();
      std::fill_n(row, stride(), row[0]);
    }
    position = 0;
  }
};

}  // namespace tonewright
