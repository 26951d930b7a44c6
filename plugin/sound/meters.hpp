// What the face shows of the sound, pulled without locks.
#pragma once

#include <array>
#include <atomic>
#include <span>

#include "plugin/sound/history.hpp"

namespace tonewright::plugin {

/// Measures while somebody looks; costs one test of a flag for each block when nobody does.
class Meters {
 public:
  /// Levels are linear, 1 is full scale.
  struct Side {
    float peak = 0.0f;     // since the last reading
    float rms = 0.0f;      // of the last third of a second, about
    bool clipped = false;  // since the last reading
  };
  struct Reading {
    std::size_t channels = 0;
    std::array<Side, chain::kMaxAudioChannels> input, output;
    float load = 0.0f;        // time that the chain takes, as a share of the time that its block lasts
    float sampleRate = 0.0f;  // Hz
  };
  enum class Point { input, output };

  /// Starts from nothing. [init]
  void prepare(double sampleRate, std::size_t channels);

  /// Counts those who look: one that is switched on is to be switched off. [any-thread]
  void watch(bool on) noexcept { watchers.fetch_add(on ? 1 : -1, std::memory_order_relaxed); }
  bool isWatched() const noexcept { return watchers.load(std::memory_order_relaxed) > 0; }

  /// For one who looks at a time. [any-thread]
  Reading read() noexcept;

  /// The last samples that were put out, all channels' mean; silence before the first. [any-thread]
  void lastOutput(std::span<float> samples) const noexcept;
  static constexpr std::size_t kMaxLastOutput = 16384;

  /// [audio-thread]
  void measure(Point point, const chain::Block& block) noexcept;
  void keepOutput(const chain::Block& block) noexcept;  // at most kMaxBlockFrames frames
  void measureLoad(double secondsTaken, std::size_t frames) noexcept;

 private:
  struct Cell {
    std::atomic<float> peak{0.0f}, meanSquare{0.0f};
    std::atomic<bool> clipped{false};
  };
  std::array<Cell, chain::kMaxAudioChannels>& cellsOf(Point point) { return point == Point::input ? input : output; }

  static constexpr double kAverageSeconds = 0.3, kLoadSeconds = 0.3;

  std::atomic<int> watchers{0};
  std::array<Cell, chain::kMaxAudioChannels> input, output;
  std::atomic<float> load{0.0f}, rate{0.0f};
  std::atomic<std::size_t> channelCount{0};
  History last;
};

}  // namespace tonewright::plugin
