// Adam, in the eigenbasis of the gradients or not, its schedule and the running average of the weights.
#pragma once

#include <optional>
#include <vector>

#include "training/eigenbasis.hpp"
#include "training/options.hpp"

namespace tonewright::training {

/// Some of the flat weights: [rows][columns], `stride` floats from row to row.
struct WeightMatrix {
  std::size_t begin = 0, rows = 0, columns = 0, stride = 0;
};

/// What is trained of each layer: its kernels with the biases, if those are trained, below them; a matrix for each
/// gate. Initial states are in none and stay as they are. [any-thread]
std::vector<WeightMatrix> trainedWeights(const ModelSpec& spec, bool trainsBiases);

/// Adam (Kingma and Ba 2015) with decoupled weight decay (AdamW, Loshchilov and Hutter 2019) and an exponential moving
/// average whose decay grows as min(decay, (1 + n) / (10 + n)), so that early weights do not linger. Or SOAP (Vyas et
/// al. 2024, "SOAP: Improving and stabilizing Shampoo using Adam", algorithm 3): the same Adam, but it sees each matrix
/// in the eigenbasis of its gradients, where coordinates that belong together have one step size.
class Optimiser {
 public:
  Optimiser(const OptimiserOptions& options, std::size_t parameters);  // all of them move, as one column
  Optimiser(const OptimiserOptions& options, std::size_t parameters, const std::vector<WeightMatrix>& trained);

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
    for (Part& part : parts_) {
      visit(part.first);
      visit(part.second);
      if (part.basis) part.basis->visitState(visit);
    }
    visit(average_);
    visit(steps_);
  }

 private:
  /// One matrix and its moments, [rows][columns] each; the second moment is of the coordinates in the basis.
  struct Part {
    WeightMatrix matrix;
    std::optional<Eigenbasis> basis;
    std::vector<float> first, second;
  };

  void move(Part& part, float* weights, const float* gradient, double learningRate);
  void enterBasis(Part& part);

  OptimiserOptions options_;
  std::vector<Part> parts_;
  std::vector<float> average_;
  std::vector<float> gradient_, direction_;  // of one part
  std::int64_t steps_ = 0;
};

/// The learning rate over the peak at `progress` 0..1 of the run; constant and plateau are 1 throughout.
///   cosine    linear rise over warmUpShare, then half a cosine down to finalRatio
///   oneCycle  half a cosine up over warmUpShare (0 means 0.3) from 1/25, then down to finalRatio (Smith 2018)
double scheduleRatio(const ScheduleOptions& options, double progress);

}  // namespace tonewright::training
