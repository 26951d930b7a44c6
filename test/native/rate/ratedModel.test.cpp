// Models at a host's rate: which method is taken, latency, blocks, memory.
#include "rate/ratedModel.hpp"

#include <doctest/doctest.h>

#include "../allocations.hpp"
#include "engine/denormals.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

/// Requests that between them take every way of playing hybrid().
constexpr RateRequest kRequests[] = {{48000, 1, RateMethod::automatic}, {96000, 1, RateMethod::automatic},
                                     {44100, 1, RateMethod::automatic}, {48000, 4, RateMethod::automatic},
                                     {44100, 8, RateMethod::automatic}, {192000, 1, RateMethod::resample},
                                     {8000, 2, RateMethod::automatic}};

std::vector<std::byte> recurrentImage() {
  const ModelSpec spec = oneLayer(LayerType::gru, 10);
  return pack(spec, randomWeights(spec));
}

}  // namespace

TEST_CASE("the plan: stretch where it is exact or accurate, convert where not") {
  using enum RateMethod;
  struct Row {
    double modelRate;
    bool isInterpolable;
    RateRequest request;
    std::uint32_t innerRate;
    double stretch;
  };
  for (const Row& row :
       {Row{48000, false, {48000, 1, automatic}, 48000, 1.0}, Row{48000, false, {96000, 1, automatic}, 96000, 2.0},
        Row{48000, false, {192000, 1, automatic}, 192000, 4.0}, Row{44100, false, {88200, 1, automatic}, 88200, 2.0},
        Row{48000, true, {44100, 1, automatic}, 48000, 1.0}, Row{44100, true, {48000, 1, automatic}, 44100, 1.0},
        Row{48000, true, {88200, 1, automatic}, 48000, 1.0}, Row{44100, false, {96000, 1, automatic}, 44100, 1.0},
        Row{44100, true, {96000, 1, automatic}, 96000, 96.0 / 44.1}, Row{48000, true, {8000, 1, automatic}, 48000, 1.0},
        Row{48000, false, {48000, 4, automatic}, 192000, 4.0}, Row{48000, true, {44100, 2, automatic}, 96000, 2.0},
        Row{44100, true, {48000, 8, automatic}, 396900, 9.0}, Row{48000, true, {8000, 8, automatic}, 48000, 1.0},
        Row{48000, false, {96000, 1, resample}, 48000, 1.0}, Row{48000, false, {96000, 2, resample}, 192000, 4.0},
        Row{44100, true, {48000, 1, correct}, 48000, 48.0 / 44.1}}) {
    CAPTURE(row.modelRate);
    CAPTURE(row.request.sampleRate);
    CAPTURE(row.request.oversampling);
    const RatePlan plan = planRate(row.modelRate, row.isInterpolable, row.request);
    CHECK(plan.innerRate == row.innerRate);
    CHECK(plan.stretch == doctest::Approx(row.stretch));
  }
}

TEST_CASE("requests that cannot be met say why") {
  CHECK_THROWS_WITH(planRate(48000, true, {7999, 1, RateMethod::automatic}),
                    "expected a sample rate from 8000 Hz to 192000 Hz; found 7999 Hz");
  CHECK_THROWS_WITH(planRate(48000, true, {192001, 1, RateMethod::automatic}),
                    "expected a sample rate from 8000 Hz to 192000 Hz; found 192001 Hz");
  CHECK_THROWS_WITH(planRate(1, true, {48000, 1, RateMethod::automatic}),
                    "expected a model's rate from 4000 Hz to 768000 Hz; found 1 Hz");
  CHECK_THROWS_WITH(planRate(48000, true, {48000, 3, RateMethod::automatic}),
                    "expected oversampling by 1, 2, 4 or 8; found 3");
  CHECK_THROWS_AS(planRate(48000, true, {44100, 1, RateMethod::correct}), std::invalid_argument);
  CHECK_THROWS_AS(planRate(44100, false, {48000, 1, RateMethod::correct}), std::invalid_argument);
  CHECK_THROWS_AS(RatedModel(std::span<const std::byte>(), {48000, 1, RateMethod::automatic}), std::invalid_argument);
}

