// From one preset to the next without a gap.
//
// The main loop loads the next preset into the rig that does not play and runs it over what was played last, so that it
// does not start from silence. The audio thread then fades over. Where both together would take too long, it fades
// through the dry signal, so that only one of them runs at a time.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>

#include "firmware/pedal/rig.hpp"

namespace tonewright::pedal {

class Switcher {
 public:
  static constexpr std::size_t kHistoryBlocks = 32;  // that a rig is warmed with: 43 ms at 48 kHz
  static constexpr float kFadeMs = 10.0f;

  /// `memory`, aligned to 64, is halved between two rigs. [init]
  void prepare(std::span<std::byte> memory, float sampleRate) noexcept {
    const std::size_t half = memory.size() / 2 / kImageAlignment * kImageAlignment;
    rigs[0].prepare(memory.first(half), sampleRate);
    rigs[1].prepare(memory.subspan(half, half), sampleRate);
    for (chain::Smoothed* share : {&oldShare, &newShare}) share->prepare(sampleRate, kFadeMs);
    oldShare.jumpTo(0.0f);
    newShare.jumpTo(1.0f);
  }

  /// Loads the first preset, from silence. [init]
  [[nodiscard]] bool start(const Bank& bank, std::size_t index, const chain::ParameterValues& values) noexcept {
    return rigs[playing].load(bank, index, values);
  }

  /// Whether another preset may be chosen: the last one has arrived. [main loop]
  bool isFree() const noexcept { return stage.load(std::memory_order_acquire) == Stage::playing; }

  /// While `isFree`. False when it cannot be loaded: the old one plays on. `isTogether`: both may run at once.
  /// [main loop]
  [[nodiscard]] bool choose(const Bank& bank, std::size_t index, const chain::ParameterValues& values,
                            bool isTogether) noexcept {
    Rig& next = rigs[1 - playing];
    if (!next.load(bank, index, values)) return false;
    const std::size_t end = written.load(std::memory_order_acquire);
    // The oldest block of the ring may just be written over.
    const std::size_t known = std::min(end, kHistoryBlocks - 1);
    for (std::size_t block = end - known; block != end; ++block) {
      std::array<float, kBlockFrames> samples = history[block % kHistoryBlocks];
      next.process(samples.data(), kBlockFrames);
    }
    fadesTogether = isTogether;
    stage.store(Stage::arriving, std::memory_order_release);
    return true;
  }

  /// One block of kBlockFrames, in place. [audio-thread]
  void process(float* samples, const chain::ParameterValues& values) noexcept {
    const std::size_t block = written.load(std::memory_order_relaxed);
    std::copy_n(samples, kBlockFrames, history[block % kHistoryBlocks].begin());
    written.store(block + 1, std::memory_order_release);

    Stage now = stage.load(std::memory_order_acquire);
    if (now == Stage::arriving) {
      oldShare.jumpTo(1.0f);
      newShare.jumpTo(0.0f);
      oldShare.glideTo(0.0f);
      if (fadesTogether) newShare.glideTo(1.0f);
      now = Stage::fading;
      stage.store(now, std::memory_order_release);
    }
    if (now == Stage::playing) {
      rigs[playing].set(values);
      return rigs[playing].process(samples, kBlockFrames);
    }
    fade(samples, values);
  }

 private:
  enum class Stage { playing, arriving, fading };

  void fade(float* samples, const chain::ParameterValues& values) noexcept {
    std::array<float, kBlockFrames> dry, old{}, next{};
    std::copy_n(samples, kBlockFrames, dry.begin());
    if (!oldShare.restsAt(0.0f)) {
      old = dry;
      rigs[playing].process(old.data(), kBlockFrames);
    } else if (!fadesTogether && newShare.restsAt(0.0f)) {
      newShare.glideTo(1.0f);
    }
    if (!newShare.restsAt(0.0f)) {
      next = dry;
      rigs[1 - playing].set(values);
      rigs[1 - playing].process(next.data(), kBlockFrames);
    }
    for (std::size_t t = 0; t < kBlockFrames; ++t) {
      const float a = oldShare.next(), b = newShare.next();
      samples[t] = a * old[t] + b * next[t] + (1.0f - a - b) * dry[t];
    }
    if (!newShare.restsAt(1.0f)) return;
    playing = 1 - playing;
    stage.store(Stage::playing, std::memory_order_release);
  }

  std::array<Rig, 2> rigs;
  std::size_t playing = 0;
  std::atomic<Stage> stage{Stage::playing};
  bool fadesTogether = true;
  chain::Smoothed oldShare, newShare;
  std::array<std::array<float, kBlockFrames>, kHistoryBlocks> history{};
  std::atomic<std::size_t> written{0};  // blocks
};

}  // namespace tonewright::pedal
