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

constexpr Activation kActivations[] = {
    Activation::linear,    Activation::tanh,          Activation::relu,    Activation::sigmoid, Activation::gelu,
    Activation::elu,       Activation::leakyRelu,     Activation::prelu,   Activation::silu,    Activation::hardTanh,
    Activation::hardSwish, Activation::leakyHardTanh, Activation::softSign};

LayerSpec layer(LayerType type, Activation activation, std::uint32_t inputs, std::uint32_t outputs) {
  LayerSpec spec;
  spec.type = type;
  spec.activation = activation;
  spec.inputs = inputs;
  spec.outputs = outputs;
  return spec;
}

LayerSpec conv(Activation activation, std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps,
               std::uint32_t dilation, std::uint32_t groups = 1, std::uint32_t conditions = 0, bool residual = false) {
  LayerSpec spec = layer(LayerType::conv, activation, inputs, outputs);
  spec.taps = taps;
  spec.dilation = dilation;
  spec.groups = groups;
  spec.condition = conditions > 0 ? kModelInput : kNone;
  spec.conditionChannels = conditions;
  spec.residual = residual ? kModelInput : kNone;
  return spec;
}

void addRecurrentAndDense(std::vector<LayerSpec>& layers) {
  for (std::uint32_t inputs : {1u, 3u, 7u}) {
    for (std::uint32_t units : {1u, 2u, 5u, 10u, 17u}) {
      for (Activation a : kActivations) {
        layers.push_back(layer(LayerType::dense, a, inputs, units));
        if (a != Activation::prelu) layers.push_back(layer(LayerType::rnn, a, inputs, units));
      }
      layers.push_back(layer(LayerType::gru, Activation::tanh, inputs, units));
      layers.push_back(layer(LayerType::gru, Activation::tanh, inputs, units));
      layers.back().resetAfter = false;
      layers.push_back(layer(LayerType::lstm, Activation::tanh, inputs, units));
    }
  }
}

void addConvolutions(std::vector<LayerSpec>& layers) {
  for (std::uint32_t channels : {1u, 2u, 3u, 4u, 8u, 16u, 18u}) {
    layers.push_back(conv(Activation::tanh, channels, channels, 3, 1, 1, 2));
    layers.push_back(conv(Activation::linear, channels, channels, 1, 1, 1, 0, true));
    layers.push_back(conv(Activation::prelu, channels, 5, 2, 7, 1, 3, true));
    layers.push_back(
        conv(Activation::silu, channels, 2 * channels, 4, 20, channels));  // depthwise, lags beyond a block
  }
  layers.push_back(conv(Activation::softSign, 6, 9, 3, 2, 3, 4));
  layers.push_back(conv(Activation::tanh, 1, 2, 40, 1));  // more taps than a pass takes
}

void addPointwise(std::vector<LayerSpec>& layers) {
  for (Activation a : kActivations) {
    layers.push_back(layer(LayerType::activation, a, 5, 5));
    layers.push_back(layer(LayerType::activation, a, 3, 3));
    layers.back().residual = kModelInput;
    for (std::uint32_t conditions : {4u, 8u}) {
      layers.push_back(layer(LayerType::film, a, 4, 4));
      layers.back().condition = kModelInput;
      layers.back().conditionChannels = conditions;
    }
    for (GateMode mode : {GateMode::multiply, GateMode::blend}) {
      if (a == Activation::prelu) continue;
      layers.push_back(layer(LayerType::gate, a, 6, 3));
      layers.back().gateMode = mode;
      layers.push_back(layer(LayerType::gate, Activation::tanh, 4, 2));
      layers.back().gateActivation = a;
      layers.back().gateMode = mode;
    }
  }
  for (std::uint32_t dilation : {1u, 9u}) {
    layers.push_back(layer(LayerType::maxPool, Activation::linear, 3, 3));
    layers.back().taps = 4;
    layers.back().dilation = dilation;
  }
}

std::vector<LayerSpec> allLayers() {
  std::vector<LayerSpec> layers;
  addRecurrentAndDense(layers);
  addConvolutions(layers);
  addPointwise(layers);
  return layers;
}

