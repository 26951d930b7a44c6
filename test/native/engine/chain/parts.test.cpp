// The small parts: values that glide, gains, DC blocker, crossfade, and the table.
#include <doctest/doctest.h>

#include "engine/chain/crossfade.hpp"
#include "engine/chain/dcBlocker.hpp"
#include "engine/chain/gain.hpp"
#include "engine/chain/knobs.hpp"
#include "engine/chain/settings.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using chain::ParameterId;

TEST_CASE("a glide takes 20 ms in even steps and ends exactly where it should") {
  chain::Smoothed value(1.0f);
  value.prepare(48000.0f);
  value.glideTo(0.3f);
  Samples path(960);
  for (float& x : path) x = value.next();
  CHECK(path[479] == doctest::Approx(0.65));
  CHECK(path[958] != 0.3f);
  CHECK(path[959] == 0.3f);
  CHECK(largestStep(path) == doctest::Approx(0.7 / 960).epsilon(0.001));
  CHECK(value.restsAt(0.3f));
}

TEST_CASE("the knobs of a preset glide where the table says, any number of samples at a time, and further ones stay") {
  std::array<chain::Smoothed, chain::kKnobs + 1> knobs, sampleBySample;
  chain::ParameterValues values;
  for (std::size_t i = 0; i < chain::kKnobs; ++i) values.set(chain::knobId(i), 0.1f * float(i + 1));
  CHECK(chain::parameterOf(chain::knobId(7)).id == "knob8");
  for (auto* all : {&knobs, &sampleBySample}) {
    for (chain::Smoothed& knob : *all) knob.prepare(48000.0f);
    chain::glide(*all, values);
  }
  Samples path(1000), wanted(1000);
  knobs[7].fill(path.data(), 100);
  knobs[7].fill(path.data() + 100, 900);
  for (float& x : wanted) x = sampleBySample[7].next();
  CHECK(path == wanted);
  CHECK(path[959] == 0.8f);
  CHECK(path[999] == 0.8f);
  knobs[8].fill(path.data(), 1000);
  CHECK(path == Samples(1000, 0.0f));
}

TEST_CASE("a gain at 0 dB is bit-identical, at -6 dB the half") {
  chain::Gain gain;
  gain.prepare(48000.0f);
  const auto process = [&](const chain::Block& b) { gain.process(b); };
  const Channels in = noise(2, 3000);
  CHECK(isSameToTheBit(inBlocks(in, 64, process), in));
  gain.set(-6.0206f);
  const Channels out = inBlocks(in, 64, process);
  CHECK(out[1][2999] == doctest::Approx(0.5f * in[1][2999]));
  gain.set(0.0f);
  inBlocks(in, 64, process);
  CHECK(isSameToTheBit(inBlocks(in, 64, process), in));
}

TEST_CASE("the DC blocker is -3.01 dB at 5 Hz and less than 0.1 dB at 40 Hz, at any rate") {
  for (const float sampleRate : {8000.0f, 48000.0f, 192000.0f}) {
    chain::DcBlocker blocker;
    blocker.prepare(sampleRate);
    const auto frames = static_cast<std::size_t>(sampleRate);
    const auto gainDb = [&](double frequencyHz) {
      const Channels in = sine(1, 2 * frames, frequencyHz, sampleRate);
      const Channels out = inBlocks(in, 64, [&](const chain::Block& b) { blocker.process(b); });
      return decibels(rms(partOf(out[0], frames, 2 * frames)) / rms(partOf(in[0], frames, 2 * frames)));
    };
    CHECK(gainDb(5.0) == doctest::Approx(-3.01).epsilon(0.001));
    CHECK(gainDb(40.0) > -0.1);
  }
}

TEST_CASE("a constant is gone after half a second, at 192 kHz too") {
  for (const float sampleRate : {48000.0f, 192000.0f}) {
    chain::DcBlocker blocker;
    blocker.prepare(sampleRate);
    const Channels in = constant(2, static_cast<std::size_t>(0.5f * sampleRate), 0.3f);
    const Channels out = inBlocks(in, 64, [&](const chain::Block& b) { blocker.process(b); });
    CHECK(std::abs(out[1].back()) < 1e-5f);
  }
}

