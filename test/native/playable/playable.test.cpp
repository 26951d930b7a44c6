#include "playable/playable.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <vector>

using namespace tonewright;

namespace {

/// y = 2x.
struct Doubler {
  Doubler() {
    spec.sampleRate = 48000.0f;
    spec.layers = {LayerSpec{}};
    weights.resize(weightCount(spec.layers[0]));
    weights[0] = 2.0f;
  }
  ModelSpec spec;
  std::vector<float> weights;
};

}  // namespace

TEST_CASE("a playable model gives any number of streams, each at its start") {
  const Doubler doubler;
  const auto model = playable(doubler.spec, doubler.weights);
  CHECK(model->engine() == Engine::tonewright);
  CHECK(model->info().inputs == 1);
  for (int i = 0; i < 2; ++i) {
    std::array<float, 3> audio{0.25f, -0.5f, 1.0f};
    float* channel = audio.data();
    model->player()->process(&channel, &channel, audio.size());
    CHECK(audio == std::array<float, 3>{0.5f, -1.0f, 2.0f});
  }
  CHECK(model->player(RateRequest{96000})->plan().stretch == 2.0);
}

TEST_CASE("RTNeural plays where it was built in, and its absence is said elsewhere") {
  const Doubler doubler;
  CHECK(isBuiltIn(Engine::tonewright));
  if (isBuiltIn(Engine::rtneural)) {
    CHECK(playable(doubler.spec, doubler.weights, Engine::rtneural)->engine() == Engine::rtneural);
  } else {
    CHECK_THROWS_WITH_AS(playable(doubler.spec, doubler.weights, Engine::rtneural), doctest::Contains("RTNEURAL_DIR"),
                         std::invalid_argument);
  }
}