TEST_CASE("only models whose memory is recurrent states alone are interpolated") {
  ModelSpec spec = hybrid();
  spec.sampleRate = 44100.0f;
  CHECK(RatedModel(pack(spec, randomWeights(spec)), {96000, 1, RateMethod::automatic}).plan().stretch == 1.0);
  spec = oneLayer(LayerType::lstm, 5);
  spec.sampleRate = 44100.0f;
  const RatedModel model(pack(spec, randomWeights(spec)), {96000, 1, RateMethod::automatic});
  CHECK(model.plan().stretch == doctest::Approx(96.0 / 44.1));
  CHECK(model.latencySamples() == 0);
}

TEST_CASE("any engine's streams can be brought to a host's rate") {
  const ModelSpec spec = hybrid();
  const auto image = pack(spec, randomWeights(spec));
  const auto make = [&] { return std::make_unique<EnginePlayer>(HostModel(image)); };
  const Channels inputs = noise(2, 500);
  for (const RateRequest& request : kRequests) {
    RatedModel own(image, request), other(make, request);
    CHECK(playThrough(other, inputs, 100) == playThrough(own, inputs, 100));
    CHECK(other.latencySamples() == own.latencySamples());
  }
}

TEST_CASE("at any rate of a host a model sounds as at its own, late by what it says") {
  constexpr double kHighestHz = 3000.0;
  const auto image = recurrentImage();
  HostModel own(image);
  const auto expected = playThrough(own.model(), {guitar(48000, 0.4, kHighestHz)}, 64)[0];
  for (const std::uint32_t rate : {8000u, 16000u, 32000u, 44100u, 48000u, 88200u, 96000u, 176400u, 192000u}) {
    const auto dry = guitar(rate, 0.4, kHighestHz);
    for (const std::uint32_t oversampling : {1u, 2u, 4u, 8u}) {
      CAPTURE(rate);
      CAPTURE(oversampling);
      RatedModel model(image, {rate, oversampling, RateMethod::automatic});
      auto found = playThrough(model, {dry}, 256)[0];
      found.erase(found.begin(), found.begin() + model.latencySamples());
      auto common = inCommon(expected, 48000, rate);
      found = inCommon(found, rate, 48000);
      common.resize(found.size());
      const auto settled = static_cast<std::ptrdiff_t>(found.size() / 4);  // the step from silence has no band limit
      CHECK(errorDb({common.begin() + settled, common.end()}, {found.begin() + settled, found.end()}) < -70.0);
    }
  }
}

TEST_CASE("the output is the same however the stream is cut, and after a reset") {
  const ModelSpec spec = hybrid();
  const auto image = pack(spec, randomWeights(spec));
  const Channels inputs = noise(2, 2000);
  for (const RateRequest& request : kRequests) {
    RatedModel whole(image, request);
    const Channels expected = playThrough(whole, inputs, 2000);
    for (const std::size_t block : {1u, 13u, 64u, 129u}) {
      RatedModel model(image, request);
      CHECK(playThrough(model, inputs, block) == expected);
      model.reset();
      CHECK(playThrough(model, inputs, block) == expected);
    }
  }
}

TEST_CASE("an output may overwrite its input at any rate") {
  const ModelSpec spec = hybrid();
  const auto image = pack(spec, randomWeights(spec));
  for (const RateRequest& request : kRequests) {
    Channels inputs = noise(2, 700);
    RatedModel one(image, request), other(image, request);
    const Channels expected = playThrough(one, inputs, 700);
    const float* in[] = {inputs[0].data(), inputs[1].data()};
    float* out[] = {inputs[0].data()};
    other.process(in, out, 700);
    CHECK(inputs[0] == expected[0]);
  }
}

TEST_CASE("nothing is allocated while audio runs at any rate") {
  const ModelSpec spec = hybrid();
  const auto image = pack(spec, randomWeights(spec)), recurrent = recurrentImage();
  const Channels inputs = noise(2, 1000);
  std::vector<float> output(1000);
  const float* in[] = {inputs[0].data(), inputs[1].data()};
  float* out[] = {output.data()};
  const auto allocatesNothing = [&](RatedModel&& model) {
    const std::size_t before = allocations;
    model.process(in, out, 1000);
    model.reset();
    model.process(in, out, 17);
    CHECK(allocations == before);
  };
  for (const RateRequest& request : kRequests) allocatesNothing(RatedModel(image, request));
  allocatesNothing(RatedModel(recurrent, {110000, 1, RateMethod::correct}));
}
