// Recordings and short runs that the tests of whole trainings share.
#pragma once

#include <cmath>
#include <stdexcept>
#include <string>

#include "training/random.hpp"
#include "training/trainer.hpp"

namespace tonewright::training {

/// Noise through `effect`, a function of the sample and the time.
template <class Effect>
TrainingPair record(std::size_t samples, std::uint64_t seed, Effect effect) {
  Random random(seed);
  TrainingPair pair;
  pair.channels.resize(1);
  for (std::size_t t = 0; t < samples; ++t) {
    const auto x = static_cast<float>(1.6 * random.uniform() - 0.8);
    pair.channels[0].push_back(x);
    pair.target.push_back(effect(x));
  }
  return pair;
}

inline TrainingPair lowPassed(std::size_t samples, std::uint64_t seed) {
  return record(samples, seed, [state = 0.0f](float x) mutable { return state += 0.3f * (x - state); });
}

inline TrainingPair driven(std::size_t samples, std::uint64_t seed, float drive) {
  TrainingPair pair = record(samples, seed, [drive](float x) { return std::tanh((1 + 4 * drive) * x); });
  pair.knobs = {drive};
  return pair;
}

inline ModelSpec model(LayerType type, std::uint32_t units, std::uint32_t inputs = 1, bool skip = false) {
  ModelSpec spec;
  spec.layers = {{type, Activation::tanh, inputs, units, true}, {LayerType::dense, Activation::linear, units, 1, true}};
  spec.skip = skip;
  return spec;
}

inline TrainerOptions shortRun(int epochs) {
  TrainerOptions options;
  options.epochs = epochs;
  options.tbpttSamples = 64;
  options.segmentSamples = 1024;
  options.warmUpSamples = 128;
  options.validationWarmUpSamples = 512;
  options.threads = 1;
  return options;
}

inline std::string refusal(ModelSpec spec, TrainerOptions options, TrainingData data) {
  try {
    Trainer trainer(std::move(spec), std::move(options), std::move(data));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace tonewright::training
