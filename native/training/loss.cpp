#include "training/loss.hpp"

#include <algorithm>
#include <utility>

namespace tonewright::training {

LossScales::LossScales(const TrainerOptions& options, std::vector<float> firTaps, double energy,
                       double emphasisedEnergy)
    : taps(std::move(firTaps)) {
  const double lanes = options.batchSize, steps = options.tbpttSamples;
  const LossOptions& weight = options.loss;
  esr = static_cast<float>(weight.esr / (lanes * steps * emphasisedEnergy));
  dc = static_cast<float>(weight.dc / (lanes * steps * steps * energy));
  mse = static_cast<float>(weight.mse / (lanes * steps));
  mae = static_cast<float>(weight.mae / (lanes * steps));
  stft = static_cast<float>(weight.stft / lanes);
}

GroupLoss::GroupLoss(const LossScales& scales, const LossOptions& options, const Kernels& kernels, int maxSteps)
    : scales_(scales),
      kernels_(kernels),
      stft_(options.stft > 0 ? options.stftResolutions : std::vector<StftResolution>{}),
      error_((static_cast<std::size_t>(maxSteps) + scales.taps.size()) * kLanes),
      filtered_((static_cast<std::size_t>(maxSteps) + scales.taps.size()) * kLanes),
      gradient_(static_cast<std::size_t>(maxSteps) * kLanes),
      sums_(4 * kLanes),
      laneSignal_(static_cast<std::size_t>(maxSteps)),
      laneTarget_(static_cast<std::size_t>(maxSteps)),
      laneGradient_(static_cast<std::size_t>(maxSteps)) {}

void GroupLoss::reset() { error_.clear(); }

LossRun GroupLoss::runOf(const float* output, const float* target, const float* mask, int steps) {
  LossRun run;
  run.steps = steps;
  run.output = output;
  run.target = target;
  run.mask = mask;
  run.fir = scales_.taps.data();
  run.taps = static_cast<int>(scales_.taps.size());
  run.error = error_.data();
  run.filtered = filtered_.data();
  run.gradient = gradient_.data();
  run.esrScale = scales_.esr;
  run.dcScale = scales_.dc;
  run.mseScale = scales_.mse;
  run.maeScale = scales_.mae;
  run.sums = sums_.data();
  return run;
}

// The last errors become the history of the next chunk's filter.
void GroupLoss::carry(int steps) {
  const std::size_t history = (scales_.taps.size() - 1) * kLanes;
  std::copy_n(error_.data() + static_cast<std::size_t>(steps) * kLanes, history, error_.data());
}

GroupLoss::Energies GroupLoss::errors(const float* output, const float* target, const float* mask, int steps) {
  kernels_.lossErrors(runOf(output, target, mask, steps));
  carry(steps);
  Energies energies;
  for (int lane = 0; lane < kLanes; ++lane) {
    energies.filtered += sums_.data()[lane];
    energies.plain += sums_.data()[kLanes + lane];
  }
  return energies;
}

double GroupLoss::operator()(const float* output, const float* target, const float* mask, int steps) {
  const LossRun run = runOf(output, target, mask, steps);
  kernels_.loss(run);
  carry(steps);
  double loss = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const float* sums = run.sums + lane;
    const double dc = sums[3 * kLanes];
    loss += scales_.esr * sums[0] + scales_.mse * sums[kLanes] + scales_.mae * sums[2 * kLanes] + scales_.dc * dc * dc;
  }
  return scales_.stft > 0 ? loss + addStft(run) : loss;
}

double GroupLoss::addStft(const LossRun& run) {
  double sum = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    for (int t = 0; t < run.steps; ++t) {
      const std::size_t i = static_cast<std::size_t>(t) * kLanes + static_cast<std::size_t>(lane);
      const bool counts = !run.mask || run.mask[i] > 0;
      laneSignal_[static_cast<std::size_t>(t)] = counts ? run.output[i] : 0.0f;
      laneTarget_[static_cast<std::size_t>(t)] = counts ? run.target[i] : 0.0f;
    }
    std::fill(laneGradient_.begin(), laneGradient_.end(), 0.0f);
    sum += stft_(laneSignal_.data(), laneTarget_.data(), run.steps, scales_.stft, laneGradient_.data());
    for (int t = 0; t < run.steps; ++t) {
      const std::size_t i = static_cast<std::size_t>(t) * kLanes + static_cast<std::size_t>(lane);
      if (!run.mask || run.mask[i] > 0) run.gradient[i] += laneGradient_[static_cast<std::size_t>(t)];
    }
  }
  return scales_.stft * sum;
}

}  // namespace tonewright::training
