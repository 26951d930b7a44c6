// The parts of a run: segments, schedules, optimiser, initialisation, threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "training/epochPlan.hpp"
#include "training/initialise.hpp"
#include "training/optimiser.hpp"
#include "training/team.hpp"

using namespace tonewright;
using namespace tonewright::training;

TEST_CASE("Every sample of every recording is in exactly one segment of an epoch, wherever the borders fall") {
  Random random(3);
  for (bool jitter : {false, true}) {
    const SegmentDemand demand = {{100000, 700, 54321}, 32, 128, 40, 300.0, jitter};
    const SegmentPlan plan = planSegments(demand);
    for (int epoch = 0; epoch < 5; ++epoch) {
      std::vector<std::vector<int>> visits;
      for (std::int64_t length : demand.lengths) visits.emplace_back(static_cast<std::size_t>(length));
      const std::vector<Segment> segments = drawSegments(demand, plan, &random);
      CHECK(segments.size() == static_cast<std::size_t>(plan.rounds * demand.lanes));
      for (const Segment& s : segments) {
        if (s.pair < 0) continue;
        std::vector<int>& pair = visits[static_cast<std::size_t>(s.pair)];
        const auto size = static_cast<std::int64_t>(pair.size());
        for (std::int64_t t = s.start; t < s.start + plan.chunks * demand.chunkSamples; ++t)
          if (t >= 0 && t < size) ++pair[static_cast<std::size_t>(t)];
      }
      for (const auto& pair : visits) CHECK(std::all_of(pair.begin(), pair.end(), [](int n) { return n == 1; }));
    }
  }
}

TEST_CASE("Segments are fitted so that hardly a lane idles") {
  for (std::int64_t length : {96000, 912000, 1000000, 28800000}) {
    const SegmentDemand demand = {{length}, 32, 256, 94, 333.0, false};
    const SegmentPlan plan = planSegments(demand);
    const double played = static_cast<double>(plan.rounds) * demand.lanes * plan.chunks * demand.chunkSamples;
    CHECK(static_cast<double>(length) / played > 0.9);
  }
}

TEST_CASE("Schedules start, peak and end where they should") {
  const ScheduleOptions cosine = {ScheduleKind::cosine, 0.1, 0.01, 0.5, 5};
  CHECK(scheduleRatio(cosine, 0.05) == doctest::Approx(0.5));
  CHECK(scheduleRatio(cosine, 0.1) == doctest::Approx(1.0));
  CHECK(scheduleRatio(cosine, 0.55) == doctest::Approx(0.505));
  CHECK(scheduleRatio(cosine, 1.0) == doctest::Approx(0.01));
  CHECK(scheduleRatio(cosine, 1.5) == doctest::Approx(0.01));
  const ScheduleOptions oneCycle = {ScheduleKind::oneCycle, 0.0, 0.001, 0.5, 5};
  CHECK(scheduleRatio(oneCycle, 0.0) == doctest::Approx(0.04));
  CHECK(scheduleRatio(oneCycle, 0.3) == doctest::Approx(1.0));
  CHECK(scheduleRatio(oneCycle, 1.0) == doctest::Approx(0.001));
  CHECK(scheduleRatio({ScheduleKind::constant, 0.0, 0.01, 0.5, 5}, 0.7) == 1.0);
}

TEST_CASE("Adam's first update is the learning rate against the gradient's sign, whatever its size") {
  for (float size : {1e-4f, 1.0f, 1e4f}) {
    Optimiser optimiser({}, 2);
    std::vector<float> weights = {1.0f, 1.0f}, gradient = {size, -size};
    CHECK(optimiser.step(weights, gradient, 0.01));
    CHECK(weights[0] == doctest::Approx(0.99).epsilon(1e-4));
    CHECK(weights[1] == doctest::Approx(1.01).epsilon(1e-4));
  }
}

TEST_CASE("Decoupled decay shrinks weights without a gradient, and clipping limits the gradient's norm") {
  OptimiserOptions options;
  options.weightDecay = 0.5;
  options.clipNorm = 1.0;
  Optimiser optimiser(options, 2);
  std::vector<float> weights = {2.0f, 0.0f}, gradient = {0.0f, 0.0f};
  optimiser.step(weights, gradient, 0.1);
  CHECK(weights[0] == doctest::Approx(1.9));
  gradient = {3.0f, 4.0f};
  optimiser.step(weights, gradient, 0.1);
  CHECK(gradient[0] == doctest::Approx(0.6));
  CHECK(gradient[1] == doctest::Approx(0.8));
}

TEST_CASE("A gradient that is not finite changes nothing") {
  Optimiser optimiser({}, 1);
  std::vector<float> weights = {1.0f}, gradient = {std::nanf("")};
  CHECK_FALSE(optimiser.step(weights, gradient, 0.1));
  CHECK(weights[0] == 1.0f);
}

TEST_CASE("The averaged weights trail the present ones, quickly at first") {
  OptimiserOptions options;
  options.emaDecay = 0.999;
  Optimiser optimiser(options, 1);
  std::vector<float> weights = {0.0f}, gradient = {-1.0f};
  optimiser.restart(weights);
  for (int i = 0; i < 100; ++i) {
    gradient[0] = -1.0f;
    optimiser.step(weights, gradient, 0.01);
  }
  CHECK(weights[0] == doctest::Approx(1.0).epsilon(0.01));
  CHECK(optimiser.average()[0] > 0.8);  // a plain decay of 0.999 would still be below 0.05
  CHECK(optimiser.average()[0] < weights[0]);
}

