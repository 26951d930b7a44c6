// Whole runs: what is learnt, that runs repeat bit for bit, and how they end.
#include "training/trainer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "training/initialise.hpp"
#include "training/testModels.hpp"
#include "training/testRuns.hpp"

using namespace tonewright;
using namespace tonewright::training;

TEST_CASE("Every recurrent layer learns a one-pole low-pass to an ESR below 1e-3") {
  for (LayerType type : {LayerType::rnn, LayerType::gru, LayerType::lstm}) {
    TrainerOptions options = shortRun(100);
    options.loss.preEmphasis = PreEmphasis::none;
    options.optimiser.learningRate = 0.02;
    Trainer trainer(model(type, 8), options, {{lowPassed(48000, 1)}, {lowPassed(12000, 2)}});
    CHECK(trainer.run().validation.plain < 1e-3);
  }
}

TEST_CASE("A chain of dilated convolutions learns an echo and a clipper to an ESR below 1e-3") {
  const auto echo = [](std::uint64_t seed) {
    std::vector<float> past(21);
    std::size_t at = 0;
    return record(48000, seed, [past, at](float x) mutable {
      const float delayed = past[at];
      past[at] = x;
      at = (at + 1) % past.size();
      return std::tanh(2 * x) + 0.5f * delayed;
    });
  };
  ModelSpec spec;
  for (std::uint32_t dilation : {1u, 3u, 9u}) {
    LayerSpec conv;
    conv.type = LayerType::conv;
    conv.activation = Activation::prelu;
    conv.inputs = dilation == 1 ? 1 : 8;
    conv.outputs = 8;
    conv.taps = 3;
    conv.dilation = dilation;
    spec.layers.push_back(conv);
  }
  spec.layers.push_back({LayerType::dense, Activation::linear, 8, 1, true});
  TrainerOptions options = shortRun(60);
  options.loss.preEmphasis = PreEmphasis::none;
  options.tbpttSamples = 256;
  Trainer trainer(spec, options, {{echo(1)}, {echo(2)}});
  CHECK(trainer.run().validation.plain < 1e-3);
}

TEST_CASE("An initial state stays as it is, whatever the decay and the averaging") {
  ModelSpec spec = model(LayerType::lstm, 3);
  spec.layers[0].hasInitialState = true;
  TrainerOptions options = shortRun(3);
  options.optimiser.weightDecay = 0.1;
  options.optimiser.emaDecay = 0.99;
  const std::size_t end = weightCount(spec.layers[0]), begin = end - 6;
  options.initialWeights.resize(weightCount(spec));
  for (std::size_t i = 0; i < options.initialWeights.size(); ++i)
    options.initialWeights[i] = 0.3f * std::sin(static_cast<float>(i));
  const std::vector<float> weights =
      Trainer(spec, options, {{lowPassed(20000, 1)}, {lowPassed(5000, 2)}}).run().weights;
  for (std::size_t i = begin; i < end; ++i) CHECK(weights[i] == options.initialWeights[i]);
  CHECK(weights[begin - 1] != options.initialWeights[begin - 1]);
  CHECK(weights[end] != options.initialWeights[end]);
}

TEST_CASE("Without biases they are 0 in the end as at first, in every kind of layer") {
  for (const auto& [name, spec] : graphModels()) {
    CAPTURE(name);
    TrainerOptions options = shortRun(2);
    options.trainsBiases = false;
    TrainingPair pair = driven(4000, 3, 0.5f);
    const std::vector<float> weights = Trainer(spec, options, {{pair}, {pair}}).run().weights;
    std::vector<float> cleared = weights;
    clearBiases(spec, cleared);
    CHECK(weights == cleared);
    CHECK(std::count(weights.begin(), weights.end(), 0.0f) < static_cast<std::ptrdiff_t>(weights.size()) / 2);
  }
}

TEST_CASE("A dense layer with a knob learns a tanh drive for each knob value") {
  ModelSpec spec = model(LayerType::dense, 12, 2);
  TrainerOptions options = shortRun(150);
  options.loss.preEmphasis = PreEmphasis::none;
  TrainingData data;
  for (float drive : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) data.training.push_back(driven(9600, 3, drive));
  data.validation = {driven(4800, 4, 0.4f), driven(4800, 5, 0.9f)};
  CHECK(Trainer(spec, options, data).run().validation.plain < 1e-3);
}

