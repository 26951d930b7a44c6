#include "training/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "training/initialise.hpp"
#include "training/optimiser.hpp"
#include "training/preEmphasis.hpp"
#include "training/trainerState.hpp"

namespace tonewright::training {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

int threadsFor(const TrainerOptions& options) {
  const int wanted = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(wanted, 1, options.batchSize / kLanes);
}

SegmentDemand demandOf(const std::vector<TrainingPair>& pairs, const TrainerOptions& options) {
  SegmentDemand demand;
  for (const TrainingPair& pair : pairs) demand.lengths.push_back(static_cast<std::int64_t>(pair.target.size()));
  demand.lanes = options.batchSize;
  demand.chunkSamples = options.tbpttSamples;
  demand.preferredChunks = std::max(1, (options.segmentSamples + options.tbpttSamples / 2) / options.tbpttSamples);
  demand.warmUpCost = options.warmUpSamples / 3.0;  // forward only
  demand.jitter = options.jitterSegments;
  return demand;
}

LossScales scalesOf(const ModelSpec& spec, const TrainerOptions& options, const std::vector<TrainingPair>& pairs) {
  std::vector<float> taps =
      preEmphasisTaps(options.loss.preEmphasis, options.loss.preEmphasisCoefficient, spec.sampleRate);
  const double energy = meanEnergy(pairs, {1.0f}), emphasised = meanEnergy(pairs, taps);
  if (!(energy > 0 && emphasised > 0))
    throw std::invalid_argument("The training targets are silent; give recordings with sound in them.");
  return LossScales(options, std::move(taps), energy, emphasised);
}

}  // namespace

struct Trainer::Session {
  enum class Outcome { done, cancelled, diverged };

  const ModelSpec spec;
  const TrainerOptions options;
  const TrainingData data;
  const Kernels& table = kernels(options.instructionSet);
  const LossScales scales = scalesOf(spec, options, data.training);
  const SegmentDemand demand = demandOf(data.training, options);
  const SegmentPlan plan = planSegments(demand);
  const Validation validation{data.validation, options, scales};
  Team team{threadsFor(options)};
  PackedModel packed{spec, table};
  std::vector<LaneGroup> groups;
  std::vector<double> losses;   // [groups], of the last update
  std::vector<float> gradient;  // of the whole batch
  double samples = 0;           // of the training set

  TrainerState now{options, spec};  // moves with every update
  TrainerState epochEnd = now;      // as of the last full epoch
  Clock::time_point begun;
  double lossSum = 0;
  double speed = 0;  // of the last epoch, samples per second

  Session(ModelSpec s, TrainerOptions o, TrainingData d)
      : spec(std::move(s)), options(std::move(o)), data(std::move(d)), gradient(weightCount(spec)) {
    const int groupCount = options.batchSize / kLanes;
    for (int g = 0; g < groupCount; ++g) groups.emplace_back(spec, options, scales, table);
    losses.resize(groups.size());
    for (std::int64_t length : demand.lengths) samples += static_cast<double>(length);
    now.weights = options.initialWeights;
    if (now.weights.empty()) {
      now.weights = initialWeights(spec, options.initialisation, options.longestMemorySamples, now.random);
      if (!options.trainsBiases) clearBiases(spec, now.weights);
    }
    now.best = now.weights;
    now.optimiser.restart(now.weights);
    epochEnd = now;
  }

  double elapsed() const { return epochEnd.seconds + secondsSince(begun); }
  bool timeIsUp() const { return options.timeLimitSeconds > 0 && elapsed() >= options.timeLimitSeconds; }

  double rateAt(double epochsDone) const {
    double progress = epochsDone / options.epochs;
    if (options.timeLimitSeconds > 0) progress = std::max(progress, elapsed() / options.timeLimitSeconds);
    return options.optimiser.learningRate * now.rateFactor * scheduleRatio(options.schedule, progress);
  }

  // Of an update at `epochsDone`; draws a seed only for those who need one.
  Feeding feedingAt(double epochsDone) {
    const auto [first, last] = options.feedback;
    if (first == 0 && last == 0) return {};
    const double span = std::max(1, options.epochs - 1);
    return {first + (last - first) * std::min(1.0, std::floor(epochsDone) / span), now.random.next()};
  }

  // Loss of the next chunk of every group; `gradient` then holds its gradient.
  double backpropagate(const Segment* segments, bool startSegments, Feeding feeding) {
    team.run(static_cast<int>(groups.size()), [&](int g) {
      LaneGroup& group = groups[static_cast<std::size_t>(g)];
      if (startSegments) group.start(packed, data.training, segments + g * kLanes, options.warmUpSamples);
      losses[static_cast<std::size_t>(g)] =
          group.train(packed, options.tbpttSamples, {feeding.share, feeding.seed + static_cast<std::uint64_t>(g)});
    });
    std::fill(gradient.begin(), gradient.end(), 0.0f);
    double loss = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {  // in this order for every number of threads
      const float* part = groups[g].weightGradient();
      for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += part[i];
      loss += losses[g];
    }
    return loss;
  }

  // One update, from the next chunk of every group; false when loss or gradient is not finite.
  bool update(const Segment* segments, bool startSegments, double epochsDone) {
    const double rate = rateAt(epochsDone);
    const double loss = backpropagate(segments, startSegments, feedingAt(epochsDone));
    if (!std::isfinite(loss) || !now.optimiser.step(now.weights, gradient, rate)) return false;
    lossSum += loss;
    packed.pack(now.weights.data());
    return true;
  }

