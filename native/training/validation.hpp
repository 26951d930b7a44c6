// The error-to-signal ratio of the validation recordings.
#pragma once

#include <vector>

#include "training/laneGroup.hpp"
#include "training/team.hpp"

namespace tonewright::training {

struct ValidationEsr {
  double plain = 0;
  double preEmphasised = 0;
};

class Validation {
 public:
  /// Cuts `pairs` into one segment for each lane, or a few, each after a warm-up. [init]
  Validation(const std::vector<TrainingPair>& pairs, const TrainerOptions& options, const LossScales& scales);

  /// All segments in parallel over `groups`; differs from `exact` only where memory outlasts the warm-up. Without a
  /// warm-up it is `exact`.
  ValidationEsr operator()(const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const;
  /// Every recording in one run from zero state, as a player of the model would hear it.
  ValidationEsr exact(const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const;

 private:
  ValidationEsr run(const std::vector<Segment>& segments, const SegmentPlan& plan, int warmUpSamples,
                    const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const;

  const std::vector<TrainingPair>& pairs_;
  SegmentDemand demand_;
  SegmentPlan plan_;
  int warmUpSamples_ = 0;
  Feeding feeding_;
  double energy_ = 0, emphasisedEnergy_ = 0;  // of all targets
};

}  // namespace tonewright::training