TEST_CASE("a DC blocker that is switched off fades out and is then bit-identical") {
  chain::DcBlocker blocker;
  blocker.prepare(48000.0f);
  const auto process = [&](const chain::Block& b) { blocker.process(b); };
  inBlocks(constant(1, 48000), 64, process);
  blocker.set(false);
  const Channels off = inBlocks(constant(1, 1920), 64, process);
  CHECK(largestStep(off[0]) < 1.1 / 960);
  const Channels in = noise(1, 2000);
  CHECK(isSameToTheBit(inBlocks(in, 64, process), in));
  blocker.set(true);
  CHECK(largestStep(inBlocks(constant(1, 48000), 64, process)[0]) < 1.1 / 960);
}

TEST_CASE("a crossfade of a signal with itself is that signal; it ends with the new one to the bit") {
  chain::Crossfade fade;
  fade.prepare(48000.0f);
  CHECK_FALSE(fade.isFading());
  Channels from = noise(2, 960), to = from;
  fade.start();
  CHECK(fade.isFading());
  fade.process(blockOf(from), blockOf(to));
  CHECK(largestDifference(from[0], to[0]) < 1e-7);
  CHECK_FALSE(fade.isFading());

  Channels one = constant(1, 2000, 1.0f), other = constant(1, 2000, -1.0f);
  fade.start();
  fade.process(blockOf(one), blockOf(other));
  CHECK(largestStep(other[0]) < 2.01 / 960);
  CHECK(other[0][479] == doctest::Approx(0.0).epsilon(0.01));
  CHECK(partOf(other[0], 959, 2000) == Samples(1041, -1.0f));
}

TEST_CASE("a knob goes from the lowest value to the highest and back, a logarithmic one by ratios") {
  for (const chain::Parameter& parameter : chain::kParameters) {
    CAPTURE(std::string(parameter.id));
    CHECK(chain::valueAt(parameter, 0.0f) == parameter.min);
    CHECK(chain::valueAt(parameter, 1.0f) == doctest::Approx(parameter.max));
    for (const float value : {parameter.min, parameter.initial, parameter.max}) {
      CHECK(chain::valueAt(parameter, chain::normalised(parameter, value)) == doctest::Approx(value));
    }
  }
  CHECK(chain::valueAt(chain::parameterOf(ParameterId::gateRelease), 0.5f) == doctest::Approx(100.0));
  CHECK(chain::valueAt(chain::parameterOf(ParameterId::oversampling), 0.4f) == 1.0f);
}

TEST_CASE("ids find their rows, and values keep to their ranges") {
  CHECK(chain::findParameter("presence") == ParameterId::presence);
  CHECK(chain::findParameter("next") == ParameterId::next);
  CHECK_FALSE(chain::findParameter("wow"));
  static_assert(chain::parameterOf(ParameterId::next).id == "next");
  chain::ParameterValues values;
  values.set(ParameterId::output, 99.0f);
  CHECK(values[ParameterId::output] == 24.0f);
  values.set(ParameterId::output, std::numeric_limits<float>::quiet_NaN());
  CHECK(values[ParameterId::output] == 0.0f);
}

TEST_CASE("level match brings a preset to -18 LUFS, calibration the interface to the device's level") {
  chain::ParameterValues values;
  CHECK(chain::settingsOf(values, {-25.0f, 18.0f}).levelMatchDb == 7.0f);
  CHECK(chain::settingsOf(values, {-25.0f, 18.0f}).inputDb == 0.0f);
  CHECK(chain::settingsOf(values).levelMatchDb == 0.0f);
  CHECK(chain::settingsOf(values, {-90.0f, {}}).levelMatchDb == 24.0f);
  values.set(ParameterId::levelMatch, 0.0f);
  values.set(ParameterId::calibrate, 1.0f);
  values.set(ParameterId::input, -3.0f);
  // Full scale is +12 dBu at the interface and +18 dBu for the model: the same voltage is 6 dB less of its full scale.
  CHECK(chain::settingsOf(values, {-25.0f, 18.0f}).inputDb == -9.0f);
  CHECK(chain::settingsOf(values, {-25.0f, 18.0f}).levelMatchDb == 0.0f);
  CHECK(chain::settingsOf(values).inputDb == -3.0f);
}
