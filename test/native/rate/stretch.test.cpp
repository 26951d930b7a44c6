// Models above their own rate: whole ratios by phases, others by interpolated states.
#include <doctest/doctest.h>

#include "rate/delayedModel.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;

TEST_CASE("at a whole multiple of its rate a model gives, every so many samples, what it gives at its own") {
  const ModelSpec spec = hybrid();
  const auto image = pack(spec, randomWeights(spec));
  for (const std::size_t phases : {1u, 2u, 3u, 4u, 8u}) {
    CAPTURE(phases);
    const Channels fast = noise(2, 500 * phases);
    Channels own(2);
    for (std::size_t i = 0; i < 2; ++i) own[i] = inCommon(fast[i], phases, 1);
    HostModel one(image);
    PhasedModel model = phased(image, phases);
    const auto expected = playThrough(one.model(), own, 64)[0];
    CHECK(inCommon(playThrough(model, fast, 100)[0], phases, 1) == expected);
  }
}

TEST_CASE("phases are what dilations times their number and states of that many samples ago are") {
  SUBCASE("convolutions") {
    ModelSpec spec = hybrid(), scaled;
    spec.layers.resize(2);
    spec.layers[1].outputs = 1;
    scaled = spec;
    for (LayerSpec& layer : scaled.layers) layer.dilation *= 3;
    const auto weights = randomWeights(spec);
    PhasedModel inPhases = phased(pack(spec, weights), 3);
    HostModel model(pack(scaled, weights));
    const Channels inputs = noise(2, 1000);
    CHECK(largestDifference(playThrough(inPhases, inputs, 64)[0], playThrough(model.model(), inputs, 64)[0]) < 1e-6);
  }
  for (const LayerType type : {LayerType::rnn, LayerType::gru, LayerType::lstm}) {
    const ModelSpec spec = oneLayer(type, 12);
    const auto image = pack(spec, randomWeights(spec));
    PhasedModel inPhases = phased(image, 3);
    DelayedModel delayed(HostModel(image), 3.0);
    const Channels inputs = noise(1, 1000);
    CHECK(largestDifference(playThrough(inPhases, inputs, 64)[0], playThrough(delayed, inputs, 64)[0]) < 1e-6);
  }
}

TEST_CASE("interpolated states follow the model at its own rate: to -60 dB from twice the rate on, to -25 dB below") {
  constexpr std::uint32_t ownRate = 44100;
  for (const LayerType type : {LayerType::gru, LayerType::lstm}) {
    const ModelSpec spec = oneLayer(type, 12);
    const auto image = pack(spec, randomWeights(spec));
    HostModel model(image);
    const auto own = playThrough(model.model(), {guitar(ownRate, 0.5, 5000.0)}, 64)[0];
    for (const std::uint32_t rate : {48000u, 88200u, 96000u, 176400u, 192000u}) {
      DelayedModel delayed(HostModel(image), static_cast<double>(rate) / ownRate);
      const auto found = playThrough(delayed, {guitar(rate, 0.5, 5000.0)}, 64)[0];
      const double error = errorDb(inCommon(own, ownRate, rate), inCommon(found, rate, ownRate));
      CAPTURE(rate);
      CAPTURE(error);
      CHECK(error < (rate >= 2 * ownRate ? -60.0 : -25.0));
    }
  }
}

TEST_CASE("interpolation of states stays stable where the model is, however slowly it forgets") {
  // One unit that holds its state: h' = z h with z near 1, so that any gain above 1 in the loop grows for ever.
  ModelSpec spec = oneLayer(LayerType::gru, 1);
  auto weights = std::vector<float>(weightCount(spec), 0.0f);
  weights[2] = 1.0f;   // input to candidate
  weights[6] = 9.0f;   // bias of z
  weights[12] = 1.0f;  // output
  const auto image = pack(spec, weights);
  for (double delay = 1.0; delay < 5.0; delay += 0.13) {
    CAPTURE(delay);
    DelayedModel delayed(HostModel(image), delay);
    const auto found = playThrough(delayed, noise(1, 20000), 1000)[0];
    CHECK(std::all_of(found.begin(), found.end(), [](float y) { return std::abs(y) <= 1.0f; }));
  }
}

TEST_CASE("a reset starts stretched models again") {
  const ModelSpec spec = oneLayer(LayerType::lstm, 8);
  const auto image = pack(spec, randomWeights(spec));
  const auto repeats = [](Player&& player) {
    const Channels inputs = noise(1, 301);
    const Channels first = playThrough(player, inputs, 50);
    CHECK(playThrough(player, inputs, 50) != first);
    player.reset();
    CHECK(playThrough(player, inputs, 50) == first);
  };
  repeats(phased(image, 4));
  repeats(DelayedModel(HostModel(image), 2.5));
}
