// The signal chain with a preset in it, for an AudioWorklet: mono, at the context's rate.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/chain/crossfade.hpp"
#include "wasm/rig.hpp"

namespace tonewright::wasm {

/// A preset comes in by playing along unheard for `kWarmSeconds`, then a fade: no gap, no click.
class Rack {
 public:
  static constexpr std::size_t kMaxFrames = chain::kMaxBlockFrames;
  static constexpr float kWarmSeconds = 0.1f;

  explicit Rack(float sampleRate);

  /// Takes on the values of the preset before but for its own knobs. Throws std::invalid_argument. Allocates: between
  /// blocks, not in one. [init]
  void load(const Loading& loading);
  /// The preset that is on its way in is heard at once. [init]
  void arrive() noexcept;
  /// Of the preset that was loaded last: plain, in the order of the table. [audio-thread]
  void set(std::size_t parameter, float value) noexcept;
  float* samples() noexcept { return buffer.data(); }
  /// `samples`, kMaxFrames at most, in place. [audio-thread]
  void process(std::size_t frames) noexcept;

 private:
  Rig& newest() noexcept { return waiting ? *waiting : next ? *next : *rig; }
  void comeIn(std::unique_ptr<Rig> loaded) noexcept;
  void endFade() noexcept;

  const float sampleRate;
  std::vector<float> buffer, other;
  std::unique_ptr<Rig> rig, next, waiting;      // `waiting` was loaded during a fade and comes in after it
  std::array<std::unique_ptr<Rig>, 2> retired;  // what has played is freed when the next one is loaded
  chain::Crossfade fade;
  std::size_t warmFrames = 0;  // that the next rig still plays unheard
};

}  // namespace tonewright::wasm
