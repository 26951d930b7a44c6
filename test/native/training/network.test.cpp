// Whole models, layers that name their sources: the reference against finite differences, the fast network against the
// reference, over several chunks.
#include "training/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "training/random.hpp"
#include "training/reference/network.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

LayerSpec layer(LayerType type, Activation activation, std::uint32_t inputs, std::uint32_t outputs) {
  LayerSpec spec;
  spec.type = type;
  spec.activation = activation;
  spec.inputs = inputs;
  spec.outputs = outputs;
  return spec;
}

LayerSpec conv(Activation activation, std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps,
               std::uint32_t dilation) {
  LayerSpec spec = layer(LayerType::conv, activation, inputs, outputs);
  spec.taps = taps;
  spec.dilation = dilation;
  return spec;
}

std::int32_t last(const ModelSpec& spec) { return static_cast<std::int32_t>(spec.layers.size()) - 1; }

/// NAM's WaveNet with one array of layers: gated or not, and a head that sums what the layers give.
ModelSpec waveNet(std::uint32_t inputs, std::uint32_t channels, std::initializer_list<std::uint32_t> dilations,
                  bool gated) {
  ModelSpec spec;
  spec.layers = {conv(Activation::linear, inputs, channels, 1, 1)};
  std::int32_t head = kNone;
  for (std::uint32_t dilation : dilations) {
    const std::int32_t before = head == kNone ? 0 : head - 1;  // the residual path
    LayerSpec dilated =
        conv(gated ? Activation::linear : Activation::tanh, channels, (gated ? 2 : 1) * channels, 3, dilation);
    dilated.source = before;
    dilated.condition = kModelInput;
    dilated.conditionChannels = inputs;
    spec.layers.push_back(dilated);
    if (gated) spec.layers.push_back(layer(LayerType::gate, Activation::tanh, 2 * channels, channels));
    const std::int32_t activated = last(spec);
    spec.layers.push_back(conv(Activation::linear, channels, channels, 1, 1));
    spec.layers.back().residual = before;
    spec.layers.push_back(layer(LayerType::activation, Activation::linear, channels, channels));
    spec.layers.back().source = activated;
    spec.layers.back().residual = head;
    head = last(spec);
  }
  spec.layers.push_back(conv(Activation::linear, channels, 1, 1, 1));
  return spec;
}

/// A TCN whose blocks are modulated by FiLM from a small network on the knobs, with max pooling and a gate.
ModelSpec tcnWithFilm() {
  ModelSpec spec;
  spec.layers = {layer(LayerType::dense, Activation::prelu, 2, 3), layer(LayerType::dense, Activation::linear, 3, 8)};
  LayerSpec first = conv(Activation::linear, 2, 4, 2, 3);
  first.source = kModelInput;
  LayerSpec film = layer(LayerType::film, Activation::prelu, 4, 4);
  film.condition = 1;
  film.conditionChannels = 8;
  LayerSpec second = conv(Activation::gelu, 4, 4, 3, 5);
  second.groups = 2;
  second.residual = 3;
  LayerSpec pool = layer(LayerType::maxPool, Activation::linear, 4, 4);
  pool.taps = 3;
  pool.dilation = 2;
  LayerSpec gate = layer(LayerType::gate, Activation::tanh, 4, 2);
  gate.gateMode = GateMode::blend;
  LayerSpec unread = conv(Activation::tanh, 2, 3, 2, 1);
  LayerSpec out = layer(LayerType::dense, Activation::linear, 2, 1);
  out.source = 6;
  spec.layers.insert(spec.layers.end(), {first, film, second, pool, gate, unread, out});
  return spec;
}

/// Convolutions around an LSTM with a trained start, and a residual past it.
ModelSpec hybrid() {
  ModelSpec spec;
  LayerSpec lstm = layer(LayerType::lstm, Activation::tanh, 4, 4);
  lstm.hasInitialState = true;
  LayerSpec sum = layer(LayerType::activation, Activation::silu, 4, 4);
  sum.residual = 0;
  LayerSpec twice = layer(LayerType::activation, Activation::linear, 4, 4);
  twice.residual = 2;  // its own source
  LayerSpec gru = layer(LayerType::gru, Activation::tanh, 4, 3);
  gru.resetAfter = false;
  spec.layers = {conv(Activation::softSign, 2, 4, 3, 2), lstm, sum, twice, gru, conv(Activation::linear, 3, 1, 2, 40)};
  return spec;
}

struct Named {
  std::string name;
  ModelSpec spec;
};
std::vector<Named> models() {
  return {{"WaveNet", waveNet(2, 3, {1, 2, 4}, false)},
          {"gated WaveNet", waveNet(2, 2, {1, 8, 64}, true)},
          {"TCN with FiLM", tcnWithFilm()},
          {"hybrid", hybrid()}};
}

