// A model at a whole multiple of its own sample rate.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "rate/player.hpp"

namespace tonewright {

/// Replaces every delay of one sample in a model by one of `phases` samples: a recurrent layer then reads its state of
/// that many samples ago (Chowdhury 2022; Carson et al., DAFx-24) and a convolution has its dilation multiplied by it.
/// Such a network falls apart into as many copies of the model as it was, each with every phases-th sample (the noble
/// identity), and that is how it is run here: so it works for all layers alike, at the speed of the kernels, and every
/// phases-th output is to the bit what the model gives at its own rate.
class PhasedModel final : public Player {
 public:
  /// The copies, all at their start, as many as there are phases. [init]
  explicit PhasedModel(std::vector<std::unique_ptr<Player>> copies)
      : phases(std::move(copies)), phaseInputs(info().inputs), phaseOutputs(info().outputs) {
    samples.resize((phaseInputs.size() + phaseOutputs.size()) * kTileFrames);
    float* channel = samples.data();
    for (auto& input : phaseInputs) input = std::exchange(channel, channel + kTileFrames);
    for (auto& output : phaseOutputs) output = std::exchange(channel, channel + kTileFrames);
  }

  const ModelInfo& info() const noexcept override { return phases[0]->info(); }

  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override {
    for (std::size_t start = 0, count; start < frames; start += count) {
      count = std::min(frames - start, phases.size() * kTileFrames);
      for (std::size_t i = 0; i < std::min(count, phases.size()); ++i) {
        const std::size_t framesOfPhase = (count - i + phases.size() - 1) / phases.size();
        playPhase(*phases[(nextPhase + i) % phases.size()], inputs, outputs, start + i, framesOfPhase);
      }
      nextPhase = (nextPhase + count) % phases.size();
    }
  }

  void reset() noexcept override {
    for (auto& phase : phases) phase->reset();
    nextPhase = 0;
  }

 private:
  /// The `frames` samples from `start` on that are as far apart as there are phases.
  void playPhase(Player& phase, const float* const* inputs, float* const* outputs, std::size_t start,
                 std::size_t frames) noexcept {
    const std::size_t step = phases.size();
    for (std::size_t channel = 0; channel < phaseInputs.size(); ++channel) {
      for (std::size_t t = 0; t < frames; ++t) phaseInputs[channel][t] = inputs[channel][start + t * step];
    }
    phase.process(phaseInputs.data(), phaseOutputs.data(), frames);
    for (std::size_t channel = 0; channel < phaseOutputs.size(); ++channel) {
      for (std::size_t t = 0; t < frames; ++t) outputs[channel][start + t * step] = phaseOutputs[channel][t];
    }
  }

  std::vector<std::unique_ptr<Player>> phases;
  std::size_t nextPhase = 0;
  std::vector<float> samples;  // of one phase: [inputs, then outputs][kTileFrames]
  std::vector<float*> phaseInputs, phaseOutputs;
};

}  // namespace tonewright
