// Layers that work on planes, and models whose layers name their sources.
#include <doctest/doctest.h>

#include "compare.hpp"
#include "engine/settle.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

/// A layer without a kernel: activation, film, gate, maxPool.
LayerSpec planeOf(LayerType type, std::uint32_t inputs, std::uint32_t outputs,
                  Activation activation = Activation::linear) {
  return layerOf(type, inputs, outputs, true, activation);
}

/// `inputs` channels to `channels`, the layers under test, and one output.
ModelSpec between(std::uint32_t inputs, std::uint32_t channels, std::vector<LayerSpec> layers) {
  ModelSpec spec;
  spec.layers = {convOf(inputs, channels, 1, 1)};
  for (LayerSpec& layer : layers) spec.layers.push_back(layer);
  spec.layers.push_back(convOf(layers.back().outputs, 1, 1, 1));
  return spec;
}

/// Dilated layers with a condition, residuals and a head that sums what they put out.
ModelSpec waveNet(std::uint32_t channels, std::uint32_t layerCount, Activation activation, std::uint32_t inputs = 1) {
  ModelSpec spec;
  spec.layers = {convOf(inputs, channels, 1, 1)};
  std::int32_t source = 0, head = kNone;
  for (std::uint32_t i = 0; i < layerCount; ++i) {
    LayerSpec dilated = convOf(channels, channels, 3, 1u << i, activation);
    dilated.source = source;
    dilated.condition = kModelInput;
    dilated.conditionChannels = inputs;
    const auto activated = static_cast<std::int32_t>(spec.layers.size());
    LayerSpec mixed = convOf(channels, channels, 1, 1);
    mixed.residual = source;
    LayerSpec sum = planeOf(LayerType::activation, channels, channels);
    sum.source = activated;
    sum.residual = head;
    spec.layers.insert(spec.layers.end(), {dilated, mixed, sum});
    source = activated + 1;
    head = activated + 2;
  }
  spec.layers.push_back(convOf(channels, 1, 16, 1));
  return spec;
}

}  // namespace

TEST_CASE("a convolution of every shape follows its equation") {
  for (std::uint32_t channels = 1; channels <= 18; ++channels) {
    CAPTURE(channels);
    checkAgainstOracle(between(1, channels, {convOf(channels, 19 - channels, 3, channels)}), 200, 5e-6);
  }
  for (const std::uint32_t taps : {2u, 6u, 15u, 64u, 200u}) {
    CAPTURE(taps);
    checkAgainstOracle(between(2, 3, {convOf(3, 5, taps, 7)}), 300, 1e-5);
  }
}

TEST_CASE("groups of channels do not hear each other") {
  for (const std::uint32_t groups : {2u, 3u, 4u, 6u, 12u}) {
    CAPTURE(groups);
    checkAgainstOracle(between(1, 12, {convOf(12, 24, 3, 2, Activation::tanh, groups)}), 150, 5e-6);
  }
}

TEST_CASE("a convolution takes every activation, condition and residual") {
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(Activation::softSign); ++i) {
    CAPTURE(i);
    LayerSpec layer = convOf(5, 5, 2, 3, static_cast<Activation>(i));
    layer.condition = kModelInput;
    layer.conditionChannels = 2;
    layer.residual = 0;
    checkAgainstOracle(between(2, 5, {layer}), 150, 1e-5);
    checkAgainstOracle(between(2, 5, {planeOf(LayerType::activation, 5, 5, static_cast<Activation>(i))}), 150, 1e-5);
  }
}

TEST_CASE("film scales and shifts by its condition") {
  for (const std::uint32_t conditionChannels : {7u, 14u}) {
    LayerSpec film = planeOf(LayerType::film, 7, 7, Activation::prelu);
    film.source = 0;
    film.condition = 1;
    film.conditionChannels = conditionChannels;
    LayerSpec condition = convOf(2, conditionChannels, 1, 1);
    condition.source = kModelInput;
    checkAgainstOracle(between(2, 7, {condition, film}), 150, 5e-6);
  }
}

TEST_CASE("gates multiply or blend") {
  for (const GateMode mode : {GateMode::multiply, GateMode::blend}) {
    for (const Activation second : {Activation::sigmoid, Activation::tanh, Activation::softSign}) {
      LayerSpec gate = planeOf(LayerType::gate, 10, 5, Activation::tanh);
      gate.gateMode = mode;
      gate.gateActivation = second;
      checkAgainstOracle(between(1, 10, {gate}), 150, 5e-6);
    }
  }
}

TEST_CASE("maxPool is the largest of its taps") {
  LayerSpec pool = planeOf(LayerType::maxPool, 3, 3);
  pool.taps = 5;
  pool.dilation = 4;
  checkAgainstOracle(between(1, 3, {pool}), 200, 1e-6);
}

TEST_CASE("a WaveNet of any width follows its equations") {
  for (const std::uint32_t channels : {2u, 3u, 4u, 6u, 8u, 12u, 16u}) {
    CAPTURE(channels);
    checkAgainstOracle(waveNet(channels, 8, channels % 2 ? Activation::leakyRelu : Activation::tanh, 2), 1000, 1e-5);
  }
}