TEST_CASE("A further channel reaches the model sample by sample, after the knobs") {
  const auto modulated = [](std::uint64_t seed) {
    TrainingPair pair = record(24000, seed, [](float) { return 0.0f; });
    pair.knobs = {0.5f};
    pair.channels.emplace_back();
    for (std::size_t t = 0; t < pair.target.size(); ++t) {
      pair.channels[1].push_back(std::sin(0.01f * static_cast<float>(t)));
      pair.target[t] = 0.5f * pair.channels[0][t] + 0.3f * pair.channels[1][t];
    }
    return pair;
  };
  ModelSpec spec;
  spec.layers = {{LayerType::dense, Activation::linear, 3, 1, true}};
  TrainerOptions options = shortRun(40);
  options.loss.preEmphasis = PreEmphasis::none;
  const TrainingResult result = Trainer(spec, options, {{modulated(1)}, {modulated(2)}}).run();
  CHECK(result.weights[0] == doctest::Approx(0.5).epsilon(1e-3));
  CHECK(result.weights[2] == doctest::Approx(0.3).epsilon(1e-3));
}

TEST_CASE("Gains and skip mean what engine/spec.hpp says") {
  ModelSpec spec;
  spec.layers = {{LayerType::dense, Activation::linear, 1, 1, true}};
  spec.skip = true;
  spec.inputGain = 2.0f;
  spec.outputGain = 0.5f;
  TrainerOptions options = shortRun(40);
  options.loss.preEmphasis = PreEmphasis::none;
  const auto amplified = [](std::uint64_t seed) { return record(12000, seed, [](float x) { return 1.25f * x; }); };
  const TrainingResult result = Trainer(spec, options, {{amplified(1)}, {amplified(2)}}).run();
  CHECK(result.weights[0] == doctest::Approx(0.25).epsilon(1e-3));  // 0.5 (w 2 x + 2 x) = 1.25 x
}

TEST_CASE("The same seed gives bit-identical weights with 1, 2 and 3 threads, another seed others") {
  const auto weightsWith = [](int threads, std::uint64_t seed) {
    TrainerOptions options = shortRun(3);
    options.batchSize = 64;
    options.segmentSamples = 256;
    options.threads = threads;
    options.seed = seed;
    options.optimiser.clipNorm = 0.1;
    return Trainer(model(LayerType::gru, 6), options, {{lowPassed(40000, 1)}, {lowPassed(5000, 2)}}).run().weights;
  };
  const std::vector<float> weights = weightsWith(1, 1);
  CHECK(weightsWith(2, 1) == weights);
  CHECK(weightsWith(3, 1) == weights);
  CHECK(weightsWith(1, 2) != weights);
}

TEST_CASE("A run that is saved and restored ends with the weights of one that never stopped") {
  for (ScheduleKind kind : {ScheduleKind::cosine, ScheduleKind::plateau}) {
    TrainerOptions options = shortRun(6);
    options.optimiser.emaDecay = 0.99;
    options.optimiser.weightDecay = 0.01;
    options.schedule.kind = kind;
    options.schedule.plateauPatience = 1;
    const TrainingData data = {{lowPassed(20000, 1)}, {lowPassed(5000, 2)}};
    Trainer whole(model(LayerType::lstm, 5), options, data);
    std::vector<std::uint8_t> saved;
    whole.run([&](const EpochReport& report) {
      if (report.epoch == 3) saved = whole.state();
    });
    Trainer resumed(model(LayerType::lstm, 5), options, data);
    resumed.restore(saved);
    const TrainingResult result = resumed.run();
    CHECK(resumed.weights() == whole.weights());
    CHECK(result.weights == whole.bestWeights());
    CHECK(result.epochs == 6);
  }
}

TEST_CASE("Convolutions around an LSTM train alike on any number of threads, and after a restart") {
  ModelSpec spec = model(LayerType::lstm, 5, 4);
  LayerSpec conv;
  conv.type = LayerType::conv;
  conv.outputs = 4;
  conv.taps = 3;
  conv.dilation = 16;
  spec.layers.insert(spec.layers.begin(), conv);
  conv.inputs = conv.conditionChannels = 1;
  conv.outputs = 1;
  conv.condition = kModelInput;
  conv.residual = 2;
  spec.layers.push_back(conv);
  const TrainingData data = {{lowPassed(40000, 1)}, {lowPassed(5000, 2)}};
  TrainerOptions options = shortRun(4);
  options.batchSize = 48;
  Trainer whole(spec, options, data);
  std::vector<std::uint8_t> saved;
  whole.run([&](const EpochReport& report) {
    if (report.epoch == 2) saved = whole.state();
  });
  for (int threads : {2, 3}) {
    options.threads = threads;
    Trainer resumed(spec, options, data);
    resumed.restore(saved);
    resumed.run();
    CHECK(resumed.weights() == whole.weights());
  }
}