TEST_CASE("Orthogonal initialisation makes recurrent kernels that keep lengths") {
  ModelSpec spec;
  spec.layers = {{LayerType::gru, Activation::tanh, 1, 8, true}};
  Random random(9);
  const std::vector<float> w = initialWeights(spec, Initialisation::orthogonal, 0.0, random);
  const float* recurrent = w.data() + 24;
  for (int gate = 0; gate < 3; ++gate)
    for (int a = 0; a < 8; ++a)
      for (int b = 0; b <= a; ++b) {
        double dot = 0;
        for (int k = 0; k < 8; ++k) dot += recurrent[a * 24 + gate * 8 + k] * recurrent[b * 24 + gate * 8 + k];
        CHECK(dot == doctest::Approx(a == b ? 1.0 : 0.0).scale(1.0).epsilon(1e-5));
      }
}

TEST_CASE("Orthogonal initialisation makes convolutions that pass the present sample on, within their groups") {
  ModelSpec spec;
  LayerSpec conv;
  conv.type = LayerType::conv;
  conv.inputs = 12;
  conv.outputs = 6;
  conv.groups = 2;
  conv.taps = 3;
  spec.layers = {conv};
  Random random(9);
  const std::vector<float> w = initialWeights(spec, Initialisation::orthogonal, 0.0, random);
  const std::size_t present = 2 * 6 * 6, end = 3 * 6 * 6;
  const auto isZero = [](float value) { return value == 0.0f; };
  CHECK(std::all_of(w.begin(), w.begin() + present, isZero));
  CHECK(std::all_of(w.begin() + end, w.end(), isZero));
  for (std::size_t a = 0; a < 6; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      if (a / 3 != b / 3) continue;  // of different groups, which have inputs of their own
      double dot = 0;
      for (std::size_t in = 0; in < 6; ++in) dot += w[present + in * 6 + a] * w[present + in * 6 + b];
      CHECK(dot == doctest::Approx(a == b ? 1.0 : 0.0).scale(1.0).epsilon(1e-5));
    }
}

TEST_CASE("Uniform initialisation stays within 1/sqrt(units) and repeats with its seed") {
  ModelSpec spec;
  spec.layers = {{LayerType::lstm, Activation::tanh, 1, 16, true}};
  Random one(4), two(4), three(5);
  const std::vector<float> w = initialWeights(spec, Initialisation::uniform, 0.0, one);
  CHECK(w == initialWeights(spec, Initialisation::uniform, 0.0, two));
  CHECK(w != initialWeights(spec, Initialisation::uniform, 0.0, three));
  const auto [low, high] = std::minmax_element(w.begin(), w.end());
  CHECK(*low >= -0.25f);
  CHECK(*low < -0.24f);
  CHECK(*high <= 0.25f);
  CHECK(*high > 0.24f);
}

TEST_CASE("Convolutions start within 1/sqrt(inputs to each output), their conditions within 1/sqrt(channels)") {
  ModelSpec spec;
  LayerSpec conv;
  conv.type = LayerType::conv;
  conv.activation = Activation::prelu;
  conv.inputs = conv.outputs = 48;
  conv.groups = 3;
  conv.taps = 4;
  conv.condition = kModelInput;
  conv.conditionChannels = 4;
  spec.layers = {conv};
  Random random(4);
  const std::vector<float> w = initialWeights(spec, Initialisation::uniform, 0.0, random);
  const auto largest = [&](std::size_t begin, std::size_t end) {
    float most = 0;
    for (std::size_t i = begin; i < end; ++i) most = std::max(most, std::abs(w[i]));
    return most;
  };
  const std::size_t bias = 4 * 16 * 48, condition = bias + 48, slopes = condition + 4 * 48;
  CHECK(largest(0, condition) == doctest::Approx(0.125).epsilon(0.01));
  CHECK(largest(condition, slopes) == doctest::Approx(0.5).epsilon(0.05));
  CHECK(std::all_of(w.begin() + static_cast<std::ptrdiff_t>(slopes), w.end(), [](float s) { return s == 0.25f; }));
}

TEST_CASE("The generator gives the same numbers on every platform") {
  Random random(42);
  for (std::uint32_t expected : {3270867926u, 1795671209u, 1924641435u}) CHECK(random.next() == expected);
}

TEST_CASE("Memory is spread over the gates that keep the state, from 2 samples to the longest") {
  ModelSpec spec;
  spec.layers = {{LayerType::gru, Activation::tanh, 1, 8, true}};
  Random plain(4), spread(4);
  const std::vector<float> w = initialWeights(spec, Initialisation::uniform, 0.0, plain);
  const std::vector<float> v = initialWeights(spec, Initialisation::uniform, 2000.0, spread);
  const auto added = [&](std::size_t unit) { return v[24 + 192 + unit] - w[24 + 192 + unit]; };
  CHECK(added(0) == doctest::Approx(0.0).scale(1.0).epsilon(1e-6));  // log(2 - 1)
  CHECK(added(7) == doctest::Approx(std::log(1999.0)).epsilon(1e-5));
}

TEST_CASE("A team runs each job once, for any number of threads and jobs") {
  for (int threads : {1, 2, 3, 5}) {
    Team team(threads);
    for (int count : {0, 1, 2, 7}) {
      for (int repeat = 0; repeat < 50; ++repeat) {
        std::vector<int> runs(static_cast<std::size_t>(count));
        team.run(count, [&](int i) { ++runs[static_cast<std::size_t>(i)]; });
        CHECK(std::all_of(runs.begin(), runs.end(), [](int n) { return n == 1; }));
      }
    }
  }
}
