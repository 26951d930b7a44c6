// Adam, its schedule and the running average of the weights.
#pragma once

#include <vector>

#include "training/options.hpp"

namespace tonewright::training {

/// Weights [begin, end) of the flat array.
struct WeightRange {
  std::size_t begin = 0, end = 0;
};

/// All weights but initial states, which stay as they are. [any-thread]
std::vector<WeightRange> trainedWeights(const ModelSpec& spec);

/// Adam (Kingma and Ba 2015) with decoupled weight decay (AdamW, Loshchilov and Hutter 2019) and an exponential moving
/// average whose decay grows as min(decay, (1 + n) / (10 + n)), so that early weights do not linger.
class Optimiser {
 public:
  Optimiser(const OptimiserOptions& options, std::size_t parameters);  // all of them move
  Optimiser(const OptimiserOptions& options, std::size_t parameters, std::vector<WeightRange> trained);

  /// One update of `weights`. `gradient` is scaled down in place when its norm exceeds the limit.
  /// Returns false, and changes nothing, when the gradient is not finite.
  bool step(std::vector<float>& weights, std::vector<float>& gradient, double learningRate);
  /// Forgets the moments and starts the average anew from `weights`.
  void restart(const std::vector<float>& weights);
  bool averages() const { return options_.emaDecay > 0; }
  const std::vector<float>& average() const { return average_; }

  /// Calls visit on everything that changes, for saving and restoring.
  template <class Visit>
  void visitState(Visit&& visit) {
    visit(first_);
    visit(second_);
    visit(average_);
    visit(steps_);
  }

 private:
  OptimiserOptions options_;
  std::vector<WeightRange> trained_;
  std::vector<float> first_, second_, average_;
  std::int64_t steps_ = 0;
};

/// The learning rate over the peak at `progress` 0..1 of the run; constant and plateau are 1 throughout.
///   cosine    linear rise over warmUpShare, then half a cosine down to finalRatio
///   oneCycle  half a cosine up over warmUpShare (0 means 0.3) from 1/25, then down to finalRatio (Smith 2018)
double scheduleRatio(const ScheduleOptions& options, double progress);

}  // namespace tonewright::training
