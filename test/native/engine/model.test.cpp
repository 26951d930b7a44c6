// How a model plays: blocks, state, values that are not finite, memory.
#include "engine/model.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "../allocations.hpp"
#include "engine/denormals.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

/// A stack with every kind of layer, so that every kernel takes part.
ModelSpec everyLayer() {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 2, 9),        layerOf(LayerType::gru, 9, 70),
                 layerOf(LayerType::gru, 70, 33, false), layerOf(LayerType::lstm, 33, 40),
                 layerOf(LayerType::rnn, 40, 21),        layerOf(LayerType::dense, 21, 2, true, Activation::linear)};
  spec.skip = true;
  return spec;
}

std::vector<InstructionSet> allSets() {
  auto sets = fastSets();
  sets.push_back(InstructionSet::reference);
  return sets;
}

}  // namespace

TEST_CASE("the output is the same to the bit however the stream is cut") {
  const ModelSpec spec = everyLayer();
  const auto weights = randomWeights(spec);
  const Channels inputs = noise(2, 3000);
  for (const InstructionSet set : allSets()) {
    CAPTURE(std::string(nameOf(set)));
    const Channels expected = play(spec, weights, set, inputs, 3000);
    for (const std::size_t block : {1u, 7u, 63u, 64u, 65u, 1000u}) {
      CAPTURE(block);
      CHECK(play(spec, weights, set, inputs, block) == expected);
    }
  }
}

TEST_CASE("reset gives the first output again, to the bit") {
  const ModelSpec spec = everyLayer();
  for (const InstructionSet set : allSets()) {
    HostModel host(pack(spec, randomWeights(spec)), set);
    const Channels inputs = noise(2, 777);
    const Channels first = play(host.model(), inputs, 100);
    CHECK(play(host.model(), inputs, 100) != first);
    host.model().reset();
    CHECK(play(host.model(), inputs, 100) == first);
  }
}

TEST_CASE("a copy of the state continues the stream") {
  const ModelSpec spec = everyLayer();
  for (const InstructionSet set : allSets()) {
    HostModel one(pack(spec, randomWeights(spec)), set), other(pack(spec, randomWeights(spec)), set);
    play(one.model(), noise(2, 500), 64);
    Samples state(one.info().stateCount);
    CHECK(state.size() == 70 + 33 + 2 * 40 + 21);
    one.model().getState(state.data());
    other.model().setState(state.data());
    const Channels next = noise(2, 500, 1.0f, 9);
    CHECK(largestDifference(play(one.model(), next, 64)[0], play(other.model(), next, 64)[0]) <= 2e-6);
  }
}

TEST_CASE("an output may overwrite its input") {
  const ModelSpec spec = everyLayer();
  const auto weights = randomWeights(spec);
  Channels signal = noise(2, 300);
  const Channels expected = play(spec, weights, InstructionSet::best, signal);
  HostModel host(pack(spec, weights));
  const float* in[] = {signal[0].data(), signal[1].data()};
  float* out[] = {signal[0].data(), signal[1].data()};
  host.model().process(in, out, 300);
  CHECK(signal == expected);
}

TEST_CASE("nothing is allocated while audio runs") {
  const ModelSpec spec = everyLayer();
  const Channels inputs = noise(2, 1000);
  Channels outputs(2, Samples(1000));
  for (const InstructionSet set : allSets()) {
    HostModel host(pack(spec, randomWeights(spec)), set);
    Samples state(host.info().stateCount);
    const float* in[] = {inputs[0].data(), inputs[1].data()};
    float* out[] = {outputs[0].data(), outputs[1].data()};
    const std::size_t before = allocations;
    host.model().process(in, out, 1000);
    host.model().getState(state.data());
    host.model().setState(state.data());
    host.model().reset();
    host.model().process(in, out, 17);
    CHECK(allocations == before);
  }
  const std::size_t before = allocations;
  { const Samples proof(1); }
  CHECK(allocations == before + 1);  // the counter counts
}

