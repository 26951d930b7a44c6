// What the tests of sample rates share: a guitar that exists at every rate, and comparisons.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "../engine/support.hpp"
#include "rate/enginePlayer.hpp"
#include "rate/phasedModel.hpp"

namespace tonewright::test {

/// Plucked strings without anything above `highestHz`: what an ideal recorder hears of them at `sampleRate`.
inline std::vector<float> guitar(double sampleRate, double seconds, double highestHz) {
  constexpr double kPluckSeconds = 0.15;
  constexpr double kNotesHz[] = {82.4, 110.0, 146.8, 196.0, 246.9, 329.6};
  std::vector<float> samples(static_cast<std::size_t>(seconds * sampleRate));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double time = static_cast<double>(n) / sampleRate;
    double sum = 0.0;
    for (int pluck = 0; pluck * kPluckSeconds < time; ++pluck) {
      const double since = time - pluck * kPluckSeconds, note = kNotesHz[pluck % 6];
      const double attack = 0.5 - 0.5 * std::cos(std::numbers::pi * std::min(1.0, since / 0.005));
      for (int k = 1; k * note < highestHz; ++k) {
        sum += attack * std::exp(-since * (3.0 + k)) / k * std::sin(2.0 * std::numbers::pi * k * note * since);
      }
    }
    samples[n] = static_cast<float>(0.3 * sum);
  }
  return samples;
}

/// Of `found` against `expected`, over their energy.
inline double errorDb(const std::vector<float>& expected, const std::vector<float>& found) {
  double error = 0.0, energy = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = static_cast<double>(found[i]) - static_cast<double>(expected[i]);
    error += difference * difference;
    energy += static_cast<double>(expected[i]) * static_cast<double>(expected[i]);
  }
  return 10.0 * std::log10(error / energy);
}

/// The samples of `signal`, at `sampleRate`, whose times are also sampled at `otherRate`.
inline std::vector<float> inCommon(const std::vector<float>& signal, std::uint64_t sampleRate,
                                   std::uint64_t otherRate) {
  std::vector<float> common;
  for (std::uint64_t i = 0; i < signal.size(); ++i) {
    if (i * otherRate % sampleRate == 0) common.push_back(signal[i]);
  }
  return common;
}

/// Runs anything that has Model's `process` over whole channels in blocks.
template <class Player>
Channels playThrough(Player& player, const Channels& inputs, std::size_t block, std::size_t outputCount = 1) {
  const std::size_t frames = inputs[0].size();
  Channels outputs(outputCount, std::vector<float>(frames));
  for (std::size_t start = 0; start < frames; start += block) {
    std::vector<const float*> in;
    std::vector<float*> out;
    for (const auto& channel : inputs) in.push_back(channel.data() + start);
    for (auto& channel : outputs) out.push_back(channel.data() + start);
    player.process(in.data(), out.data(), std::min(block, frames - start));
  }
  return outputs;
}

/// The engine's stream of `image`, at `phases` times its rate.
inline PhasedModel phased(std::span<const std::byte> image, std::size_t phases) {
  const HostModel model(image);
  std::vector<std::unique_ptr<Player>> copies;
  while (copies.size() < phases) copies.push_back(std::make_unique<EnginePlayer>(model.another()));
  return PhasedModel(std::move(copies));
}

/// Convolutions in front of recurrent layers, with a control: everything that a delay can sit in.
inline ModelSpec hybrid() {
  ModelSpec spec;
  LayerSpec first{.type = LayerType::conv, .activation = Activation::tanh, .inputs = 2, .outputs = 6, .taps = 3};
  LayerSpec second{.type = LayerType::conv, .activation = Activation::leakyRelu, .inputs = 6, .outputs = 5, .taps = 2};
  second.dilation = 7;
  spec.layers = {first, second, layerOf(LayerType::gru, 5, 9), layerOf(LayerType::lstm, 9, 8),
                 layerOf(LayerType::dense, 8, 1, true, Activation::linear)};
  spec.skip = true;
  return spec;
}

}  // namespace tonewright::test
