// What a trainer refuses, each with its reason.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "training/testRuns.hpp"

using namespace tonewright;
using namespace tonewright::training;

TEST_CASE("Layers that do not fit together are refused, each with its reason") {
  const TrainingData data = {{lowPassed(4000, 1)}, {lowPassed(2000, 2)}};
  const auto reason = [&](auto change) {
    ModelSpec spec;
    LayerSpec conv, film, gate;
    conv.type = LayerType::conv;
    conv.outputs = 8;
    conv.taps = 3;
    film.type = LayerType::film;
    film.inputs = film.outputs = 8;
    film.condition = 0;
    film.conditionChannels = 8;
    gate.type = LayerType::gate;
    gate.inputs = 8;
    gate.outputs = 4;
    spec.layers = {conv, film, gate, {LayerType::dense, Activation::linear, 4, 1, true}};
    change(spec.layers);
    return refusal(spec, shortRun(1), data);
  };
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  using Layers = std::vector<LayerSpec>;
  CHECK(reason([](Layers&) {}).empty());
  CHECK(has(reason([](Layers& l) { l[1].source = 1; }), "expected one further up the list"));
  CHECK(has(reason([](Layers& l) { l[0].groups = 3; }), "do not divide"));
  CHECK(has(reason([](Layers& l) { l[0].dilation = 1u << 31; }), "reaches back over"));
  CHECK(has(reason([](Layers& l) { l[1].conditionChannels = 4; }), "expects 4 channels of its condition, which has 8"));
  CHECK(has(reason([](Layers& l) { l[1].condition = kNone; }), "has no condition"));
  CHECK(has(reason([](Layers& l) { l[0].residual = kModelInput; }), "its residual has 1"));
  CHECK(has(reason([](Layers& l) { l[2].inputs = 7; }), "twice as many inputs"));
  CHECK(has(reason([](Layers& l) { l[2].activation = Activation::prelu; }), "may have the activation prelu"));
  CHECK(has(reason([](Layers& l) { l[3].taps = 2; }), "only conv and maxPool may"));
  CHECK(has(reason([](Layers& l) { l[3].hasInitialState = true; }), "only rnn, gru and lstm may"));
  CHECK(has(reason([](Layers& l) { l.pop_back(); }), "must have 1 output, not 4"));
}

TEST_CASE("Bad input is refused with what was expected and what to do") {
  const TrainingData data = {{lowPassed(4000, 1)}, {lowPassed(2000, 2)}};
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };

  TrainerOptions options = shortRun(1);
  options.loss.stft = 1;
  options.loss.stftResolutions = {{128, 32, 128}};
  CHECK(has(refusal(model(LayerType::gru, 4), options, data), "longer than the TBPTT chunk of 64"));
  options = shortRun(1);
  options.batchSize = 20;
  CHECK(has(refusal(model(LayerType::gru, 4), options, data), "multiple of 16"));
  CHECK(has(refusal(model(LayerType::gru, 4, 2), shortRun(1), data), "the model expects 2"));
  CHECK(has(refusal(model(LayerType::gru, 4), shortRun(1), {data.training, {}}), "no validation pairs"));

  options = shortRun(1);
  options.tbpttSamples = 10000000;
  CHECK(has(refusal(model(LayerType::gru, 40), options, data), "use a smaller tbpttSamples or batchSize"));

  TrainingData broken = data;
  broken.training[0].target.pop_back();
  CHECK(has(refusal(model(LayerType::gru, 4), shortRun(1), broken), "align and cut"));
  broken = data;
  broken.training[0].target[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK(has(refusal(model(LayerType::gru, 4), shortRun(1), broken), "non-finite"));
  broken = data;
  std::fill(broken.training[0].target.begin(), broken.training[0].target.end(), 0.0f);
  CHECK(has(refusal(model(LayerType::gru, 4), shortRun(1), broken), "silent"));
}
