// Trains a model on dry and wet recordings by truncated back-propagation through time (TBPTT).
//
//   TrainerOptions options;
//   options.epochs = 50;
//   Trainer trainer(spec, options, {{trainingPair}, {validationPair}});
//   TrainingResult result = trainer.run([](const EpochReport& r) { printf("%d %g\n", r.epoch, r.validation.plain); });
//
// Without a time limit a run is deterministic: the same seed, data and options give bit-identical weights for any
// number of threads, and a run that is saved and restored goes on as if it had never stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "training/options.hpp"
#include "training/validation.hpp"

namespace tonewright::training {

struct EpochReport {
  int epoch = 0;  // epochs done, from 1
  int epochs = 0;
  double trainingLoss = 0;   // weighted sum of losses, mean over the epoch (while the weights moved)
  bool validated = false;    // whether this epoch was validated; else `validation` is the last one's
  ValidationEsr validation;  // of the averaged weights when there is averaging
  bool isBest = false;
  int bestEpoch = 0;
  double learningRate = 0;      // at the epoch's end
  double seconds = 0;           // since the run began, over all sessions
  double samplesPerSecond = 0;  // training samples over the epoch's training time
  int recoveries = 0;           // divergences so far, each answered by the best weights at half the rate
};

enum class StopReason { epochs, patience, timeLimit, cancelled, diverged };

struct TrainingResult {
  std::vector<float> weights;  // the best by validation (pre-emphasised ESR), in the order of engine/spec.hpp
  ValidationEsr validation;    // of `weights`, each recording in one run from zero state
  int bestEpoch = 0;
  int epochs = 0;
  StopReason reason = StopReason::epochs;
  int recoveries = 0;
  double seconds = 0;
};

struct LossAndGradient {
  double loss = 0;
  std::vector<float> gradient;  // in the order of engine/spec.hpp
};

class Trainer {
 public:
  /// Takes the data; threads start here. Throws std::invalid_argument (see `validate`). [init]
  Trainer(ModelSpec spec, TrainerOptions options, TrainingData data);
  ~Trainer();
  Trainer(Trainer&&) noexcept;

  /// Trains until the epochs, the patience or the time are used up; `onEpoch` is called on this thread after each
  /// epoch. `cancel` may be set by any thread and is read between updates. Call again to go on after a cancel (the
  /// epoch that was cut short is done anew). Blocks; one thread at a time.
  TrainingResult run(const std::function<void(const EpochReport&)>& onEpoch = {},
                     const std::atomic<bool>* cancel = nullptr);

  /// Loss and gradient of the present weights over the first chunk of the first batch, the recordings cut in order and
  /// unmoved: what the first update would see. For checks against other engines. Same rule as `run`.
  LossAndGradient firstGradient();

  /// The whole state as of the end of the last full epoch. Not while `run` runs, but for within `onEpoch`.
  std::vector<std::uint8_t> state() const;
  /// Goes back to a state of a trainer with the same model, data and options (epochs, time limit, patience and threads
  /// may differ). Throws std::invalid_argument when it is damaged or belongs to another model or data.
  void restore(std::span<const std::uint8_t> state);

  /// Present weights (of the last update), best so far. Same rule as `state`.
  const std::vector<float>& weights() const;
  const std::vector<float>& bestWeights() const;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace tonewright::training
