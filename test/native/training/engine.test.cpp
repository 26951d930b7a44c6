// What the trainer reports is what the engine plays.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/host.hpp"
#include "engine/pack.hpp"
#include "engine/settle.hpp"
#include "training/random.hpp"
#include "training/testModels.hpp"
#include "training/trainer.hpp"

namespace {

using tonewright::Activation;
using tonewright::LayerSpec;
using tonewright::LayerType;
using tonewright::ModelSpec;

/// Noise through a drive that a knob sets and a further channel modulates.
tonewright::training::TrainingPair recording(std::size_t samples, std::uint64_t seed) {
  tonewright::training::Random random(seed);
  tonewright::training::TrainingPair pair;
  pair.channels.resize(2);
  pair.knobs = {static_cast<float>(random.uniform())};
  for (std::size_t t = 0; t < samples; ++t) {
    const auto x = static_cast<float>(random.uniform() - 0.5), control = std::sin(0.003f * static_cast<float>(t));
    pair.channels[0].push_back(x);
    pair.channels[1].push_back(control);
    pair.target.push_back(std::tanh((1 + 3 * pair.knobs[0]) * x) + 0.2f * control * x);
  }
  return pair;
}

double engineEsr(const ModelSpec& spec, const std::vector<float>& weights,
                 const tonewright::training::TrainingPair& pair) {
  const tonewright::WeightedModel model = tonewright::settled(spec, weights);
  tonewright::HostModel host(tonewright::pack(model.spec, model.weights));
  const std::vector<float> knob(pair.target.size(), pair.knobs[0]);
  std::vector<float> played(pair.target.size());
  std::vector<const float*> inputs = {pair.channels[0].data(), knob.data()};
  for (std::size_t c = 1; c < pair.channels.size(); ++c) inputs.push_back(pair.channels[c].data());
  float* outputs[] = {played.data()};
  host.model().process(inputs.data(), outputs, played.size());
  double error = 0, energy = 0;
  for (std::size_t t = 0; t < played.size(); ++t) {
    const double e = played[t] - pair.target[t];
    error += e * e;
    energy += static_cast<double>(pair.target[t]) * pair.target[t];
  }
  return error / energy;
}

}  // namespace

TEST_CASE("The engine plays a trained model with the ESR that the trainer reports") {
  const LayerSpec out = {LayerType::dense, Activation::linear, 5, 1, true};
  for (const LayerSpec& layer : {LayerSpec{LayerType::gru, Activation::tanh, 3, 5, true},
                                 LayerSpec{LayerType::gru, Activation::tanh, 3, 5, false},
                                 LayerSpec{LayerType::lstm, Activation::tanh, 3, 5, true},
                                 LayerSpec{LayerType::rnn, Activation::tanh, 3, 5, true},
                                 LayerSpec{LayerType::dense, Activation::elu, 3, 5, true}}) {
    ModelSpec spec;
    spec.layers = {layer, {LayerType::dense, Activation::gelu, 5, 5, true}, out};
    spec.skip = true;
    spec.inputGain = 1.5f;
    spec.outputGain = 0.7f;
    tonewright::training::TrainerOptions options;
    options.epochs = 5;
    options.tbpttSamples = 64;
    options.segmentSamples = 1024;
    const tonewright::training::TrainingPair validation = recording(10000, 2);
    tonewright::training::Trainer trainer(spec, options, {{recording(20000, 1)}, {validation}});
    const tonewright::training::TrainingResult result = trainer.run();
    CHECK(result.validation.plain < 1.0);
    CHECK(engineEsr(spec, result.weights, validation) == doctest::Approx(result.validation.plain).epsilon(1e-3));
  }
}

TEST_CASE(
    "The engine plays trained WaveNets, TCNs and hybrids with the ESR that the trainer reports, from the start on") {
  std::vector<tonewright::training::NamedModel> models = tonewright::training::graphModels();
  models.push_back({"hybrid that settles", models.back().spec});
  models.back().spec.settleSamples = 1000;
  for (const auto& [name, spec] : models) {
    CAPTURE(name);
    tonewright::training::TrainerOptions options;
    options.epochs = 2;
    options.tbpttSamples = 256;
    options.segmentSamples = 1024;
    tonewright::training::TrainingPair training = recording(20000, 1), validation = recording(300, 2);
    training.channels.pop_back();
    validation.channels.pop_back();
    tonewright::training::Trainer trainer(spec, options, {{training}, {validation}});
    const tonewright::training::TrainingResult result = trainer.run();
    CHECK(engineEsr(spec, result.weights, validation) == doctest::Approx(result.validation.plain).epsilon(1e-3));
  }
}
