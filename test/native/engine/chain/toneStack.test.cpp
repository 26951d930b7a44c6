// The bands against the cookbook, evaluated in double; gains that move while they play.
#include "engine/chain/toneStack.hpp"

#include <complex>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using chain::BandShape;
using chain::ToneDb;
using chain::ToneStack;

namespace {

constexpr float kRates[] = {44100.0f, 48000.0f, 96000.0f, 192000.0f};

/// Response of R. Bristow-Johnson's biquad, in dB.
double cookbookDb(BandShape shape, double centreHz, double q, double gainDb, double frequencyHz, double sampleRate) {
  const double w0 = 2.0 * std::numbers::pi * centreHz / sampleRate, a = std::pow(10.0, gainDb / 40.0);
  const double c = std::cos(w0), alpha = std::sin(w0) / (2.0 * q), s = 2.0 * std::sqrt(a) * alpha;
  double b[3], d[3];
  if (shape == BandShape::peak) {
    b[0] = 1 + alpha * a, b[1] = -2 * c, b[2] = 1 - alpha * a;
    d[0] = 1 + alpha / a, d[1] = -2 * c, d[2] = 1 - alpha / a;
  } else {
    const double sign = shape == BandShape::lowShelf ? 1.0 : -1.0;
    b[0] = a * (a + 1 - sign * (a - 1) * c + s), b[1] = sign * 2 * a * (a - 1 - sign * (a + 1) * c);
    b[2] = a * (a + 1 - sign * (a - 1) * c - s);
    d[0] = a + 1 + sign * (a - 1) * c + s, d[1] = -sign * 2 * (a - 1 + sign * (a + 1) * c);
    d[2] = a + 1 + sign * (a - 1) * c - s;
  }
  const std::complex<double> z = std::polar(1.0, -2.0 * std::numbers::pi * frequencyHz / sampleRate);
  return decibels(std::abs((b[0] + b[1] * z + b[2] * z * z) / (d[0] + d[1] * z + d[2] * z * z)));
}

/// Gain of `process` at a frequency, from two seconds of a quiet sine, the second of which counts.
template <class Process>
double gainDbAt(double frequencyHz, float sampleRate, Process process) {
  const auto frames = static_cast<std::size_t>(sampleRate);
  const Channels in = sine(1, 2 * frames, frequencyHz, sampleRate, 0.1f);
  const Channels out = inBlocks(in, 64, process);
  return decibels(rms(partOf(out[0], frames, 2 * frames)) / rms(partOf(in[0], frames, 2 * frames)));
}

}  // namespace

TEST_CASE("every band has the cookbook's response to 0.01 dB at any rate, gain and frequency") {
  struct Case {
    BandShape shape;
    double centreHz, q;
    float ToneDb::*gain;
  };
  const Case cases[] = {{BandShape::lowShelf, 100.0, std::sqrt(0.5), &ToneDb::bass},
                        {BandShape::peak, 650.0, 0.6, &ToneDb::mid},
                        {BandShape::highShelf, 2500.0, std::sqrt(0.5), &ToneDb::treble},
                        {BandShape::peak, 5000.0, 0.9, &ToneDb::presence}};
  for (const float sampleRate : kRates) {
    for (const Case& band : cases) {
      for (const float gainDb : {-12.0f, -3.0f, 6.0f, 12.0f}) {
        ToneStack stack;
        stack.prepare(sampleRate);
        ToneDb tone;
        tone.*band.gain = gainDb;
        stack.set(tone);
        stack.reset();
        for (const double frequencyHz : {10.0, 0.5 * band.centreHz, band.centreHz, 2.0 * band.centreHz, 15000.0}) {
          CAPTURE(sampleRate);
          CAPTURE(band.centreHz);
          CAPTURE(gainDb);
          CAPTURE(frequencyHz);
          const double expected = cookbookDb(band.shape, band.centreHz, band.q, gainDb, frequencyHz, sampleRate);
          const double found = gainDbAt(frequencyHz, sampleRate, [&](const chain::Block& b) { stack.process(b); });
          CHECK(std::abs(found - expected) < 0.01);
        }
      }
    }
  }
}

TEST_CASE("a shelf has its whole gain far inside, half of it in dB at its frequency; a peak all of it at its own") {
  ToneStack stack;
  stack.prepare(48000.0f);
  const auto gainAt = [&](ToneDb tone, double frequencyHz) {
    stack.set(tone);
    stack.reset();
    return gainDbAt(frequencyHz, 48000.0f, [&](const chain::Block& b) { stack.process(b); });
  };
  CHECK(gainAt({.bass = 12.0f}, 5.0) == doctest::Approx(12.0).epsilon(0.001));
  CHECK(gainAt({.bass = 12.0f}, 100.0) == doctest::Approx(6.0).epsilon(0.001));
  CHECK(gainAt({.mid = -9.0f}, 650.0) == doctest::Approx(-9.0).epsilon(0.001));
  CHECK(gainAt({.treble = 8.0f}, 20000.0) == doctest::Approx(8.0).epsilon(0.001));
  CHECK(gainAt({.treble = 8.0f}, 2500.0) == doctest::Approx(4.0).epsilon(0.001));
  CHECK(gainAt({.presence = 6.0f}, 5000.0) == doctest::Approx(6.0).epsilon(0.001));
}

TEST_CASE("at 8 kHz, where the presence lies above the band, every gain is stable") {
  ToneStack stack;
  stack.prepare(8000.0f);
  for (const float gainDb : {-12.0f, 12.0f}) {
    stack.set({gainDb, gainDb, gainDb, gainDb});
    const Channels out = inBlocks(noise(2, 80000), 64, [&](const chain::Block& b) { stack.process(b); });
    for (const Samples& samples : out) CHECK(*std::max_element(samples.begin(), samples.end()) < 20.0f);
  }
}

TEST_CASE("a flat tone stack is bit-identical, also after it was not flat") {
  ToneStack stack;
  stack.prepare(48000.0f);
  const Channels in = noise(2, 2000);
  const auto process = [&](const chain::Block& b) { stack.process(b); };
  CHECK(isSameToTheBit(inBlocks(in, 64, process), in));
  stack.set({6.0f, -6.0f, 12.0f, 3.0f});
  CHECK_FALSE(isSameToTheBit(inBlocks(in, 64, process), in));
  stack.set({});
  inBlocks(noise(2, 960), 64, process);  // the glide's 20 ms
  CHECK(isSameToTheBit(inBlocks(in, 64, process), in));
}

TEST_CASE("gains that jump from end to end every 5 ms neither click nor ring up") {
  for (const float sampleRate : {8000.0f, 48000.0f, 192000.0f}) {
    ToneStack stack;
    stack.prepare(sampleRate);
    const Channels in = sine(1, static_cast<std::size_t>(2.0f * sampleRate), 110.0, sampleRate, 0.5f);
    bool isUp = false;
    const auto block = static_cast<std::size_t>(0.005f * sampleRate);
    const Channels out = inBlocks(in, block, [&](const chain::Block& b) {
      isUp = !isUp;
      const float gainDb = isUp ? 12.0f : -12.0f;
      stack.set({gainDb, -gainDb, gainDb, -gainDb});
      stack.process(b);
    });
    CAPTURE(sampleRate);
    // A sine at the most that all bands can make of it steps no further.
    CHECK(largestStep(out[0]) < 4.0 * largestStep(in[0]));
  }
}
