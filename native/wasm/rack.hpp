// The signal chain with a preset in it, for an AudioWorklet: mono, at the context's rate.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/chain/crossfade.hpp"
#include "engine/chain/signalChain.hpp"
#include "engine/host.hpp"

namespace tonewright::wasm {

/// A model with its knobs and its level.
class Rig {
 public:
  /// Without a model, the signal passes. Throws std::invalid_argument when the image is refused. [init]
  Rig(std::span<const std::byte> image, const chain::ModelLevels& levels, float sampleRate);
  explicit Rig(float sampleRate);

  /// [audio-thread]
  void set(const chain::ParameterValues& values) noexcept;
  void process(const chain::Block& block) noexcept;
  void settle() noexcept;
  bool isEmpty() const noexcept { return !model; }

 private:
  std::unique_ptr<HostModel> model;
  chain::ModelLevels levels;
  chain::Gain match;
  std::vector<chain::Smoothed> knobs;
  std::vector<std::vector<float>> signals;  // of the knobs, and outputs that nobody hears
  std::vector<const float*> inputs;
  std::vector<float*> outputs;
};

/// A preset comes in by playing along unheard for `kWarmSeconds`, then a fade: no gap, no click.
class Rack {
 public:
  static constexpr std::size_t kMaxFrames = chain::kMaxBlockFrames;
  static constexpr float kWarmSeconds = 0.1f;

  explicit Rack(float sampleRate);

  /// An empty image: none. Throws std::invalid_argument. Allocates: between blocks, not in one. [init]
  void load(std::span<const std::byte> image, const chain::ModelLevels& levels);
  /// The preset that is on its way in is heard at once. [init]
  void arrive() noexcept;
  void set(std::size_t parameter, float value) noexcept;  // plain, in the order of the table; [audio-thread]
  float* samples() noexcept { return buffer.data(); }
  /// `samples`, kMaxFrames at most, in place. [audio-thread]
  void process(std::size_t frames) noexcept;

 private:
  void play(const chain::Block& block) noexcept;
  void comeIn(std::unique_ptr<Rig> loaded) noexcept;

  const float sampleRate;
  chain::SignalChain chain;
  chain::ParameterValues values;
  bool isChanged = true;
  std::vector<float> chainMemory, buffer, other;
  std::unique_ptr<Rig> rig, next, waiting;      // `waiting` was loaded during a fade and comes in after it
  std::array<std::unique_ptr<Rig>, 2> retired;  // what has played is freed when the next one is loaded
  chain::Crossfade fade;
  std::size_t warmFrames = 0;  // that the next rig still plays unheard
};

}  // namespace tonewright::wasm
