#include "training/validation.hpp"

#include <algorithm>
#include <stdexcept>

#include "training/preEmphasis.hpp"

namespace tonewright::training {

Validation::Validation(const std::vector<TrainingPair>& pairs, const TrainerOptions& options, const LossScales& scales)
    : pairs_(pairs), warmUpSamples_(options.validationWarmUpSamples) {
  if (options.feedback.last > 0) feeding_.share = 1.0;
  double count = 0;
  for (const TrainingPair& pair : pairs) {
    demand_.lengths.push_back(static_cast<std::int64_t>(pair.target.size()));
    count += static_cast<double>(pair.target.size());
  }
  demand_.lanes = options.batchSize;
  demand_.chunkSamples = options.tbpttSamples;
  demand_.warmUpCost = warmUpSamples_;
  plan_ = planSegments(demand_);
  energy_ = count * meanEnergy(pairs, {1.0f});
  emphasisedEnergy_ = count * meanEnergy(pairs, scales.taps);
  if (!(energy_ > 0 && emphasisedEnergy_ > 0))
    throw std::invalid_argument("The validation targets are silent; give recordings with sound in them.");
}

ValidationEsr Validation::operator()(const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const {
  if (warmUpSamples_ == 0 || feeding_.share > 0) return exact(model, groups, team);
  return run(drawSegments(demand_, plan_, nullptr), plan_, warmUpSamples_, model, groups, team);
}

ValidationEsr Validation::exact(const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const {
  const std::int64_t longest = *std::max_element(demand_.lengths.begin(), demand_.lengths.end());
  SegmentPlan plan;
  plan.chunks = static_cast<int>((longest + demand_.chunkSamples - 1) / demand_.chunkSamples);
  plan.rounds = static_cast<int>((demand_.lengths.size() + static_cast<std::size_t>(demand_.lanes) - 1) /
                                 static_cast<std::size_t>(demand_.lanes));
  return run(drawSegments(demand_, plan, nullptr), plan, 0, model, groups, team);
}

ValidationEsr Validation::run(const std::vector<Segment>& segments, const SegmentPlan& plan, int warmUpSamples,
                              const PackedModel& model, std::vector<LaneGroup>& groups, Team& team) const {
  std::vector<GroupLoss::Energies> sums(groups.size());
  for (int round = 0; round < plan.rounds; ++round) {
    team.run(static_cast<int>(groups.size()), [&](int g) {
      const auto group = static_cast<std::size_t>(g);
      const Segment* first = &segments[(static_cast<std::size_t>(round) * groups.size() + group) * kLanes];
      if (std::all_of(first, first + kLanes, [](const Segment& s) { return s.pair < 0; })) return;
      groups[group].start(model, pairs_, first, warmUpSamples);
      for (int chunk = 0; chunk < plan.chunks; ++chunk) {
        const GroupLoss::Energies e = groups[group].evaluate(model, demand_.chunkSamples, feeding_);
        sums[group].plain += e.plain;
        sums[group].filtered += e.filtered;
      }
    });
  }
  ValidationEsr esr;
  for (const GroupLoss::Energies& sum : sums) {
    esr.plain += sum.plain / energy_;
    esr.preEmphasised += sum.filtered / emphasisedEnergy_;
  }
  return esr;
}

}  // namespace tonewright::training