std::vector<double> noise(std::size_t count, double scale, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<float>(scale * (2 * random.uniform() - 1));
  return values;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Sixteen sequences through the fast network, in chunks; gradients of the weights summed over the chunks.
struct FastNetwork {
  Network network;
  PackedModel packed;
  std::vector<double> output;  // [steps][lane]
  std::vector<float> gradient;

  FastNetwork(const ModelSpec& spec, const Kernels& kernels, const std::vector<float>& weights, int maxSteps)
      : network(spec, kernels, maxSteps), packed(spec, kernels), gradient(weights.size()) {
    packed.pack(weights.data());
    network.reset(packed);
  }

  void chunk(const std::vector<std::vector<double>>& inputs, const std::vector<std::vector<double>>& outputGradients,
             std::size_t first, std::size_t steps) {
    const auto features = static_cast<std::size_t>(network.inputs());
    AlignedFloats outputGradient(steps * kLanes);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < steps * features; ++i)
        network.input()[i * kLanes + lane] = static_cast<float>(inputs[lane][first * features + i]);
      for (std::size_t t = 0; t < steps; ++t)
        outputGradient.data()[t * kLanes + lane] = static_cast<float>(outputGradients[lane][first + t]);
    }
    network.forward(packed, static_cast<int>(steps));
    output.insert(output.end(), network.output(), network.output() + steps * kLanes);
    network.backward(packed, static_cast<int>(steps), outputGradient.data(), gradient.data());
  }
};

}  // namespace

TEST_CASE("The gradients of whole reference models are the finite differences of their outputs") {
  constexpr int kSteps = 12;
  constexpr double kStep = 1e-5;
  for (const auto& [name, spec] : models()) {
    CAPTURE(name);
    const std::vector<double> weights = noise(weightCount(spec), 0.7, 1);
    const std::vector<double> input = noise(kSteps * 2, 1.0, 2), up = noise(kSteps, 1.0, 3);
    reference::Network<double> start(spec, weights, kSteps), network = start;
    start.settle();
    network.settle();
    network.run(input);
    const std::vector<double> gradient = network.differentiate(up);
    std::size_t layerEnd = 0, i = 0;
    for (const LayerSpec& l : spec.layers) {
      layerEnd += weightCount(l);
      const std::size_t trained = layerEnd - (l.hasInitialState ? stateCount(l) : 0);
      for (; i < trained; ++i) {
        std::vector<double> moved = weights;
        const auto outputAt = [&](double w) {
          moved[i] = w;
          reference::Network<double> other = start;  // the same history
          other.setWeights(moved);
          return dot(other.run(input), up);
        };
        const double difference = (outputAt(weights[i] + kStep) - outputAt(weights[i] - kStep)) / (2 * kStep);
        CHECK(gradient[i] == doctest::Approx(difference).epsilon(1e-6).scale(1.0));
      }
      for (; i < layerEnd; ++i) CHECK(gradient[i] == 0.0);  // initial states are kept as they are
    }
  }
}

TEST_CASE("The fast network gives the reference's outputs and gradients") {
  constexpr std::size_t kSteps = 300;
  for (InstructionSet set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!available(set)) continue;
    for (const auto& [name, spec] : models()) {
      CAPTURE(name);
      const std::vector<double> weights = noise(weightCount(spec), 0.7, 1);
      FastNetwork fast(spec, kernels(set), {weights.begin(), weights.end()}, kSteps);
      std::vector<std::vector<double>> inputs, ups;
      for (std::uint64_t lane = 0; lane < kLanes; ++lane) {
        inputs.push_back(noise(kSteps * 2, 1.0, 10 + lane));
        ups.push_back(noise(kSteps, 1.0, 50 + lane));
      }
      fast.chunk(inputs, ups, 0, kSteps);
      std::vector<double> gradient(weights.size());
      double difference = 0, gradientDifference = 0, largest = 1;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        reference::Network<double> network(spec, weights, kSteps);
        network.settle();
        const std::vector<double> output = network.run(inputs[lane]);
        for (std::size_t t = 0; t < kSteps; ++t)
          difference = std::max(difference, std::abs(output[t] - fast.output[t * kLanes + lane]));
        const std::vector<double> part = network.differentiate(ups[lane]);
        for (std::size_t i = 0; i < part.size(); ++i) gradient[i] += part[i];
      }
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        largest = std::max(largest, std::abs(gradient[i]));
        gradientDifference = std::max(gradientDifference, std::abs(gradient[i] - fast.gradient[i]));
      }
      CHECK(difference < 3e-5);
      CHECK(gradientDifference / largest < 1e-4);
    }
  }
}

TEST_CASE("Chunks of any length go on where the one before ended") {
  constexpr std::size_t kSteps = 300;
  for (const auto& [name, spec] : models()) {
    CAPTURE(name);
    const std::vector<double> weights = noise(weightCount(spec), 0.7, 1);
    const std::vector<std::vector<double>> inputs(kLanes, noise(kSteps * 2, 1.0, 10)),
        ups(kLanes, noise(kSteps, 1.0, 50));
    FastNetwork whole(spec, kernels(), {weights.begin(), weights.end()}, kSteps);
    FastNetwork parts(spec, kernels(), {weights.begin(), weights.end()}, 128);
    whole.chunk(inputs, ups, 0, kSteps);
    std::size_t first = 0;
    for (std::size_t steps : {5, 128, 1, 60, 100, 6}) parts.chunk(inputs, ups, first, steps), first += steps;
    REQUIRE(parts.output.size() == whole.output.size());
    for (std::size_t i = 0; i < whole.output.size(); ++i)
      CHECK(parts.output[i] == doctest::Approx(whole.output[i]).epsilon(1e-5).scale(1.0));
  }
}
