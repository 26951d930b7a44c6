// From one stage of the chain to the next while it plays: a preset to another, a cabinet to another.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "engine/chain/crossfade.hpp"
#include "plugin/sound/handover.hpp"
#include "plugin/sound/history.hpp"

namespace tonewright::plugin {

/// What a stage has for its switch.
template <class Stage>
struct Switched {
  std::uint64_t position = 0;  // frames of the history that it has played
  std::uint32_t epoch = 0;     // the preparation that it was made for
  Stage* nextReturned = nullptr;
};

/// Plays a `Stage`: derived from Switched<Stage>, with `process(const chain::Block&)` of up to kMaxBlockFrames frames
/// in place and `reset()`, both for the audio thread. A new one is first run over what was played last, mostly by the
/// thread that made it, so that it is where it would be had it played all along; then it fades in over the old one.
template <class Stage>
class GaplessSwitch {
 public:
  GaplessSwitch() = default;
  GaplessSwitch(const GaplessSwitch&) = delete;
  GaplessSwitch& operator=(const GaplessSwitch&) = delete;
  ~GaplessSwitch() {
    for (Stage* stage : {current, incoming, outgoing}) delete stage;
  }

  /// Starts with no stage, which passes the signal on. Neither `process` nor `warmUp` may run. [init]
  void prepare(double sampleRate, std::size_t channelCount) {
    channels = channelCount;
    warmFrames = static_cast<std::size_t>(sampleRate * kWarmSeconds);
    history.prepare(channels, static_cast<std::size_t>(sampleRate * kHistorySeconds));
    fade.prepare(static_cast<float>(sampleRate));
    for (Stage** stage : {&current, &incoming, &outgoing}) delete std::exchange(*stage, nullptr);
    isFading = false;
    ++epoch;
  }

  /// Runs a stage that was made for this preparation over the last second, until it is close to what is being played
  /// or `stop` is true, and hands it over. FlushToZero is the caller's. [control]
  void publish(std::unique_ptr<Stage> stage, const std::atomic<bool>& stop) {
    warmUp(*stage, stop);
    stage->epoch = epoch;
    handover.publish(std::move(stage));
  }

  void collect() { handover.collect(); }  // [control]

  /// Takes what was published; before `process`. [audio-thread]
  void takeNext() noexcept {
    if (isSwitching()) return;
    Stage* next = handover.take();
    if (next == nullptr) return;
    if (next->epoch != epoch) return handover.giveBack(next);
    if (history.position() > 0) {
      incoming = next;
      return;
    }
    handover.giveBack(std::exchange(current, next));  // nothing was heard yet
  }

  /// In place, at most kMaxBlockFrames frames. [audio-thread]
  void process(const chain::Block& block) noexcept {
    if (incoming != nullptr) catchUp(block.frames);
    history.write(block);
    if (isFading) {
      processFade(block);
    } else if (current != nullptr) {
      play(*current, block);
    }
  }

  /// As after silence. [audio-thread]
  void reset() noexcept {
    for (Stage* stage : {current, incoming, outgoing}) {
      if (stage != nullptr) stage->reset();
    }
  }

  /// The stage that plays, or null; while it fades in, already the new one. [audio-thread]
  Stage* playing() const noexcept { return current; }

  /// Calls `visit` for the stage that plays and for one that is about to. [audio-thread]
  template <class Visit>
  void forEachNew(Visit visit) noexcept {
    if (current != nullptr) visit(*current);
    if (incoming != nullptr) visit(*incoming);
  }

  bool isSwitching() const noexcept { return incoming != nullptr || isFading; }  // [audio-thread]

 private:
  static constexpr double kWarmSeconds = 1.0;
  static constexpr double kHistorySeconds = 2.5;                       // the warming itself takes time too
  static constexpr std::uint64_t kClose = 2 * chain::kMaxBlockFrames;  // frames behind
  static constexpr std::size_t kCatchUpPace = 2;                       // frames for each frame played

  struct Scratch {
    chain::Block first(std::size_t channels, std::size_t frames) {
      std::array<float*, chain::kMaxAudioChannels> pointers{};
      for (std::size_t channel = 0; channel < channels; ++channel) pointers[channel] = samples[channel].data();
      return chain::Block(pointers.data(), channels, frames);
    }
    std::array<std::array<float, chain::kMaxBlockFrames>, chain::kMaxAudioChannels> samples;
  };

  void warmUp(Stage& stage, const std::atomic<bool>& stop) {
    const std::uint64_t start = history.position();
    stage.position = start - std::min<std::uint64_t>(start, warmFrames);
    Scratch scratch;
    // A stage that is slower than the time it plays would never arrive.
    const std::uint64_t end = stage.position + 4 * static_cast<std::uint64_t>(warmFrames);
    while (stage.position < end && !stop.load(std::memory_order_relaxed)) {
      const std::uint64_t behind = history.position() - stage.position;
      if (behind <= kClose) return;
      if (!advance(stage, scratch, std::min<std::uint64_t>(behind, chain::kMaxBlockFrames))) return;
    }
  }

  /// Plays the next frames of the history to nobody. False, and the stage as after silence, when they are gone.
  bool advance(Stage& stage, Scratch& scratch, std::size_t frames) noexcept {
    const chain::Block block = scratch.first(channels, frames);
    if (!history.read(stage.position, block)) {
      stage.reset();
      stage.position = history.position();
      return false;
    }
    play(stage, block);
    return true;
  }

  static void play(Stage& stage, const chain::Block& block) noexcept {
    stage.process(block);
    stage.position += block.frames;
  }

  void catchUp(std::size_t frames) noexcept {
    std::size_t budget = kCatchUpPace * frames;
    while (budget > 0 && incoming->position < history.position()) {
      const std::uint64_t behind = history.position() - incoming->position;
      const std::size_t part = std::min<std::uint64_t>({behind, budget, chain::kMaxBlockFrames});
      if (!advance(*incoming, fadeScratch, part)) break;
      budget -= part;
    }
    if (incoming->position < history.position()) return;
    outgoing = std::exchange(current, std::exchange(incoming, nullptr));
    isFading = true;
    fade.start();
  }

  void processFade(const chain::Block& block) noexcept {
    const chain::Block old = fadeScratch.first(channels, block.frames);
    for (std::size_t channel = 0; channel < channels; ++channel) {
      std::copy_n(block.data[channel], block.frames, old.data[channel]);
    }
    if (outgoing != nullptr) play(*outgoing, old);
    play(*current, block);
    chain::tame(old);
    chain::tame(block);
    fade.process(old, block);
    if (fade.isFading()) return;
    isFading = false;
    handover.giveBack(std::exchange(outgoing, nullptr));
  }

  std::size_t channels = 0;
  std::size_t warmFrames = 0;
  std::uint32_t epoch = 0;
  History history;
  Handover<Stage> handover;
  Stage* current = nullptr;   // null passes the signal on, as does a null `outgoing` while it fades
  Stage* incoming = nullptr;  // catches up
  Stage* outgoing = nullptr;  // fades out
  bool isFading = false;
  chain::Crossfade fade;
  Scratch fadeScratch;
};

}  // namespace tonewright::plugin
