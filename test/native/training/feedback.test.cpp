// Models whose input is their own last output: the fast network's gradient against finite differences of the reference,
// and what is learnt that way.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "training/network.hpp"
#include "training/reference/network.hpp"
#include "training/testModels.hpp"
#include "training/testRuns.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

ModelSpec convolutions() {
  ModelSpec spec;
  spec.layers = {conv(Activation::tanh, 1, 3, 2, 3), conv(Activation::softSign, 3, 2, 3, 1),
                 conv(Activation::linear, 2, 1, 1, 1)};
  return spec;
}

std::vector<NamedModel> continuingModels() {
  ModelSpec before = model(LayerType::gru, 4);
  before.layers[0].resetAfter = false;
  return {{"rnn", model(LayerType::rnn, 4)}, {"gru", model(LayerType::gru, 4)},
          {"gru, reset before", before},     {"lstm", model(LayerType::lstm, 4)},
          {"convolutions", convolutions()},  {"WaveNet", waveNet(1, 3, {1, 2, 4}, false)}};
}

std::vector<double> noise(std::size_t count, double scale, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<float>(scale * (2 * random.uniform() - 1));
  return values;
}

/// sum(up * output) of the reference, which is fed where `fed` says so: run anew for each sample that is fed.
double fedSum(const reference::Network<double>& start, std::vector<double> input, const std::vector<double>& fed,
              const std::vector<double>& up) {
  std::vector<double> output;
  for (std::size_t t = 0; t < input.size(); ++t) {
    if (t > 0 && fed[t] != 0) input[t] = output[t - 1];
    output = reference::Network<double>(start).run(input);
  }
  double sum = 0;
  for (std::size_t t = 0; t < input.size(); ++t) sum += up[t] * output[t];
  return sum;
}

TrainingPair sine(std::size_t samples) {
  TrainingPair pair;
  pair.channels.resize(1);
  for (std::size_t t = 0; t < samples; ++t) {
    const auto at = [](std::size_t n) {
      return static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * static_cast<double>(n) / 20 + 0.5));
    };
    pair.channels[0].push_back(at(t));
    pair.target.push_back(at(t + 1));
  }
  return pair;
}

}  // namespace

TEST_CASE("The gradient goes back through what was fed, over several chunks but not past their borders") {
  constexpr std::size_t kSteps = 14;
  constexpr double kStep = 1e-4;
  const std::vector<double> input = noise(kSteps, 1.0, 2), up = noise(kSteps, 1.0, 3);
  std::vector<double> fed(kSteps);
  for (std::size_t t = 0; t < kSteps; ++t) fed[t] = t % 4 != 3;
  for (const auto& [name, spec] : continuingModels()) {
    CAPTURE(name);
    const std::vector<double> weights = noise(weightCount(spec), 0.7, 1);
    Network network(spec, kernels(), static_cast<int>(kSteps));
    PackedModel packed(spec, kernels());
    packed.pack(std::vector<float>(weights.begin(), weights.end()).data());
    network.reset(packed);
    std::vector<float> gradient(weights.size());
    AlignedFloats fedLanes(kSteps * kLanes), upLanes(kSteps * kLanes);
    for (std::size_t i = 0; i < kSteps * kLanes; ++i) {
      fedLanes.data()[i] = static_cast<float>(fed[i / kLanes]);
      upLanes.data()[i] = static_cast<float>(up[i / kLanes]) / kLanes;
      network.input()[i] = static_cast<float>(input[i / kLanes]);
    }
    network.forward(packed, kSteps, fedLanes.data());
    double sum = 0;
    for (std::size_t i = 0; i < kSteps * kLanes; ++i) sum += upLanes.data()[i] * network.output()[i];
    reference::Network<double> start(spec, weights, static_cast<int>(kSteps));
    start.settle();
    CHECK(sum == doctest::Approx(fedSum(start, input, fed, up)).epsilon(1e-5));
    network.backward(packed, kSteps, upLanes.data(), gradient.data(), fedLanes.data());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto sumAt = [&](double w) {
        std::vector<double> moved = weights;
        moved[i] = w;
        reference::Network<double> other = start;  // the same history
        other.setWeights(moved);
        return fedSum(other, input, fed, up);
      };
      const double difference = (sumAt(weights[i] + kStep) - sumAt(weights[i] - kStep)) / (2 * kStep);
      CHECK(gradient[i] == doctest::Approx(difference).epsilon(1e-4).scale(1.0));
    }
  }
}

