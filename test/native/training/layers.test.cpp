// The reference layers against finite differences, and every instruction set's kernels against the reference.
#include "training/reference/layers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "training/aligned.hpp"
#include "training/fast/kernels.hpp"
#include "training/random.hpp"

using namespace tonewright;
using namespace tonewright::training;
using reference::LayerTrace;

namespace {

std::vector<LayerSpec> allLayers() {
  std::vector<LayerSpec> layers;
  for (std::uint32_t inputs : {1u, 3u, 7u}) {
    for (std::uint32_t units : {1u, 2u, 5u, 10u, 17u}) {
      for (Activation a : {Activation::linear, Activation::tanh, Activation::relu, Activation::sigmoid,
                           Activation::gelu, Activation::elu}) {
        layers.push_back({LayerType::dense, a, inputs, units, true});
        layers.push_back({LayerType::rnn, a, inputs, units, true});
      }
      layers.push_back({LayerType::gru, Activation::tanh, inputs, units, true});
      layers.push_back({LayerType::gru, Activation::tanh, inputs, units, false});
      layers.push_back({LayerType::lstm, Activation::tanh, inputs, units, true});
    }
  }
  return layers;
}

std::string describe(const LayerSpec& layer) {
  return "type " + std::to_string(static_cast<int>(layer.type)) + " activation " +
         std::to_string(static_cast<int>(layer.activation)) + " " + std::to_string(layer.inputs) + "->" +
         std::to_string(layer.outputs) + (layer.resetAfter ? " after" : " before");
}

template <class Real>
void fill(std::vector<Real>& values, double scale, Random& random) {
  for (Real& value : values) value = static_cast<Real>(static_cast<float>(scale * (2 * random.uniform() - 1)));
}

/// A trace with random weights, inputs, state before and gradient from above.
LayerTrace<double> randomTrace(const LayerSpec& layer, int steps, std::uint64_t seed) {
  Random random(seed);
  LayerTrace<double> trace;
  trace.allocate(layer, steps);
  fill(trace.weights, layer.type == LayerType::rnn ? 0.8 / layer.outputs : 0.6, random);
  fill(trace.input, 1.0, random);
  fill(trace.outputGradient, 1.0, random);
  std::vector<double> before(layer.outputs);
  fill(before, 0.5, random);
  std::copy(before.begin(), before.end(), trace.output.begin());
  fill(before, 0.5, random);
  std::copy(before.begin(), before.end(), trace.cell.begin());
  return trace;
}

/// sum(output * gradient): a scalar whose gradients are the backward pass's results.
double projection(LayerTrace<double> trace) {
  reference::forward(trace);
  double sum = 0;
  for (std::size_t i = 0; i < trace.outputGradient.size(); ++i)
    sum += trace.outputGradient[i] * trace.output[i + trace.spec.outputs];
  return sum;
}

void checkFiniteDifferences(LayerTrace<double>& trace, std::vector<double> LayerTrace<double>::*values,
                            const std::vector<double>& gradient) {
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    double& value = (trace.*values)[i];
    const double kept = value;
    value = kept + kStep;
    const double up = projection(trace);
    value = kept - kStep;
    const double down = projection(trace);
    value = kept;
    CHECK(gradient[i] == doctest::Approx((up - down) / (2 * kStep)).epsilon(1e-6).scale(1.0));
  }
}

/// Sixteen traces side by side through the fast kernels.
struct FastRun {
  AlignedFloats packed, input, output, gates, cell, outputGradient, inputGradient, scratch;
  std::vector<float> weights, weightGradient;
  LayerRun run;

