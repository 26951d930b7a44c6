// A value that glides to where it is set, so that nobody hears a step.
#pragma once

#include <algorithm>
#include <cstddef>

namespace tonewright::chain {

/// Glides on a straight line, counted in samples, and is exact when it has arrived.
class Smoothed {
 public:
  static constexpr float kGlideMs = 20.0f;

  explicit Smoothed(float value = 0.0f) : now(value), target(value) {}

  /// Later glides last `glideMs`. [init]
  void prepare(float sampleRate, float glideMs = kGlideMs) {
    steps = std::max(std::size_t{1}, static_cast<std::size_t>(0.001f * glideMs * sampleRate));
  }

  /// Is there at once. [audio-thread]
  void jumpTo(float value) noexcept {
    now = target = value;
    left = 0;
  }

  /// Ends the glide: is where it was going to. [audio-thread]
  void settle() noexcept { jumpTo(target); }

  /// Sets out for `value`, unless it is there or on its way there. [audio-thread]
  void glideTo(float value) noexcept {
    if (value == target) return;
    target = value;
    left = steps;
    step = (target - now) / static_cast<float>(steps);
  }

  /// The value of the next sample. [audio-thread]
  float next() noexcept {
    if (left > 0) now = --left == 0 ? target : now + step;
    return now;
  }

  /// The values of the next samples. [audio-thread]
  void fill(float* values, std::size_t count) noexcept {
    const std::size_t gliding = std::min(count, left);
    for (std::size_t t = 0; t < gliding; ++t) values[t] = next();
    std::fill(values + gliding, values + count, now);
  }

  float value() const noexcept { return now; }
  std::size_t samplesLeft() const noexcept { return left; }  // of the glide
  bool restsAt(float value) const noexcept { return left == 0 && now == value; }

 private:
  float now, target, step = 0.0f;
  std::size_t steps = 1, left = 0;
};

}  // namespace tonewright::chain