TEST_CASE("What is fed at a chunk's start is the output before it") {
  for (const auto& [name, spec] : continuingModels()) {
    CAPTURE(name);
    const std::vector<double> weights = noise(weightCount(spec), 0.7, 1), input = noise(1, 1.0, 2);
    PackedModel packed(spec, kernels());
    packed.pack(std::vector<float>(weights.begin(), weights.end()).data());
    const std::vector<float> fed(30 * kLanes, 1.0f);
    const auto run = [&](std::vector<int> chunks) {
      Network network(spec, kernels(), 30);
      network.reset(packed);
      std::fill_n(network.input(), kLanes, static_cast<float>(input[0]));
      std::vector<float> output;
      for (int steps : chunks) {
        network.forward(packed, steps, fed.data());
        output.insert(output.end(), network.output(), network.output() + steps * kLanes);
      }
      return output;
    };
    CHECK(run({30}) == run({7, 1, 22}));
  }
}

TEST_CASE("An LSTM that is weaned from its teacher plays a sine on its own from the first sample") {
  const TrainingData data{{sine(400)}, {sine(400)}};
  TrainerOptions options = shortRun(1500);
  options.loss.preEmphasis = PreEmphasis::none;
  options.tbpttSamples = 50;
  options.segmentSamples = 400;
  options.warmUpSamples = 0;
  options.jitterSegments = false;
  options.feedback = {0.0, 1.0};
  const TrainingResult weaned = Trainer(model(LayerType::lstm, 12), options, data).run();
  CHECK(weaned.validation.plain < 0.1);

  options.feedback = {};
  const std::vector<float> taught = Trainer(model(LayerType::lstm, 12), options, data).run().weights;
  options.feedback = {1.0, 1.0};
  options.epochs = 1;
  options.optimiser.learningRate = 1e-12;
  options.initialWeights = taught;
  const double alone = Trainer(model(LayerType::lstm, 12), options, data).run().validation.plain;
  CHECK(alone > 3 * weaned.validation.plain);
}

TEST_CASE("Weights to start from stay the best until others are better, and feedback repeats bit for bit") {
  const TrainingData data{{sine(400)}, {sine(400)}};
  TrainerOptions options = shortRun(30);
  options.feedback = {0.2, 0.8};
  const TrainingResult first = Trainer(model(LayerType::gru, 8), options, data).run();
  CHECK(first.weights == Trainer(model(LayerType::gru, 8), options, data).run().weights);

  options.initialWeights = first.weights;
  options.epochs = 1;
  options.optimiser.learningRate = 1.0;  // leads away
  options.optimiser.clipNorm = 0.0;
  const TrainingResult second = Trainer(model(LayerType::gru, 8), options, data).run();
  CHECK(second.bestEpoch == 0);
  CHECK(second.weights == first.weights);
}

TEST_CASE("Feedback is refused where a model cannot hear itself") {
  TrainerOptions options = shortRun(1);
  const TrainingData data{{sine(400)}, {sine(400)}};
  options.feedback = {0.0, 0.5};
  CHECK(refusal(model(LayerType::gru, 4, 1, true), options, data).find("no path around its layers") !=
        std::string::npos);
  options.feedback = {0.0, 1.5};
  CHECK(refusal(model(LayerType::gru, 4), options, data).find("[0, 1]") != std::string::npos);
}
