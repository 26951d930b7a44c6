// The training loss of 16 sequences over one chunk, and its gradient.
#pragma once

#include <vector>

#include "training/aligned.hpp"
#include "training/options.hpp"
#include "training/stftLoss.hpp"

namespace tonewright::training {

/// What all groups share: the filter and the factors that make each loss a mean over the batch.
struct LossScales {
  std::vector<float> taps;  // pre-emphasis
  float esr = 0, dc = 0, mse = 0, mae = 0, stft = 0;

  /// `energy` and `emphasisedEnergy`: mean squares of the training targets, plain and through `taps`. [init]
  LossScales(const TrainerOptions& options, std::vector<float> firTaps, double energy, double emphasisedEnergy);
};

class GroupLoss {
 public:
  GroupLoss(const LossScales& scales, const LossOptions& options, const Kernels& kernels, int maxSteps);  // [init]

  /// Forgets the errors before the next chunk.
  void reset();
  /// Errors only, for warm-up and validation: writes sum(filtered error^2) and sum(error^2) where wanted.
  struct Energies {
    double filtered = 0, plain = 0;
  };
  Energies errors(const float* output, const float* target, const float* mask, int steps);
  /// The weighted loss; `gradient()` then holds d(loss)/d(output). Tensors [steps][lane]; mask may be null.
  double operator()(const float* output, const float* target, const float* mask, int steps);
  const float* gradient() const { return gradient_.data(); }

 private:
  LossRun runOf(const float* output, const float* target, const float* mask, int steps);
  void carry(int steps);
  double addStft(const LossRun& run);

  const LossScales& scales_;
  const Kernels& kernels_;
  StftLoss stft_;
  AlignedFloats error_, filtered_, gradient_, sums_;
  std::vector<float> laneSignal_, laneTarget_, laneGradient_;
};

}  // namespace tonewright::training
