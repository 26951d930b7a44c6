// Every implementation of the engine against the oracle.
#pragma once

#include <doctest/doctest.h>

#include "oracle.hpp"
#include "support.hpp"

namespace tonewright::test {

inline Channels playOracle(const ModelSpec& spec, const std::vector<float>& weights, const Channels& inputs) {
  Oracle oracle(spec, weights);
  Channels outputs(spec.layers.back().outputs, Samples(inputs[0].size()));
  for (std::size_t t = 0; t < inputs[0].size(); ++t) {
    Vector x;
    for (const Samples& channel : inputs) x.push_back(channel[t]);
    const Vector y = oracle.step(x);
    for (std::size_t o = 0; o < outputs.size(); ++o) outputs[o][t] = static_cast<float>(y[o]);
  }
  return outputs;
}

/// Every implementation against the oracle, all outputs.
inline void checkAgainstOracle(const ModelSpec& spec, std::size_t frames, double tolerance) {
  const auto weights = randomWeights(spec);
  const Channels inputs = noise(spec.layers[0].inputs, frames);
  const Channels expected = playOracle(spec, weights, inputs);
  auto sets = fastSets();
  sets.push_back(InstructionSet::reference);
  for (const InstructionSet set : sets) {
    CAPTURE(std::string(nameOf(set)));
    const Channels found = play(spec, weights, set, inputs);
    for (std::size_t o = 0; o < found.size(); ++o) CHECK(largestDifference(found[o], expected[o]) <= tolerance);
  }
}

}  // namespace tonewright::test
