// Sixteen sequences that walk their segments of the recordings together, with the network and loss they run through.
#pragma once

#include <vector>

#include "training/epochPlan.hpp"
#include "training/loss.hpp"
#include "training/network.hpp"

namespace tonewright::training {

/// Which samples take the model's own last output as their input, see FeedbackOptions: a share of them, drawn by seed.
struct Feeding {
  double share = 0.0;
  std::uint64_t seed = 0;
};

class LaneGroup {
 public:
  LaneGroup(const ModelSpec& spec, const TrainerOptions& options, const LossScales& scales, const Kernels& kernels);

  /// Starts 16 segments from a reset (see Network) and runs `warmUpSamples` that lie before them without gradient.
  void start(const PackedModel& model, const std::vector<TrainingPair>& pairs, const Segment* segments,
             int warmUpSamples);
  /// The next chunk: its loss; `weightGradient()` then holds its gradient.
  double train(const PackedModel& model, int steps, Feeding feeding = {});
  /// The next chunk, errors only.
  GroupLoss::Energies evaluate(const PackedModel& model, int steps, Feeding feeding = {});
  const float* weightGradient() const { return weightGradient_.data(); }

 private:
  void gather(int steps);
  template <class SamplesOf>
  void gatherFeature(SamplesOf samplesOf, int steps, int features, float gain, float* tensor);
  void fillMask(int steps);
  const float* drawFed(int steps, Feeding feeding);
  const TrainingPair* pairOf(int lane) const;  // null when the lane idles
  const float* stretch(const std::vector<float>& samples, int lane, int steps);
  void fillKnobs();

  const ModelSpec& spec_;
  const Kernels& kernels_;
  const int maxSteps_;
  Network network_;
  GroupLoss loss_;
  AlignedFloats target_, mask_, fed_, weightGradient_;
  std::vector<float> edges_;  // [lane][steps]: stretches that reach over a recording's ends, padded with silence
  const std::vector<TrainingPair>* pairs_ = nullptr;
  Segment lanes_[kLanes];  // where each lane stands
  bool ragged_ = false;    // whether the mask is needed
};

}  // namespace tonewright::training