TEST_CASE("inputs that are not finite count as silence") {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity()};
  const ModelSpec spec = everyLayer();
  const auto weights = randomWeights(spec);
  for (const InstructionSet set : allSets()) {
    Channels silent = noise(2, 300), spoilt = silent;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t channel = 0; channel < 2; ++channel) {
        silent[channel][50 * i] = 0.0f;
        spoilt[channel][50 * i] = bad[i];
      }
    }
    CHECK(play(spec, weights, set, spoilt) == play(spec, weights, set, silent));
  }
}

TEST_CASE("a model that overflows plays zeros and recovers from it") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::rnn, 1, 3, true, Activation::relu),
                 layerOf(LayerType::dense, 3, 1, true, Activation::linear)};
  std::vector<float> weights(weightCount(spec), 0.0f);
  std::fill_n(weights.begin(), 3, 1.0f);       // input
  std::fill_n(weights.begin() + 3, 9, 1e10f);  // state: overflows within four samples of a click
  std::fill_n(weights.begin() + 15, 3, 1.0f);  // output
  for (const InstructionSet set : allSets()) {
    HostModel host(pack(spec, weights), set);
    Channels click(1, Samples(128));
    click[0][5] = 1.0f;
    const Channels found = play(host.model(), click, 64);
    for (const float y : found[0]) CHECK(std::isfinite(y));
    CHECK(found[0][5] == doctest::Approx(3.0));
    CHECK(found[0][6] > 1e9f);
    for (std::size_t t = 20; t < 128; ++t) CHECK(found[0][t] == 0.0f);
    const Channels again = play(host.model(), click, 64);
    CHECK(again[0][5] == doctest::Approx(3.0));
  }
}

TEST_CASE("extreme inputs give finite outputs from every kernel") {
  const ModelSpec spec = everyLayer();
  for (const InstructionSet set : allSets()) {
    const Channels found = play(spec, randomWeights(spec), set, noise(2, 500, 3e38f));
    for (const Samples& channel : found) {
      for (const float y : channel) CHECK(std::isfinite(y));
    }
  }
}

TEST_CASE("an image tells what it needs, and too little memory is refused") {
  const ModelSpec spec = oneLayer(LayerType::lstm, 40);
  const auto image = pack(spec, randomWeights(spec));
  HostModel host(image);
  CHECK(host.info().inputs == 1);
  CHECK(host.info().outputs == 1);
  CHECK(host.info().sampleRate == 48000.0f);
  CHECK(host.info().latencySamples == 0);
  CHECK(host.info().receptiveFieldSamples == kUnboundedField);
  CHECK(host.info().multiplyAddsPerSample == 4 * 40 * 41 + 40);
  CHECK(host.info().stateCount == 80);

  AlignedBytes aligned(image.size()), memory(host.info().memoryBytes);
  std::memcpy(aligned.span().data(), image.data(), image.size());
  Model model;
  const auto little = memory.span().first(memory.span().size() - 64);
  const ImageError error = model.load(aligned.span(), little);
  CHECK(error.code == ImageErrorCode::memory);
  CHECK(error.expected == host.info().memoryBytes);
  CHECK(error.found == host.info().memoryBytes - 64);
  CHECK(model.load(aligned.span(), memory.span().subspan(4)).code == ImageErrorCode::misaligned);
  CHECK_FALSE(model.load(aligned.span(), memory.span()));
}

TEST_CASE("memoryless models have a receptive field of one sample") {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::dense, 1, 8), layerOf(LayerType::dense, 8, 1)};
  CHECK(HostModel(pack(spec, randomWeights(spec))).info().receptiveFieldSamples == 1);
}

TEST_CASE("subnormal numbers are flushed inside the guard and only there") {
  volatile float tiny = 1e-38f;
  {
    const FlushToZero flush;
#if defined(__SSE__) || defined(__aarch64__)
    CHECK(tiny * 0.1f == 0.0f);
#endif
  }
  CHECK(tiny * 0.1f > 0.0f);
}
