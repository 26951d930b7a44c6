// The engine's layers against double precision, and the fast kernels against the reference.
#include <doctest/doctest.h>

#include <numeric>

#include "compare.hpp"
#include "engine/denormals.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

struct Kind {
  std::string name;
  LayerType type;
  bool resetAfter;
};

const Kind kKinds[] = {{"rnn", LayerType::rnn, true},
                       {"gru, reset after", LayerType::gru, true},
                       {"gru, reset before", LayerType::gru, false},
                       {"lstm", LayerType::lstm, true}};

std::vector<std::uint32_t> widths() {
  std::vector<std::uint32_t> list(70);
  std::iota(list.begin(), list.end(), 1u);
  for (const std::uint32_t wide : {79u, 80u, 81u, 96u, 104u, 120u, 128u}) list.push_back(wide);
  return list;
}

}  // namespace

TEST_CASE("each recurrent layer follows its equations, 1 to 4 inputs") {
  for (const Kind& kind : kKinds) {
    CAPTURE(kind.name);
    for (std::uint32_t inputs = 1; inputs <= 4; ++inputs) {
      for (const std::uint32_t units : {1u, 3u, 8u, 10u, 17u, 40u}) {
        CAPTURE(inputs);
        CAPTURE(units);
        checkAgainstOracle(oneLayer(kind.type, units, inputs, kind.resetAfter), 200, 5e-6);
      }
    }
  }
}

TEST_CASE("each width runs alike in every implementation") {
  for (const Kind& kind : kKinds) {
    CAPTURE(kind.name);
    for (const std::uint32_t units : widths()) {
      CAPTURE(units);
      const ModelSpec spec = oneLayer(kind.type, units, 1 + units % 2, kind.resetAfter);
      const auto weights = randomWeights(spec, units);
      const Channels inputs = noise(spec.layers[0].inputs, 130);
      const Channels expected = play(spec, weights, InstructionSet::reference, inputs);
      for (const InstructionSet set : fastSets()) {
        CAPTURE(std::string(nameOf(set)));
        CHECK(largestDifference(play(spec, weights, set, inputs)[0], expected[0]) <= 5e-6);
      }
    }
  }
}

TEST_CASE("512 units run") {
  for (const Kind& kind : kKinds) {
    CAPTURE(kind.name);
    checkAgainstOracle(oneLayer(kind.type, 512, 1, kind.resetAfter), 6, 1e-5);
  }
}

TEST_CASE("dense layers of every activation, shape and stack follow their equations") {
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(Activation::softSign); ++i) {
    CAPTURE(i);
    for (const std::uint32_t hidden : {1u, 5u, 7u, 8u, 9u, 24u, 70u}) {
      CAPTURE(hidden);
      ModelSpec spec;
      const auto activation = static_cast<Activation>(i);
      spec.layers = {layerOf(LayerType::dense, 3, hidden, true, activation),
                     layerOf(LayerType::dense, hidden, 11, true, activation),
                     layerOf(LayerType::dense, 11, 2, true, activation)};
      checkAgainstOracle(spec, 100, 2e-5);
    }
  }
}

TEST_CASE("an Elman layer takes every activation") {
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(Activation::softSign); ++i) {
    CAPTURE(i);
    if (static_cast<Activation>(i) == Activation::prelu) continue;  // has slopes, which rnn has not
    ModelSpec spec;
    spec.layers = {layerOf(LayerType::rnn, 1, 12, true, static_cast<Activation>(i)),
                   layerOf(LayerType::dense, 12, 1, true, Activation::linear)};
    checkAgainstOracle(spec, 20, 5e-5);  // short, as unbounded states may grow
  }
}

TEST_CASE("stacks of unlike layers follow their equations") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 2, 9), layerOf(LayerType::gru, 9, 20), layerOf(LayerType::lstm, 20, 13),
                 layerOf(LayerType::rnn, 13, 6), layerOf(LayerType::dense, 6, 1, true, Activation::linear)};
  spec.skip = true;
  spec.inputGain = 1.7f;
  spec.outputGain = 0.4f;
  checkAgainstOracle(spec, 500, 5e-6);
}

TEST_CASE("gains and skip act on the audio channel alone") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 2, 2, true, Activation::linear)};
  spec.skip = true;
  spec.inputGain = 2.0f;
  spec.outputGain = 10.0f;
  // y0 = 10 (x1 + 2 x0), y1 = 2 x0: identity matrix with its columns exchanged
  const Channels found = play(spec, {0, 1, 1, 0, 0, 0}, InstructionSet::best, {{0.5f}, {0.25f}});
  CHECK(found[0][0] == doctest::Approx(12.5));
  CHECK(found[1][0] == doctest::Approx(1.0));
}

TEST_CASE("ten seconds of loud noise stay within 1e-5 of double precision") {
  const FlushToZero flush;
  for (const Kind& kind : kKinds) {
    CAPTURE(kind.name);
    const ModelSpec spec = oneLayer(kind.type, 16, 1, kind.resetAfter);
    const auto weights = randomWeights(spec, 3);
    const Channels inputs = noise(1, 480000, 2.0f);
    const Channels expected = playOracle(spec, weights, inputs);
    for (const InstructionSet set : fastSets()) {
      CAPTURE(std::string(nameOf(set)));
      const double error = largestDifference(play(spec, weights, set, inputs)[0], expected[0]);
      CHECK(error <= 1e-5);
    }
  }
}
