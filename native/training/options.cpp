#include "training/options.hpp"

#include <algorithm>
#include <cmath>

#include "training/modelCheck.hpp"
#include "training/require.hpp"
#include "training/tensorPlan.hpp"

namespace tonewright::training {
namespace {

void validatePairs(const ModelSpec& spec, const std::vector<TrainingPair>& pairs, const char* name) {
  require(!pairs.empty(), "There are no ", name, " pairs; give at least one recording.");
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const TrainingPair& pair = pairs[i];
    require(!pair.target.empty(), name, " pair ", i, " is empty.");
    const std::size_t inputs = pair.channels.size() + pair.knobs.size();
    require(!pair.channels.empty() && inputs == spec.layers.front().inputs, name, " pair ", i, " has ", inputs,
            " inputs (channels and knobs) but the model expects ", spec.layers.front().inputs, ".");
    const auto finite = [](float x) { return std::isfinite(x); };
    for (const auto& channel : pair.channels) {
      require(channel.size() == pair.target.size(), name, " pair ", i, " has a channel of ", channel.size(),
              " samples but a target of ", pair.target.size(), "; align and cut them to one length.");
      require(std::all_of(channel.begin(), channel.end(), finite), name, " pair ", i, " has non-finite input samples.");
    }
    require(std::all_of(pair.target.begin(), pair.target.end(), finite), name, " pair ", i,
            " has non-finite target samples.");
  }
}

void validateLoss(const LossOptions& loss, int tbpttSamples) {
  const double weights[] = {loss.esr, loss.dc, loss.mse, loss.mae, loss.stft};
  require(std::all_of(std::begin(weights), std::end(weights), [](double w) { return std::isfinite(w) && w >= 0; }),
          "Loss weights must be finite and not negative.");
  require(std::any_of(std::begin(weights), std::end(weights), [](double w) { return w > 0; }),
          "All loss weights are 0; give at least one loss a weight.");
  if (loss.stft == 0) return;
  require(!loss.stftResolutions.empty(), "The STFT loss has a weight but no resolutions.");
  for (const StftResolution& r : loss.stftResolutions) {
    require(
        r.fftSize >= 4 && r.fftSize % 2 == 0 && r.hopSamples > 0 && r.windowSamples > 1 && r.windowSamples <= r.fftSize,
        "STFT resolution ", r.fftSize, "/", r.hopSamples, "/", r.windowSamples,
        ": the FFT size must be even and at least 4, the hop positive, the window at most the FFT size.");
    require(r.windowSamples <= tbpttSamples, "The STFT window of ", r.windowSamples,
            " samples is longer than the TBPTT chunk of ", tbpttSamples, "; use a shorter window or a longer chunk.");
  }
}

void validateNumbers(const TrainerOptions& o) {
  require(o.epochs > 0, "epochs must be at least 1, not ", o.epochs, ".");
  require(o.batchSize > 0 && o.batchSize % kLanes == 0, "batchSize must be a multiple of ", kLanes, ", not ",
          o.batchSize, ".");
  require(o.tbpttSamples > 0, "tbpttSamples must be at least 1, not ", o.tbpttSamples, ".");
  require(o.segmentSamples > 0, "segmentSamples must be at least 1, not ", o.segmentSamples, ".");
  require(o.warmUpSamples >= 0 && o.validationWarmUpSamples >= 0, "Warm-ups cannot be negative.");
  require(o.validateEvery > 0, "validateEvery must be at least 1, not ", o.validateEvery, ".");
  const OptimiserOptions& a = o.optimiser;
  require(a.learningRate > 0 && std::isfinite(a.learningRate), "learningRate must be positive, not ", a.learningRate,
          ".");
  require(a.beta1 >= 0 && a.beta1 < 1 && a.beta2 >= 0 && a.beta2 < 1, "beta1 and beta2 must lie in [0, 1).");
  require(a.epsilon > 0, "epsilon must be positive, not ", a.epsilon, ".");
  require(a.emaDecay >= 0 && a.emaDecay < 1, "emaDecay must lie in [0, 1), not ", a.emaDecay, ".");
  require(a.weightDecay >= 0 && a.clipNorm >= 0, "weightDecay and clipNorm cannot be negative.");
  const ScheduleOptions& s = o.schedule;
  require(s.warmUpShare >= 0 && s.warmUpShare < 1, "warmUpShare must lie in [0, 1), not ", s.warmUpShare, ".");
  require(s.finalRatio >= 0 && s.finalRatio <= 1, "finalRatio must lie in [0, 1], not ", s.finalRatio, ".");
}

void validateFeedback(const ModelSpec& spec, const FeedbackOptions& feedback) {
  const auto isShare = [](double share) { return share >= 0 && share <= 1; };
  require(isShare(feedback.first) && isShare(feedback.last), "The shares of feedback must lie in [0, 1], not ",
          feedback.first, " and ", feedback.last, ".");
  if (feedback.first == 0 && feedback.last == 0) return;
  require(spec.layers.front().inputs == 1 && !spec.skip && spec.inputGain == 1.0f && spec.outputGain == 1.0f,
          "Feedback wants a model with one input, no path around its layers and no gains; leave them out.");
}

void validateMemory(const ModelSpec& spec, const TrainerOptions& o) {
  constexpr double kMegabyte = 1024.0 * 1024.0;
  const auto groups = static_cast<double>(o.batchSize / kLanes);
  const double needed =
      groups * static_cast<double>(TensorPlan(spec).bytes(spec, static_cast<std::size_t>(o.tbpttSamples)));
  require(needed <= kMostTensorBytes, "The layers' outputs over ", o.tbpttSamples, " samples of ", o.batchSize,
          " sequences take ", std::ceil(needed / kMegabyte), " MB; at most ", kMostTensorBytes / kMegabyte,
          " MB are allowed: use a smaller tbpttSamples or batchSize.");
}

}  // namespace

void validate(const ModelSpec& spec, const TrainerOptions& options, const TrainingData& data) {
  checkModel(spec);
  validateNumbers(options);
  validateFeedback(spec, options.feedback);
  validateMemory(spec, options);
  validateLoss(options.loss, options.tbpttSamples);
  validatePairs(spec, data.training, "training");
  validatePairs(spec, data.validation, "validation");
  const std::size_t expected = weightCount(spec), found = options.initialWeights.size();
  require(found == 0 || found == expected, "initialWeights has ", found, " floats but the model has ", expected, ".");
}

}  // namespace tonewright::training
