// A preset in a signal chain of its own.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/chain/knobs.hpp"
#include "engine/chain/signalChain.hpp"
#include "engine/host.hpp"

namespace tonewright::wasm {

/// What is to be played: its weights image, nothing for a chain without a model, its levels and where its knobs start.
struct Loading {
  std::span<const std::byte> image;
  chain::ModelLevels levels;
  std::span<const float> places;
};

/// Model, knobs and chain with the values that they are set to: all that is heard of a preset, so that all of it fades.
class Rig {
 public:
  /// Throws std::invalid_argument when the image is refused. [init]
  Rig(const Loading& loading, const chain::ParameterValues& values, float sampleRate);

  void set(chain::ParameterId id, float value) noexcept;  // [audio-thread]
  const chain::ParameterValues& values() const noexcept { return wanted; }

  void process(float* samples, std::size_t frames) noexcept;  // in place, [audio-thread]
  /// As after silence, arrived at its values. [audio-thread]
  void settle() noexcept;

 private:
  void take() noexcept;
  void play(const chain::Block& block) noexcept;

  chain::ParameterValues wanted;
  bool isChanged = false;
  chain::ModelLevels levels;
  std::vector<float> chainMemory;
  chain::SignalChain chain;
  std::optional<HostModel> model;
  std::vector<chain::Smoothed> knobs;
  std::vector<std::vector<float>> signals;  // of the knobs, and of outputs that nobody hears
  std::vector<const float*> inputs;
  std::vector<float*> outputs;
};

}  // namespace tonewright::wasm
