#include "allocations.hpp"
#include "preset/render.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::plugin;
using namespace tonewright::plugin::test;

namespace {

constexpr double kRate = 48000.0;

/// A prepared sound with a preset.
struct Playing {
  Playing(const SharedPreset& preset, double sampleRate = kRate, const chain::ParameterValues& values = flatValues())
      : values(values) {
    rigger.prepare({sampleRate, 1}, values);
    if (preset) rigger.setPreset(preset, values);
  }
  chain::ParameterValues values;
  Sound sound;
  Rigger rigger{sound};
};

/// The preset by the engine alone, knobs in the middle as in flatValues().
std::vector<float> byEngine(const LoadedPreset& preset, const std::vector<float>& input, std::uint32_t sampleRate) {
  const auto player = preset.playableOn(Engine::tonewright)->player(RateRequest{sampleRate});
  const std::vector<float> knob(input.size(), 0.5f);
  std::vector<const float*> inputs(player->info().inputs, knob.data());
  inputs[0] = input.data();
  std::vector<float> output(input.size());
  float* pointer = output.data();
  player->process(inputs.data(), &pointer, input.size());
  return output;
}

double toDb(double x) { return 20.0 * std::log10(x + 1e-30); }

}  // namespace

TEST_CASE("with a flat chain, a preset sounds as the engine plays it, at every rate and in every block size") {
  for (const char* name : {"aida-x-lstm12.json", "tonewright-tcn.json", "tonewright-lstm6-knobs.json"}) {
    const SharedPreset preset = presetOf(name);
    for (const double rate : {8000.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
      const std::vector<float> input = noise(6000);
      const std::vector<float> expected = byEngine(*preset, input, static_cast<std::uint32_t>(rate));
      for (const std::size_t block : {1, 17, 64, 480, 2048, 8192}) {
        CAPTURE(name);
        CAPTURE(rate);
        CAPTURE(block);
        Playing playing(preset, rate);
        CHECK(largestDifference(play(playing.sound, input, block, playing.values), expected) < 1e-5);
      }
    }
  }
}

TEST_CASE("a switch between equal presets while a tone plays is not heard: -80 dB") {
  for (const char* name : {"aida-x-lstm12.json", "tonewright-gru8.json", "nam-wavenet.nam"}) {
    for (const double rate : {44100.0, 48000.0, 96000.0}) {
      const SharedPreset preset = presetOf(name), again = presetOf(name);
      const std::vector<float> input = tone(220.0, rate, std::size_t(4 * rate));
      Playing undisturbed(preset, rate), switched(preset, rate);
      const std::vector<float> expected = play(undisturbed.sound, input, 128, undisturbed.values);
      const auto found = play(switched.sound, input, 128, switched.values, [&](std::size_t frame) {
        if (frame == std::size_t(rate * 1.5) / 128 * 128) switched.rigger.setPreset(again, switched.values);
      });
      const double peak = largestDifference(expected, std::vector<float>(expected.size()));
      const double heard = toDb(largestDifference(expected, found) / peak);
      CAPTURE(name);
      CAPTURE(rate);
      MESSAGE(name << " at " << rate << " Hz: " << heard << " dB");
      CHECK(heard < -80.0);
    }
  }
}

TEST_CASE("a switch between different presets makes no step beyond the louder one's own") {
  const SharedPreset loud = presetOf("aida-x-lstm12.json"), other = presetOf("tonewright-tcn.json");
  const std::vector<float> input = tone(110.0, kRate, 96000);
  Playing first(loud), second(other), switched(loud);
  const auto one = play(first.sound, input, 64, first.values), two = play(second.sound, input, 64, second.values);
  const auto found = play(switched.sound, input, 64, switched.values, [&](std::size_t frame) {
    if (frame % 9600 == 0) switched.rigger.setPreset(frame % 19200 == 0 ? other : loud, switched.values);
  });
  const double most = std::max(largestStep(one, 4800, one.size()), largestStep(two, 4800, two.size()));
  CHECK(largestStep(found, 4800, found.size()) <= most * 1.01);
}

TEST_CASE("presets are switched by another thread while audio plays") {
  const SharedPreset one = presetOf("aida-x-lstm12.json"), two = presetOf("tonewright-gru8.json");
  Playing playing(one);
  std::atomic<bool> isOver{false};
  std::thread control([&] {
    for (int i = 0; !isOver; ++i)
      playing.rigger.setPreset(i % 3 == 0 ? nullptr : i % 3 == 1 ? two : one, playing.values);
  });
  const auto output = play(playing.sound, tone(220.0, kRate, 480000), 96, playing.values);
  isOver = true;
  control.join();
  CHECK(std::all_of(output.begin(), output.end(), [](float x) { return std::abs(x) < 4.0f; }));
}

TEST_CASE("a new oversampling fades in, and the latency follows") {
  Playing playing(presetOf("aida-x-lstm12.json"));
  chain::ParameterValues values = playing.values;
  CHECK_FALSE(playing.rigger.isStale(values));
  values.set(Id::oversampling, 2.0f);
  CHECK(playing.rigger.isStale(values));
  playing.rigger.refresh(values);
  CHECK_FALSE(playing.rigger.isStale(values));
  CHECK(playing.rigger.facts().rigLatencySamples > 0);
  CHECK(playing.rigger.facts().rateMethod == "both");
}

TEST_CASE("bypassed, the input comes out bit-identical, as late as the preset") {
  Playing playing(presetOf("aida-x-lstm12.json"), 44100.0);
  chain::ParameterValues values = playing.values;
  values.set(Id::bypass, 1.0f);
  const std::vector<float> input = noise(20000);
  const std::vector<float> output = play(playing.sound, input, 333, values);
  const std::size_t late = playing.rigger.facts().rigLatencySamples;
  std::size_t wrong = 0;
  for (std::size_t i = 8000; i < input.size(); ++i) wrong += output[i] != input[i - late];
  CHECK(wrong == 0);
}

TEST_CASE("nothing is allocated while it plays, whatever is set and switched") {
  const SharedPreset one = presetOf("tonewright-lstm6-knobs.json"), two = presetOf("tonewright-tcn.json");
  Playing playing(one);
  std::vector<float> audio = noise(512), second = audio;
  float* channels[] = {audio.data(), second.data()};
  chain::ParameterValues values = playing.values;
  for (std::size_t i = 0; i < 400; ++i) {
    for (std::size_t parameter = 0; parameter < chain::kParameterCount; ++parameter) {
      const auto id = static_cast<Id>(parameter);
      values.set(id, chain::valueAt(chain::parameterOf(id), float((i * 31 + parameter * 17) % 101) / 100.0f));
    }
    if (i % 20 == 0) playing.rigger.setPreset(i % 40 == 0 ? two : one, values);
    const std::size_t before = tonewright::test::allocations;
    playing.sound.process(channels, i % 5 == 0 ? 0 : 512, values);
    CHECK(tonewright::test::allocations == before);
  }
}

TEST_CASE("NaN, infinity and denormals at the input do not stay") {
  Playing playing(presetOf("aida-x-lstm12.json"));
  std::vector<float> input = tone(220.0, kRate, 48000);
  const std::vector<float> expected = [&] {
    Playing clean(presetOf("aida-x-lstm12.json"));
    return play(clean.sound, input, 64, clean.values);
  }();
  for (std::size_t i = 4800; i < 4900; ++i) {
    const float bad[] = {NAN, INFINITY, -INFINITY, 1e-40f, 3e38f};
    input[i] = bad[i % 5];
  }
  const std::vector<float> output = play(playing.sound, input, 64, playing.values);
  CHECK(std::all_of(output.begin(), output.end(), [](float x) { return std::isfinite(x); }));
  CHECK(largestDifference(output, expected, 24000) < 1e-3);
}

TEST_CASE("level match brings presets to one loudness, within its limits") {
  const SharedPreset preset = presetOf("aida-x-lstm12.json");
  chain::ParameterValues values = flatValues();
  Playing plain(preset, kRate, values);
  values.set(Id::levelMatch, 1.0f);
  Playing matched(preset, kRate, values);
  const std::vector<float> input = tone(220.0, kRate, 4800);
  const double expected = chain::levelMatchDb(preset->levels());
  const auto a = play(plain.sound, input, 64, plain.values), b = play(matched.sound, input, 64, values);
  CHECK(toDb(std::abs(b[4000] / a[4000])) == doctest::Approx(expected).epsilon(0.001));
}
