#include "engine/chain/gate.hpp"

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using chain::Gate;

namespace {

constexpr float kRate = 48000.0f;
constexpr std::size_t kMillisecond = 48;

/// A gate at -40 dB that has closed in silence.
Gate closedGate(float releaseMs = 100.0f, float sampleRate = kRate) {
  Gate gate;
  gate.prepare(sampleRate);
  gate.set(true, -40.0f, releaseMs);
  inBlocks(constant(2, static_cast<std::size_t>(sampleRate), 0.0f), 64,
           [&](const chain::Block& b) { gate.process(b); });
  return gate;
}

Channels play(Gate& gate, const Channels& in, std::size_t block = 64) {
  return inBlocks(in, block, [&](const chain::Block& b) { gate.process(b); });
}

}  // namespace

TEST_CASE("a gate that is off is bit-identical") {
  Gate gate;
  gate.prepare(kRate);
  gate.set(false, -100.0f, 100.0f);
  const Channels in = noise(2, 10000, 1e-6f);
  CHECK(isSameToTheBit(play(gate, in), in));
}

TEST_CASE("a gate opens within 2 ms at any rate, and is then bit-identical") {
  for (const float sampleRate : {8000.0f, 44100.0f, 192000.0f}) {
    Gate gate = closedGate(100.0f, sampleRate);
    const Channels in = constant(2, 4000, 0.5f);
    const Channels out = play(gate, in);
    const auto opened = static_cast<std::size_t>(0.002f * sampleRate);
    CHECK(out[0][0] < 0.5f);
    CHECK(partOf(out[0], opened, 4000) == partOf(in[0], opened, 4000));
  }
}

TEST_CASE("noise below the threshold is attenuated by more than 80 dB") {
  Gate gate = closedGate();
  const Channels in = noise(2, 10000, 0.0099f);
  const Channels out = play(gate, in);
  CHECK(decibels(rms(out[0]) / rms(in[0]) + 1e-30) < -80.0);
}

TEST_CASE("a gate holds for 40 ms, then is silent after the release time") {
  for (const float releaseMs : {10.0f, 100.0f, 1000.0f}) {
    Gate gate = closedGate(releaseMs);
    play(gate, constant(2, 10 * kMillisecond, 0.5f));
    const auto release = static_cast<std::size_t>(releaseMs) * kMillisecond;
    const Channels out = play(gate, constant(2, 50 * kMillisecond + release, 0.004f));
    CHECK(out[0][39 * kMillisecond] == 0.004f);
    CHECK(out[0][40 * kMillisecond + release / 2] == doctest::Approx(0.002).epsilon(0.02));
    CHECK(out[0].back() == 0.0f);
  }
}

TEST_CASE("between threshold and hysteresis the gate stays as it is") {
  Gate gate = closedGate();
  const Channels between = constant(2, 20000, 0.007f);  // -43 dB
  CHECK(play(gate, between)[0].back() == 0.0f);
  play(gate, constant(2, 100, 0.02f));
  CHECK(play(gate, between)[0].back() == 0.007f);
}

TEST_CASE("the lowest note of a bass does not flutter: one opening, then every sample passes") {
  Gate gate = closedGate();
  const Channels in = sine(1, 48000, 31.0, kRate, 0.0101f);
  const Channels out = play(gate, in);
  CHECK(partOf(out[0], 2000, 48000) == partOf(in[0], 2000, 48000));
}

TEST_CASE("either channel opens the gate for both, by the same gain") {
  Gate gate = closedGate();
  Channels in = constant(2, 1000, 0.5f);
  std::fill(in[1].begin(), in[1].end(), 0.001f);
  const Channels out = play(gate, in);
  for (std::size_t t = 0; t < 1000; ++t) CHECK(out[1][t] == doctest::Approx(out[0][t] / 500.0f));
}

TEST_CASE("opening and closing have no step: at most 1.5 of full scale a millisecond") {
  Gate gate = closedGate(10.0f);
  Channels in = constant(1, 200 * kMillisecond, 1.0f);
  std::fill(in[0].begin() + 10 * kMillisecond, in[0].end(), 0.004f);
  const Channels out = play(gate, in);
  CHECK(largestStep(partOf(out[0], 0, 10 * kMillisecond)) <= 1.5 / kMillisecond * 1.001);
  CHECK(largestStep(partOf(out[0], 10 * kMillisecond, out[0].size())) <= 0.004 * 1.5 / (10.0 * kMillisecond) * 1.001);
}
