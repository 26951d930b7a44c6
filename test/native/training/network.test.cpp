// Whole models, layers that name their sources: the reference against finite differences, the fast network against the
// reference, over several chunks.
#include "training/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "training/random.hpp"
#include "training/reference/network.hpp"
#include "training/testModels.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

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
  for (const auto& [name, spec] : graphModels()) {
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
    for (const auto& [name, spec] : graphModels()) {
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
  for (const auto& [name, spec] : graphModels()) {
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
