#include "trainerOptions.hpp"

namespace tonewright::addon {

namespace {

using training::Initialisation;
using training::LossOptions;
using training::OptimiserOptions;
using training::PreEmphasis;
using training::ScheduleKind;
using training::ScheduleOptions;
using training::TrainerOptions;
using training::TrainingPair;

constexpr Names<ScheduleKind, 4> kSchedules{{{"constant", ScheduleKind::constant},
                                             {"plateau", ScheduleKind::plateau},
                                             {"cosine", ScheduleKind::cosine},
                                             {"one-cycle", ScheduleKind::oneCycle}}};

constexpr Names<double LossOptions::*, 5> kLosses{{{"esr", &LossOptions::esr},
                                                   {"dc", &LossOptions::dc},
                                                   {"mse", &LossOptions::mse},
                                                   {"mae", &LossOptions::mae},
                                                   {"mrstft", &LossOptions::stft}}};

constexpr Names<Initialisation, 2> kInitialisations{
    {{"uniform", Initialisation::uniform}, {"orthogonal", Initialisation::orthogonal}}};

enum class Optimiser { adam, adamw, soap };

constexpr Names<Optimiser, 3> kOptimisers{
    {{"adam", Optimiser::adam}, {"adamw", Optimiser::adamw}, {"soap", Optimiser::soap}}};

Napi::Array array(const Napi::Object& object, const char* name) {
  const Napi::Value value = required(object, name);
  if (!value.IsArray()) throw std::invalid_argument(std::string("expected an array in '") + name + "'");
  return value.As<Napi::Array>();
}

Napi::Object element(const Napi::Array& values, std::uint32_t index, const char* name) {
  const Napi::Value value = values.Get(index);
  if (!value.IsObject()) throw std::invalid_argument(std::string("expected objects in '") + name + "'");
  return value.As<Napi::Object>();
}

LossOptions lossOptions(const Napi::Object& object) {
  LossOptions loss;
  loss.esr = 0.0;
  const Napi::Array terms = array(object, "loss");
  for (std::uint32_t i = 0; i < terms.Length(); ++i) {
    const Napi::Object term = element(terms, i, "loss");
    loss.*choice(term, "kind", kLosses) += number(term, "weight");
  }
  const Napi::Value preEmphasis = required(object, "preEmphasis");
  if (preEmphasis.IsNumber()) {
    loss.preEmphasisCoefficient = preEmphasis.As<Napi::Number>().DoubleValue();
    loss.preEmphasis = loss.preEmphasisCoefficient == 0.0 ? PreEmphasis::none : PreEmphasis::firstOrder;
  } else {
    constexpr Names<PreEmphasis, 1> names{{{"a-weighting", PreEmphasis::aWeighting}}};
    loss.preEmphasis = choice(preEmphasis, "preEmphasis", names);
  }
  return loss;
}

OptimiserOptions optimiserOptions(const Napi::Object& object) {
  OptimiserOptions optimiser;
  const Optimiser kind = choice(object, "optimiser", kOptimisers);
  optimiser.learningRate = number(object, "learningRate");
  optimiser.isInEigenbasis = kind == Optimiser::soap;
  optimiser.weightDecay = kind == Optimiser::adam ? 0.0 : number(object, "weightDecay");
  optimiser.clipNorm = number(object, "clip");
  optimiser.emaDecay = number(object, "ema");
  return optimiser;
}

std::vector<TrainingPair> pairs(const Napi::Object& object, const char* name) {
  std::vector<TrainingPair> result;
  const Napi::Array values = array(object, name);
  for (std::uint32_t i = 0; i < values.Length(); ++i) {
    const Napi::Object value = element(values, i, name);
    const std::span<const float> audio = floats(required(value, "audio"), "audio");
    const std::span<const float> target = floats(required(value, "target"), "target");
    TrainingPair pair;
    pair.channels.emplace_back(audio.begin(), audio.end());
    pair.target.assign(target.begin(), target.end());
    const Napi::Array controls = array(value, "controls");
    for (std::uint32_t k = 0; k < controls.Length(); ++k) {
      pair.knobs.push_back(controls.Get(k).ToNumber().FloatValue());
    }
    result.push_back(std::move(pair));
  }
  return result;
}

}  // namespace

TrainerOptions trainerOptions(const Napi::Object& object) {
  TrainerOptions options;
  options.seed = static_cast<std::uint64_t>(number(object, "seed"));
  options.epochs = whole(object, "epochs", 1);
  options.timeLimitSeconds = number(object, "maxSeconds");
  options.batchSize = whole(object, "batch", 1);
  options.tbpttSamples = whole(object, "tbpttSamples", 1);
  options.segmentSamples = whole(object, "segmentSamples", 1);
  options.warmUpSamples = whole(object, "warmupSamples");
  if (object.Get("fromRest").ToBoolean()) {
    options.jitterSegments = false;
    options.validationWarmUpSamples = 0;
  }
  if (!object.Get("initialisation").IsUndefined())
    options.initialisation = choice(object, "initialisation", kInitialisations);
  options.trainsBiases = !object.Get("withoutBiases").ToBoolean();
  options.longestMemorySamples = number(object, "longestMemorySamples");
  options.threads = whole(object, "threads");
  options.patience = whole(object, "patience");
  options.loss = lossOptions(object);
  options.optimiser = optimiserOptions(object);
  options.schedule.kind = choice(object, "schedule", kSchedules);
  options.schedule.warmUpShare = number(object, "learningRateWarmup");
  options.schedule.finalRatio = number(object, "finalLearningRate");
  const Napi::Value feedback = object.Get("feedback");
  if (feedback.IsObject()) {
    options.feedback.first = number(feedback.As<Napi::Object>(), "first");
    options.feedback.last = number(feedback.As<Napi::Object>(), "last");
  }
  const Napi::Value initial = object.Get("initialWeights");
  if (!initial.IsUndefined()) {
    const std::span<const float> weights = floats(initial, "initialWeights");
    options.initialWeights.assign(weights.begin(), weights.end());
  }
  return options;
}

training::TrainingData trainingData(const Napi::Object& object) {
  return {pairs(object, "training"), pairs(object, "validation")};
}

}  // namespace tonewright::addon
