// A preset that plays: its model, its knobs and its level, in a piece of memory that was handed in.
#pragma once

#include <array>
#include <span>

#include "engine/chain/gain.hpp"
#include "engine/chain/knobs.hpp"
#include "engine/model.hpp"
#include "firmware/pedal/bank.hpp"
#include "firmware/pedal/board.hpp"
#include "firmware/pedal/packedImage.hpp"

namespace tonewright::pedal {

/// One stream of mono audio. The image is copied into the memory: there it is fast, and the flash is free to be
/// written.
class Rig {
 public:
  /// Without a model, the signal passes. `memory` is aligned to 64 and outlives the rig. [init]
  void prepare(std::span<std::byte> memory, float sampleRate) noexcept {
    all = memory;
    match.prepare(sampleRate);
    for (chain::Smoothed& knob : knobs) knob.prepare(sampleRate);
  }

  /// The preset `index` of a bank, from silence. False, and the signal passes, when its image is damaged, does not fit
  /// into the memory or is no model for a pedal. [main loop, while it does not play]
  [[nodiscard]] bool load(const Bank& bank, std::size_t index, const chain::ParameterValues& values) noexcept {
    hasModel = false;
    const std::span<const std::byte> stored = bank.image(index);
    const bool isPacked = bank.entry(index).encoding == 1;
    const std::size_t bytes = isPacked ? expandedBytes(stored) : stored.size();
    if (bytes == 0 || alignUp(bytes) > all.size()) return false;
    const std::span<std::byte> image = all.first(bytes);
    if (isPacked ? !expand(stored, image) : std::copy(stored.begin(), stored.end(), image.begin()) != image.end()) {
      return false;
    }
    if (model.load(image, all.subspan(alignUp(bytes)))) return false;
    const ModelInfo& info = model.info();
    if (info.inputs > 1 + kMaxControls || info.outputs != 1 || info.sampleRate != bank.sampleRate()) return false;
    levels = bank.levels(index);
    set(values);
    match.settle();
    for (chain::Smoothed& knob : knobs) knob.settle();
    hasModel = true;
    return true;
  }

  /// [audio-thread]
  void set(const chain::ParameterValues& values) noexcept {
    match.set(chain::levelMatchDb(values, levels));
    chain::glide(knobs, values);
  }

  /// kBlockFrames at most, in place. [audio-thread]
  void process(float* samples, std::size_t frames) noexcept {
    if (!hasModel) return;
    std::array<const float*, 1 + kMaxControls> inputs{samples};
    std::array<std::array<float, kBlockFrames>, kMaxControls> signals;
    for (std::size_t i = 0; i + 1 < model.info().inputs; ++i) {
      knobs[i].fill(signals[i].data(), frames);
      inputs[1 + i] = signals[i].data();
    }
    model.process(inputs.data(), &samples, frames);
    const chain::Block block(&samples, 1, frames);
    chain::tame(block);
    match.process(block);
  }

 private:
  std::span<std::byte> all;
  Model model;
  bool hasModel = false;
  chain::ModelLevels levels;
  chain::Gain match;
  std::array<chain::Smoothed, kMaxControls> knobs;
};

}  // namespace tonewright::pedal