  FastRun(const Kernels& kernels, std::vector<LayerTrace<double>>& lanes)
      : packed(kernels.packedCount(lanes[0].spec)),
        input(lanes[0].input.size() * kLanes),
        output(lanes[0].output.size() * kLanes),
        gates(static_cast<std::size_t>(lanes[0].steps * gateRows(lanes[0].spec) * kLanes)),
        cell(lanes[0].cell.size() * kLanes),
        outputGradient(lanes[0].outputGradient.size() * kLanes),
        inputGradient(input.size()),
        scratch(2 * lanes[0].spec.outputs * kLanes),
        weights(lanes[0].weights.begin(), lanes[0].weights.end()),
        weightGradient(weights.size()) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < lanes[0].input.size(); ++i) put(input, i, lane, lanes[lane].input[i]);
      for (std::size_t i = 0; i < lanes[0].outputGradient.size(); ++i)
        put(outputGradient, i, lane, lanes[lane].outputGradient[i]);
      for (std::size_t i = 0; i < lanes[0].spec.outputs; ++i) {
        put(output, i, lane, lanes[lane].output[i]);
        put(cell, i, lane, lanes[lane].cell[i]);
      }
    }
    kernels.pack(lanes[0].spec, weights.data(), packed.data());
    run = {lanes[0].spec,        lanes[0].steps,        packed.data(), input.data(),
           output.data(),        gates.data(),          cell.data(),   outputGradient.data(),
           inputGradient.data(), weightGradient.data(), scratch.data()};
    kernels.forward(run);
    kernels.backward(run);
  }

  static void put(AlignedFloats& tensor, std::size_t i, std::size_t lane, double value) {
    tensor.data()[i * kLanes + lane] = static_cast<float>(value);
  }
};

double maxDifference(const AlignedFloats& tensor, std::size_t lane, const std::vector<double>& expected) {
  double difference = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double d = std::abs(tensor.data()[i * kLanes + lane] - expected[i]);
    difference = d <= difference ? difference : d;  // a NaN counts as a difference
  }
  return difference;
}

}  // namespace

TEST_CASE("Each reference layer's gradients are the finite differences of its output") {
  for (const LayerSpec& layer : allLayers()) {
    if (layer.outputs > 5) continue;
    CAPTURE(describe(layer));
    LayerTrace<double> trace = randomTrace(layer, 4, 11 + layer.outputs);
    LayerTrace<double> result = trace;
    reference::forward(result);
    reference::backward(result);
    checkFiniteDifferences(trace, &LayerTrace<double>::weights, result.weightGradient);
    checkFiniteDifferences(trace, &LayerTrace<double>::input, result.inputGradient);
  }
}

TEST_CASE("Every instruction set's kernels give the reference's outputs and gradients") {
  for (InstructionSet set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!available(set)) continue;
    const Kernels& table = kernels(set);
    CAPTURE(std::string(table.name));
    for (const LayerSpec& layer : allLayers()) {
      CAPTURE(describe(layer));
      std::vector<LayerTrace<double>> lanes;
      for (std::uint64_t lane = 0; lane < kLanes; ++lane) {
        lanes.push_back(randomTrace(layer, 37, 100 + lane));  // two blocks of steps and a part of one
        lanes.back().weights = lanes[0].weights;
      }
      const FastRun fast(table, lanes);
      std::vector<double> weightGradient(fast.weights.size());
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        reference::forward(lanes[lane]);
        reference::backward(lanes[lane]);
        CHECK(maxDifference(fast.output, lane, lanes[lane].output) < 2e-5);
        CHECK(maxDifference(fast.inputGradient, lane, lanes[lane].inputGradient) < 3e-4);
        for (std::size_t i = 0; i < weightGradient.size(); ++i) weightGradient[i] += lanes[lane].weightGradient[i];
      }
      double largest = 1, difference = 0;
      for (std::size_t i = 0; i < weightGradient.size(); ++i) {
        largest = std::max(largest, std::abs(weightGradient[i]));
        const double d = std::abs(weightGradient[i] - fast.weightGradient[i]);
        difference = d <= difference ? difference : d;
      }
      CHECK(difference / largest < 6e-5);  // the engine's gelu is within 5e-6 at each step
    }
  }
}