TEST_CASE("convolutions and recurrent layers stack in any order, and read any layer before them") {
  ModelSpec spec;
  LayerSpec late = convOf(6, 9, 3, 5, Activation::tanh);
  late.condition = 2;
  late.conditionChannels = 11;
  LayerSpec gru = layerOf(LayerType::gru, 9, 4);
  LayerSpec again = layerOf(LayerType::dense, 11, 4);
  again.source = 2;
  LayerSpec sum = planeOf(LayerType::activation, 4, 4, Activation::tanh);
  sum.residual = 5;
  spec.layers = {convOf(2, 5, 4, 9, Activation::relu),
                 layerOf(LayerType::dense, 5, 7),
                 layerOf(LayerType::lstm, 7, 11),
                 layerOf(LayerType::rnn, 11, 6),
                 late,
                 gru,
                 again,
                 sum,
                 layerOf(LayerType::dense, 4, 1)};
  spec.skip = true;
  checkAgainstOracle(spec, 400, 5e-6);
}

TEST_CASE("the output is the same to the bit however a stream is cut") {
  ModelSpec spec = waveNet(6, 9, Activation::tanh, 2);
  spec.layers.insert(spec.layers.end(), {layerOf(LayerType::gru, 1, 7), layerOf(LayerType::dense, 7, 1)});
  const auto weights = randomWeights(spec);
  const Channels inputs = noise(2, 3000);
  auto sets = fastSets();
  sets.push_back(InstructionSet::reference);
  for (const InstructionSet set : sets) {
    CAPTURE(std::string(nameOf(set)));
    const Channels expected = play(spec, weights, set, inputs, 3000);
    for (const std::size_t block : {1u, 7u, 63u, 64u, 65u, 1000u}) {
      CAPTURE(block);
      CHECK(play(spec, weights, set, inputs, block) == expected);
    }
  }
}

TEST_CASE("a model of convolutions starts settled: silence in is a constant out, from the first sample") {
  const ModelSpec spec = waveNet(5, 7, Activation::tanh);
  HostModel host(pack(spec, randomWeights(spec)));
  for (int round = 0; round < 2; ++round) {
    const Samples found = play(host.model(), {Samples(1000)}, 64)[0];
    CHECK(std::abs(found[0]) > 1e-3f);
    for (const float y : found) REQUIRE(y == doctest::Approx(found[0]).epsilon(1e-6));
    play(host.model(), noise(1, 777), 64);
    host.model().reset();
  }
}

TEST_CASE("an initial state is where a reset starts") {
  for (const LayerType type : {LayerType::rnn, LayerType::gru, LayerType::lstm}) {
    ModelSpec spec = oneLayer(type, 9);
    spec.layers[0].hasInitialState = true;
    checkAgainstOracle(spec, 50, 5e-6);
    HostModel host(pack(spec, randomWeights(spec)));
    const Channels inputs = noise(1, 100), first = play(host.model(), inputs, 33);
    host.model().reset();
    CHECK(play(host.model(), inputs, 33) == first);
  }
}

TEST_CASE("a settled model plays on where its silence ended") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::lstm, 1, 6), layerOf(LayerType::gru, 6, 5), layerOf(LayerType::dense, 5, 1)};
  spec.layers[0].hasInitialState = true;
  spec.settleSamples = 1000;
  const auto weights = randomWeights(spec);
  Channels inputs = noise(1, 1300);
  std::fill_n(inputs[0].begin(), 1000, 0.0f);
  const Samples whole = play(spec, weights, InstructionSet::best, inputs)[0];
  const WeightedModel model = settled(spec, weights);
  const Samples tail(inputs[0].begin() + 1000, inputs[0].end());
  const Samples found = play(model.spec, model.weights, InstructionSet::best, {tail})[0];
  CHECK(largestDifference(found, Samples(whole.begin() + 1000, whole.end())) <= 1e-6);
}

TEST_CASE("the receptive field is the longest way back") {
  const auto fieldOf = [](const ModelSpec& spec) {
    return HostModel(pack(spec, randomWeights(spec))).info().receptiveFieldSamples;
  };
  CHECK(fieldOf(waveNet(2, 10, Activation::tanh)) == 1 + 2 * 1023 + 15);
  CHECK(fieldOf(between(1, 2, {convOf(2, 2, 1, 1)})) == 1);
  CHECK(fieldOf(between(1, 2, {layerOf(LayerType::gru, 2, 2)})) == kUnboundedField);
}

TEST_CASE("a layer that reads what it cannot is refused") {
  const auto refuses = [](ModelSpec spec, const char* reason) {
    CHECK_THROWS_WITH_AS(pack(spec, std::vector<float>(weightCount(spec), 0.1f)), doctest::Contains(reason),
                         std::invalid_argument);
  };
  ModelSpec spec = waveNet(4, 2, Activation::tanh);
  const auto with = [&](std::size_t layer, auto change) {
    ModelSpec changed = spec;
    change(changed.layers[layer]);
    return changed;
  };
  refuses(with(1, [](LayerSpec& l) { l.source = 1; }), "the layers before it");
  refuses(with(1, [](LayerSpec& l) { l.source = -7; }), "the layers before it");
  refuses(with(1, [](LayerSpec& l) { l.residual = 2; }), "the layers before it");
  refuses(with(2, [](LayerSpec& l) { l.residual = kModelInput; }), "do not fit");
  refuses(with(1, [](LayerSpec& l) { l.conditionChannels = 3; }), "do not fit");
  refuses(with(1, [](LayerSpec& l) { l.groups = 3; }), "groups must divide");
  refuses(with(1, [](LayerSpec& l) { l.groups = 0; }), "groups must divide");
  refuses(with(1, [](LayerSpec& l) { l.dilation = 0; }), "reach too far");
  refuses(with(1, [](LayerSpec& l) { l.dilation = 1u << 20; }), "reach too far");
  refuses(with(1, [](LayerSpec& l) { l.taps = 0; }), "reach too far");
}
