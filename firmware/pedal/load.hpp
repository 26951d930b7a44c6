// How much of its time the sound takes, and when that is too much.
#pragma once

#include <atomic>

namespace tonewright::pedal {

/// Overloaded once several blocks in a row have taken more than the limit; stays so until `clear`.
class Load {
 public:
  static constexpr float kLimit = 0.95f;
  static constexpr int kBlocks = 8;

  /// `share` of the block's time that the last callback took. [audio-thread]
  void add(float share) noexcept {
    const float before = smoothed.load(std::memory_order_relaxed);
    smoothed.store(before + 0.02f * (share - before), std::memory_order_relaxed);
    inARow = share > kLimit ? inARow + 1 : 0;
    if (inARow >= kBlocks) overloaded.store(true, std::memory_order_relaxed);
  }

  float share() const noexcept { return smoothed.load(std::memory_order_relaxed); }          // [any-thread]
  bool isOverloaded() const noexcept { return overloaded.load(std::memory_order_relaxed); }  // [any-thread]

  /// With another preset it may be well again. [main loop]
  void clear() noexcept { overloaded.store(false, std::memory_order_relaxed); }

 private:
  std::atomic<float> smoothed{0.0f};
  std::atomic<bool> overloaded{false};
  int inARow = 0;
};

}  // namespace tonewright::pedal