std::string describe(const LayerSpec& layer) {
  return "type " + std::to_string(static_cast<int>(layer.type)) + " activation " +
         std::to_string(static_cast<int>(layer.activation)) + " " + std::to_string(layer.inputs) + "->" +
         std::to_string(layer.outputs) + " taps " + std::to_string(layer.taps) + " dilation " +
         std::to_string(layer.dilation) + " groups " + std::to_string(layer.groups) +
         (layer.resetAfter ? " after" : " before");
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
  fill(trace.input, layer.type == LayerType::activation ? 4.0 : 1.0, random);
  fill(trace.condition, 1.0, random);
  fill(trace.residual, 1.0, random);
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

/// A tensor of sixteen traces side by side: [row][lane].
AlignedFloats interleave(const std::vector<LayerTrace<double>>& lanes,
                         std::vector<double> LayerTrace<double>::*values) {
  AlignedFloats tensor((lanes[0].*values).size() * kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    for (std::size_t i = 0; i < (lanes[lane].*values).size(); ++i)
      tensor.data()[i * kLanes + lane] = static_cast<float>((lanes[lane].*values)[i]);
  return tensor;
}

/// Sixteen traces side by side through the fast kernels, in blocks, all gradients added to ones of `kBefore`.
struct FastRun {
  using Trace = LayerTrace<double>;
  static constexpr int kBlock = 16;
  static constexpr float kBefore = 0.25f;

  AlignedFloats packed, input, condition, residual, output, gates, cell, outputGradient;
  AlignedFloats inputGradient, conditionGradient, residualGradient, scratch;
  std::vector<float> weights, weightGradient;

  FastRun(const Kernels& kernels, const std::vector<Trace>& lanes)
      : packed(kernels.packedCount(lanes[0].spec)),
        input(interleave(lanes, &Trace::input)),
        condition(interleave(lanes, &Trace::condition)),
        residual(interleave(lanes, &Trace::residual)),
        output(interleave(lanes, &Trace::output)),
        gates(static_cast<std::size_t>(lanes[0].steps * gateRows(lanes[0].spec) * kLanes)),
        cell(interleave(lanes, &Trace::cell)),
        outputGradient(interleave(lanes, &Trace::outputGradient)),
        inputGradient(input.size()),
        conditionGradient(condition.size()),
        residualGradient(residual.size()),
        scratch(2 * lanes[0].spec.outputs * kLanes),
        weights(lanes[0].weights.begin(), lanes[0].weights.end()),
        weightGradient(weights.size()) {
    for (AlignedFloats* gradient : {&inputGradient, &conditionGradient, &residualGradient})
      std::fill_n(gradient->data(), gradient->size(), kBefore);
    kernels.pack(lanes[0].spec, weights.data(), packed.data());
    const int steps = lanes[0].steps;
    for (int first = 0; first < steps; first += kBlock) kernels.forward(runOf(lanes[0], first));
    forwardOutput.assign(output.data(), output.data() + output.size());
    for (int first = (steps - 1) / kBlock * kBlock; first >= 0; first -= kBlock)
      kernels.backward(runOf(lanes[0], first));
  }

  LayerRun runOf(const Trace& trace, int first) {
    LayerRun run;
    const LayerSpec& spec = run.spec = trace.spec;
    const auto at = [first](AlignedFloats& tensor, std::uint32_t width, int before = 0) {
      return tensor.size() == 0 ? nullptr
                                : tensor.data() + static_cast<std::ptrdiff_t>(first + before) * width * kLanes;
    };
    run.steps = std::min(kBlock, trace.steps - first);
    run.later = trace.steps - first - run.steps;
    run.packed = packed.data();
    run.input = at(input, spec.inputs, trace.before);
    run.condition = at(condition, spec.conditionChannels);
    run.residual = at(residual, spec.outputs);
    run.output = at(output, spec.outputs, 1);
    run.gates = at(gates, static_cast<std::uint32_t>(gateRows(spec)));
    run.cell = at(cell, spec.outputs, 1);
    run.outputGradient = at(outputGradient, spec.outputs);
    run.inputGradient = {at(inputGradient, spec.inputs, trace.before), true};
    run.conditionGradient = {at(conditionGradient, spec.conditionChannels), true};
    run.residualGradient = {at(residualGradient, spec.outputs), true};
    run.weightGradient = weightGradient.data();
    run.scratch = scratch.data();
    return run;
  }

  std::vector<float> forwardOutput;  // `backward` may overwrite it
};

double maxDifference(const float* tensor, std::size_t lane, const std::vector<double>& expected, std::size_t first = 0,
                     double offset = 0) {
  double difference = 0;
  for (std::size_t i = first; i < expected.size(); ++i) {
    const double d = std::abs(tensor[i * kLanes + lane] - offset - expected[i]);
    difference = d <= difference ? difference : d;  // a NaN counts as a difference
  }
  return difference;
}

}  // namespace

TEST_CASE("Each reference layer's gradients are the finite differences of its output") {
  for (const LayerSpec& layer : allLayers()) {
    if (layer.outputs > 5 || layer.taps > 4) continue;
    CAPTURE(describe(layer));
    LayerTrace<double> trace = randomTrace(layer, 4, 11 + layer.outputs);
    LayerTrace<double> result = trace;
    reference::forward(result);
    reference::backward(result);
    checkFiniteDifferences(trace, &LayerTrace<double>::weights, result.weightGradient);
    checkFiniteDifferences(trace, &LayerTrace<double>::input, result.inputGradient);
    checkFiniteDifferences(trace, &LayerTrace<double>::condition, result.conditionGradient);
    checkFiniteDifferences(trace, &LayerTrace<double>::residual, result.residualGradient);
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
        LayerTrace<double>& l = lanes[lane];
        reference::forward(l);
        reference::backward(l);
        const std::size_t history = static_cast<std::size_t>(l.before) * layer.inputs;
        CHECK(maxDifference(fast.forwardOutput.data(), lane, l.output, layer.outputs) < 2e-5);
        CHECK(maxDifference(fast.inputGradient.data(), lane, l.inputGradient, history, FastRun::kBefore) < 3e-4);
        CHECK(maxDifference(fast.conditionGradient.data(), lane, l.conditionGradient, 0, FastRun::kBefore) < 3e-4);
        CHECK(maxDifference(fast.residualGradient.data(), lane, l.residualGradient, 0, FastRun::kBefore) < 3e-4);
        for (std::size_t i = 0; i < weightGradient.size(); ++i) weightGradient[i] += l.weightGradient[i];
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
