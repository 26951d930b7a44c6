// What a host may rely on: refusals with their reasons, silence at the start, no allocation, recovery.
#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>

#include "../allocations.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using rtneural::RtNeuralModel;
using rtneural::Sizes;

namespace {

std::string refusalOf(const ModelSpec& spec, Sizes sizes = Sizes::best) {
  try {
    const RtNeuralModel model(spec, randomWeights(spec), sizes);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

/// Two channels by a dense layer, then a layer from two to two of which `change` makes what is under test.
std::string refusalOf(LayerType type, void (*change)(LayerSpec&)) {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 1, 2, true, Activation::linear), layerOf(type, 2, 2)};
  change(spec.layers[1]);
  return refusalOf(spec);
}

struct Refused {
  const char* reason;
  LayerType type;
  void (*change)(LayerSpec&);
};

const Refused kRefused[] = {
    {"no simple recurrent layer", LayerType::rnn, [](LayerSpec&) {}},
    {"GRU resets after", LayerType::gru, [](LayerSpec& layer) { layer.resetAfter = false; }},
    {"starts from a state of its own", LayerType::lstm, [](LayerSpec& layer) { layer.hasInitialState = true; }},
    {"tanh, relu, sigmoid, elu and prelu only", LayerType::dense,
     [](LayerSpec& layer) { layer.activation = Activation::gelu; }},
    {"tanh, relu, sigmoid, elu and prelu only", LayerType::conv,
     [](LayerSpec& layer) { layer.activation = Activation::hardTanh; }},
    {"reads another layer", LayerType::dense,
     [](LayerSpec& layer) {
       layer.source = kModelInput;
       layer.inputs = 1;
     }},
    {"adds a residual", LayerType::activation, [](LayerSpec& layer) { layer.residual = 0; }},
    {"has a condition", LayerType::conv,
     [](LayerSpec& layer) {
       layer.condition = kModelInput;
       layer.conditionChannels = 1;
     }},
    {"no gate layer", LayerType::gate, [](LayerSpec& layer) { layer.outputs = 1; }},
    {"no pooling layer", LayerType::maxPool,
     [](LayerSpec& layer) {
       layer.taps = 2;
       layer.activation = Activation::linear;
     }},
    {"has a condition", LayerType::film,
     [](LayerSpec& layer) {
       layer.condition = 0;
       layer.conditionChannels = 2;
     }},
};

bool says(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

}  // namespace

// Eigen takes its memory from malloc, so its calls are counted too; where a test cannot take malloc's place, as under
// the address sanitizer, it is skipped.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
constexpr bool kCountsAllocations = true;
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
#else
constexpr bool kCountsAllocations = false;
#endif

TEST_CASE("what RTNeural has no layers for is refused with the layer and the reason") {
  for (const Refused& refused : kRefused) {
    const std::string text = refusalOf(refused.type, refused.change);
    CAPTURE(text);
    CHECK(says(text, "layers[1]: "));
    CHECK(says(text, refused.reason));
  }
}

TEST_CASE("initial states of zero are what RTNeural starts from, and are played") {
  ModelSpec spec = oneLayer(LayerType::lstm, 8);
  spec.layers[0].hasInitialState = true;
  std::vector<float> weights = randomWeights(spec);
  std::fill_n(weights.end() - 9 - 16, 16, 0.0f);
  for (const Sizes sizes : {Sizes::fixed, Sizes::free}) CHECK(differenceOfEngines(spec, weights, sizes) < 1e-5);
}

TEST_CASE("models that the engine refuses are refused with the engine's words") {
  ModelSpec spec = oneLayer(LayerType::gru, 8);
  std::vector<float> weights = randomWeights(spec);
  weights[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS(RtNeuralModel(spec, weights), doctest::Contains("finite"), std::invalid_argument);
  weights.pop_back();
  CHECK_THROWS_WITH_AS(RtNeuralModel(spec, weights), doctest::Contains("weights, found"), std::invalid_argument);
}

TEST_CASE("fixed sizes are asked for in vain where there are none") {
  CHECK(says(refusalOf(oneLayer(LayerType::gru, 10), Sizes::fixed), "no fixed sizes"));
  CHECK(refusalOf(oneLayer(LayerType::gru, 10), Sizes::free).empty());
}

TEST_CASE("reset goes back to the beginning") {
  ModelSpec hybrid = oneLayer(LayerType::gru, 8, 4);
  hybrid.layers.insert(hybrid.layers.begin(), layerOf(LayerType::conv, 1, 4));
  hybrid.layers[0].taps = 3;
  for (const ModelSpec& spec : {oneLayer(LayerType::gru, 8), oneLayer(LayerType::lstm, 9), hybrid}) {
    RtNeuralModel model(spec, randomWeights(spec));
    const Channels inputs = noise(1, 1000);
    const Channels first = playByRtNeural(model, inputs);
    CHECK(largestDifference(playByRtNeural(model, inputs), first) > 0.0);
    model.reset();
    CHECK(largestDifference(playByRtNeural(model, inputs), first) == 0.0);
  }
}

TEST_CASE("a model that settles starts as one that has heard that much silence") {
  ModelSpec spec = oneLayer(LayerType::lstm, 8);
  const auto weights = randomWeights(spec);
  RtNeuralModel fresh(spec, weights);
  const Channels silence(1, std::vector<float>(1000)), inputs = noise(1, 500);
  playByRtNeural(fresh, silence);
  spec.settleSamples = 1000;
  RtNeuralModel settled(spec, weights);
  CHECK(largestDifference(playByRtNeural(settled, inputs), playByRtNeural(fresh, inputs)) == 0.0);
}

TEST_CASE("nothing is allocated while audio plays or when a model is reset" * doctest::skip(!kCountsAllocations)) {
  ModelSpec hybrid = oneLayer(LayerType::gru, 9, 4);
  hybrid.layers.insert(hybrid.layers.begin(), layerOf(LayerType::conv, 2, 4));
  hybrid.layers[0].taps = 3;
  hybrid.layers[0].dilation = 20;
  for (const ModelSpec& spec : {oneLayer(LayerType::lstm, 40, 2), oneLayer(LayerType::gru, 7, 2), hybrid}) {
    const std::size_t atFirst = allocations;
    RtNeuralModel model(spec, randomWeights(spec));
    REQUIRE(allocations > atFirst);
    const Channels inputs = noise(2, 512);
    std::vector<float> output(512);
    const float* in[] = {inputs[0].data(), inputs[1].data()};
    float* out[] = {output.data()};
    const std::size_t before = allocations;
    for (const std::size_t frames : {1, 64, 100, 512}) model.process(in, out, frames);
    model.reset();
    CHECK(allocations == before);
  }
}

TEST_CASE("inputs that are not finite count as zero") {
  const ModelSpec spec = oneLayer(LayerType::gru, 8);
  const auto weights = randomWeights(spec);
  Channels good = noise(1, 300), bad = good;
  good[0][7] = good[0][100] = 0.0f;
  bad[0][7] = std::numeric_limits<float>::quiet_NaN();
  bad[0][100] = std::numeric_limits<float>::infinity();
  RtNeuralModel first(spec, weights), second(spec, weights);
  CHECK(largestDifference(playByRtNeural(first, bad), playByRtNeural(second, good)) == 0.0);
}

TEST_CASE("a model that overflows plays zeros and recovers by itself") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 1, 1, true, Activation::linear), layerOf(LayerType::gru, 1, 8),
                 layerOf(LayerType::dense, 8, 1, true, Activation::linear)};
  spec.skip = true;
  spec.outputGain = 1e30f;
  const auto weights = randomWeights(spec);
  RtNeuralModel model(spec, weights);
  Channels inputs(1, std::vector<float>(256));
  inputs[0][10] = 1e30f;
  const Channels outputs = playByRtNeural(model, inputs);
  CHECK(outputs[0][10] == 0.0f);
  for (const float value : outputs[0]) CHECK(std::isfinite(value));
  RtNeuralModel fresh(spec, weights);
  CHECK(outputs[0][64] == playByRtNeural(fresh, inputs)[0][0]);
}