TEST_CASE("A cancelled run keeps its last full epoch and goes on from there as if never stopped") {
  const TrainingData data = {{lowPassed(20000, 1)}, {lowPassed(5000, 2)}};
  Trainer whole(model(LayerType::gru, 4), shortRun(5), data), cancelled(model(LayerType::gru, 4), shortRun(5), data);
  whole.run();
  std::atomic<bool> cancel = false;
  const TrainingResult part = cancelled.run([&](const EpochReport& report) { cancel = report.epoch == 2; }, &cancel);
  CHECK(part.reason == StopReason::cancelled);
  CHECK(part.epochs == 2);
  CHECK(cancelled.run().reason == StopReason::epochs);
  CHECK(cancelled.weights() == whole.weights());
}

TEST_CASE("A state that is damaged, cut short or of another model is refused") {
  const TrainingData data = {{lowPassed(4000, 1)}, {lowPassed(2000, 2)}};
  Trainer trainer(model(LayerType::gru, 4), shortRun(1), data), other(model(LayerType::gru, 5), shortRun(1), data);
  std::vector<std::uint8_t> state = trainer.state();
  CHECK_NOTHROW(trainer.restore(state));
  CHECK_THROWS_AS(other.restore(state), std::invalid_argument);
  CHECK_THROWS_AS(trainer.restore(std::span(state).first(state.size() / 2)), std::invalid_argument);
  CHECK_THROWS_AS(trainer.restore(std::span(state).first(3)), std::invalid_argument);
  state[state.size() / 2] ^= 1;
  CHECK_THROWS_AS(trainer.restore(state), std::invalid_argument);
}

TEST_CASE("A rate that blows the model up is noticed, answered by the best weights and in the end given up") {
  TrainerOptions options = shortRun(50);
  options.optimiser.learningRate = 1e30;
  options.maxRecoveries = 2;
  ModelSpec spec;
  spec.layers = {{LayerType::dense, Activation::linear, 1, 1, true}};
  const TrainingResult result = Trainer(spec, options, {{lowPassed(20000, 1)}, {lowPassed(5000, 2)}}).run();
  CHECK(result.reason == StopReason::diverged);
  CHECK(result.recoveries == 2);
  CHECK(std::all_of(result.weights.begin(), result.weights.end(), [](float w) { return std::isfinite(w); }));
  CHECK(std::isfinite(result.validation.plain));
}

TEST_CASE("The training ESR of a model at rest is the validation ESR of the same recording") {
  TrainerOptions options = shortRun(1);
  options.optimiser.learningRate = 1e-12;
  options.longestMemorySamples = 0;
  options.warmUpSamples = options.validationWarmUpSamples = 2000;
  const TrainingPair pair = lowPassed(30000, 1);
  double training = 0;
  const TrainingResult result =
      Trainer(model(LayerType::gru, 4), options, {{pair}, {pair}}).run([&](const EpochReport& report) {
        training = report.trainingLoss;
        CHECK(report.validation.preEmphasised == doctest::Approx(training).epsilon(1e-3));
      });
  CHECK(result.validation.preEmphasised == doctest::Approx(training).epsilon(1e-3));
}

TEST_CASE("Patience ends a run that no longer improves") {
  TrainerOptions options = shortRun(100);
  options.optimiser.learningRate = 1e-30;
  options.patience = 3;
  const TrainingResult result =
      Trainer(model(LayerType::gru, 4), options, {{lowPassed(4000, 1)}, {lowPassed(2000, 2)}}).run();
  CHECK(result.reason == StopReason::patience);
  CHECK(result.epochs == 4);
}

TEST_CASE("A time limit ends a run, with a result") {
  TrainerOptions options = shortRun(1000000);
  options.timeLimitSeconds = 0.05;
  std::vector<double> rates;
  const TrainingResult result = Trainer(model(LayerType::gru, 4), options, {{lowPassed(4000, 1)}, {lowPassed(2000, 2)}})
                                    .run([&](const EpochReport& report) { rates.push_back(report.learningRate); });
  CHECK(result.reason == StopReason::timeLimit);
  CHECK(rates.back() == doctest::Approx(0.01 * options.optimiser.learningRate));  // the schedule has run to its end
}

TEST_CASE("All losses together train a stack of layers") {
  TrainerOptions options = shortRun(8);
  options.loss = {1.0, 0.5, 0.1, 0.1, 0.2, PreEmphasis::aWeighting, 0.85, {{64, 16, 64}, {32, 8, 32}}};
  ModelSpec spec;
  spec.layers = {{LayerType::gru, Activation::tanh, 1, 4, false},
                 {LayerType::lstm, Activation::tanh, 4, 3, true},
                 {LayerType::dense, Activation::gelu, 3, 4, true},
                 {LayerType::dense, Activation::linear, 4, 1, true}};
  std::vector<double> losses;
  Trainer(spec, options, {{lowPassed(20000, 1)}, {lowPassed(5000, 2)}}).run([&](const EpochReport& report) {
    losses.push_back(report.trainingLoss);
  });
  CHECK(losses.back() < 0.5 * losses.front());
}