  Outcome runEpoch(const std::atomic<bool>* cancel) {
    const std::vector<Segment> segments = drawSegments(demand, plan, &now.random);
    const auto start = Clock::now();
    lossSum = 0;
    Outcome outcome = Outcome::done;
    const int updates = plan.rounds * plan.chunks;
    int i = 0;
    for (; i < updates && outcome == Outcome::done && !timeIsUp(); ++i) {
      if (cancel && cancel->load(std::memory_order_relaxed)) return Outcome::cancelled;
      const double done = static_cast<double>(now.epoch) + static_cast<double>(i) / updates;
      if (!update(&segments[static_cast<std::size_t>(i / plan.chunks * options.batchSize)], i % plan.chunks == 0, done))
        outcome = Outcome::diverged;
    }
    const double seen = samples * i / updates;
    lossSum *= static_cast<double>(options.batchSize) * options.tbpttSamples / std::max(1.0, seen);
    speed = seen / secondsSince(start);
    return outcome;
  }

  // Back to the best weights at half the rate.
  void recover() {
    ++now.recoveries;
    now.rateFactor *= 0.5;
    now.weights = now.best;
    now.optimiser.restart(now.weights);
    packed.pack(now.weights.data());
  }

  void validate(bool& isBest) {
    const std::vector<float>& candidate = now.optimiser.averages() ? now.optimiser.average() : now.weights;
    packed.pack(candidate.data());
    now.validation = validation(packed, groups, team);
    packed.pack(now.weights.data());
    isBest = now.validation.preEmphasised < now.bestEsr;
    ++now.validationsSinceBest;
    ++now.validationsSinceDrop;
    if (isBest) {
      now.best = candidate;
      now.bestEsr = now.validation.preEmphasised;
      now.bestEpoch = now.epoch;
      now.validationsSinceBest = now.validationsSinceDrop = 0;
    } else if (options.schedule.kind == ScheduleKind::plateau &&
               now.validationsSinceDrop >= options.schedule.plateauPatience) {
      now.rateFactor *= options.schedule.plateauFactor;
      now.validationsSinceDrop = 0;
    }
  }

  // Weights that were given are the best until others are better.
  void validateStart() {
    now.validation = validation(packed, groups, team);
    now.bestEsr = now.validation.preEmphasised;
    epochEnd = now;
  }

  // Validates, keeps the state and reports.
  void endEpoch(const std::function<void(const EpochReport&)>& onEpoch) {
    EpochReport report;
    ++now.epoch;
    report.validated = now.epoch % options.validateEvery == 0 || now.epoch == options.epochs || timeIsUp();
    if (report.validated) validate(report.isBest);
    now.seconds = elapsed();
    begun = Clock::now();
    epochEnd = now;
    report.epoch = static_cast<int>(now.epoch);
    report.epochs = options.epochs;
    report.trainingLoss = lossSum;
    report.validation = now.validation;
    report.bestEpoch = static_cast<int>(now.bestEpoch);
    report.learningRate = rateAt(static_cast<double>(now.epoch));
    report.seconds = now.seconds;
    report.samplesPerSecond = speed;
    report.recoveries = static_cast<int>(now.recoveries);
    if (onEpoch) onEpoch(report);
  }

  StopReason train(const std::function<void(const EpochReport&)>& onEpoch, const std::atomic<bool>* cancel) {
    while (true) {
      if (now.epoch >= options.epochs) return StopReason::epochs;
      if (options.patience > 0 && now.validationsSinceBest >= options.patience) return StopReason::patience;
      if (timeIsUp()) return StopReason::timeLimit;
      const Outcome outcome = runEpoch(cancel);
      if (outcome == Outcome::cancelled) return StopReason::cancelled;
      if (outcome == Outcome::diverged) {
        if (now.recoveries >= options.maxRecoveries) return StopReason::diverged;
        recover();
      }
      endEpoch(onEpoch);
    }
  }

  TrainingResult run(const std::function<void(const EpochReport&)>& onEpoch, const std::atomic<bool>* cancel) {
    begun = Clock::now();
    now = epochEnd;
    packed.pack(now.weights.data());
    if (now.epoch == 0 && !options.initialWeights.empty()) validateStart();
    TrainingResult result;
    result.reason = train(onEpoch, cancel);
    now = epochEnd;
    packed.pack(now.best.data());
    result.validation = validation.exact(packed, groups, team);
    result.weights = now.best;
    result.bestEpoch = static_cast<int>(now.bestEpoch);
    result.epochs = static_cast<int>(now.epoch);
    result.recoveries = static_cast<int>(now.recoveries);
    result.seconds = elapsed();
    return result;
  }
};

Trainer::Trainer(ModelSpec spec, TrainerOptions options, TrainingData data) {
  validate(spec, options, data);
  session_ = std::make_unique<Session>(std::move(spec), std::move(options), std::move(data));
}
Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;

TrainingResult Trainer::run(const std::function<void(const EpochReport&)>& onEpoch, const std::atomic<bool>* cancel) {
  return session_->run(onEpoch, cancel);
}

LossAndGradient Trainer::firstGradient() {
  Session& session = *session_;
  SegmentDemand demand = session.demand;
  demand.jitter = false;
  const std::vector<Segment> segments = drawSegments(demand, planSegments(demand), nullptr);
  session.packed.pack(session.now.weights.data());
  const double loss = session.backpropagate(segments.data(), true, session.feedingAt(0));
  return {loss, session.gradient};
}

std::vector<std::uint8_t> Trainer::state() const {
  return session_->epochEnd.write(fingerprintOf(session_->spec, session_->options, session_->data));
}

void Trainer::restore(std::span<const std::uint8_t> state) {
  session_->epochEnd.read(state, fingerprintOf(session_->spec, session_->options, session_->data));
  session_->now = session_->epochEnd;
}

const std::vector<float>& Trainer::weights() const { return session_->now.weights; }
const std::vector<float>& Trainer::bestWeights() const { return session_->now.best; }

}  // namespace tonewright::training
