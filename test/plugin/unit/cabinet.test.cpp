#include <juce_audio_formats/juce_audio_formats.h>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::plugin;
using namespace tonewright::plugin::test;

namespace {

SharedSource wav(const Channels& channels, double sampleRate) {
  juce::MemoryBlock block;
  {
    juce::AudioBuffer<float> audio(int(channels.size()), int(channels[0].size()));
    for (int c = 0; c < audio.getNumChannels(); ++c)
      audio.copyFrom(c, 0, channels[std::size_t(c)].data(), audio.getNumSamples());
    auto stream = std::make_unique<juce::MemoryOutputStream>(block, false);
    std::unique_ptr<juce::AudioFormatWriter> writer(
        juce::WavAudioFormat().createWriterFor(stream.release(), sampleRate, unsigned(channels.size()), 32, {}, 0));
    writer->writeFromAudioSampleBuffer(audio, 0, audio.getNumSamples());
  }
  return std::make_shared<const Source>(
      Source{"test", {}, {static_cast<const char*>(block.getData()), block.getSize()}});
}

/// A decaying noise of unit energy.
std::vector<float> room(std::size_t length) {
  std::vector<float> response = noise(length, 1.0f, 5);
  double energy = 0.0;
  for (std::size_t i = 0; i < length; ++i) {
    response[i] *= std::exp(-5.0f * float(i) / float(length));
    energy += double(response[i]) * response[i];
  }
  for (float& x : response) x /= float(std::sqrt(energy));
  return response;
}

double magnitude(const std::vector<float>& response, double frequency, double sampleRate) {
  double re = 0.0, im = 0.0;
  for (std::size_t i = 0; i < response.size(); ++i) {
    const double angle = 2.0 * std::numbers::pi * frequency * double(i) / sampleRate;
    re += response[i] * std::cos(angle);
    im -= response[i] * std::sin(angle);
  }
  return std::hypot(re, im);
}

}  // namespace

TEST_CASE("the convolver convolves, without latency and whatever the blocks are") {
  const std::vector<float> input = noise(22000);
  for (const std::size_t length : {1, 200, 256, 257, 1700, 8192, 8193, 20000}) {
    const std::vector<float> response = room(length);
    std::vector<float> expected(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
      double sum = 0.0;
      for (std::size_t k = 0; k < std::min(length, i + 1); ++k) sum += double(response[k]) * input[i - k];
      expected[i] = float(sum);
    }
    for (const std::size_t block : {1, 17, 256, 1000}) {
      Convolver convolver(response);
      std::vector<float> output = input;
      for (std::size_t start = 0; start < output.size(); start += block) {
        convolver.process(output.data() + start, std::min(block, output.size() - start));
      }
      CAPTURE(length);
      CAPTURE(block);
      CHECK(largestDifference(output, expected) < 1e-5);
    }
  }
}

TEST_CASE("a cabinet keeps its frequency response at other rates") {
  std::vector<float> response(2000);
  for (std::size_t i = 0; i < response.size(); ++i) {
    const double t = double(i) / 48000.0;
    response[i] = float(std::exp(-t * 900.0) * std::sin(2.0 * std::numbers::pi * 1800.0 * t));
  }
  const LoadedCabinet cabinet(wav({response}, 48000.0));
  const auto own = cabinet.at(48000).channels[0];
  for (const std::uint32_t rate : {44100u, 96000u, 192000u}) {
    const auto other = cabinet.at(rate).channels[0];
    for (const double frequency : {100.0, 1000.0, 1800.0, 5000.0, 10000.0}) {
      CAPTURE(rate);
      CAPTURE(frequency);
      CHECK(magnitude(other, frequency, rate) == doctest::Approx(magnitude(own, frequency, 48000.0)).epsilon(0.005));
    }
  }
}

TEST_CASE("a room of 2.6 s plays to its end, and one of 9 s fades out after 8 s") {
  constexpr std::size_t rate = 48000, length = rate * 26 / 10;
  std::vector<float> response(length);
  response.front() = 3.0f;
  response.back() = 4.0f;
  const LoadedCabinet loaded(wav({response}, rate));
  CHECK(loaded.seconds() == doctest::Approx(2.6));
  Cabinet cabinet(loaded, rate, 1);
  std::vector<float> output(length + 1);
  output[0] = 1.0f;
  for (std::size_t start = 0; start < output.size(); start += 64) {
    float* data[] = {output.data() + start};
    cabinet.process({data, 1, std::min(std::size_t{64}, output.size() - start)});
  }
  CHECK(output.front() == doctest::Approx(0.6));
  CHECK(output[length - 1] == doctest::Approx(0.8));
  CHECK(largestDifference({output.begin() + 1, output.end() - 2}, std::vector<float>(length - 2)) < 1e-5);

  const LoadedCabinet cut(wav({noise(9 * rate)}, rate));
  CHECK(cut.seconds() == doctest::Approx(8.0));
  CHECK(std::abs(cut.at(rate).channels[0].back()) < 1e-4);
}

TEST_CASE("files that are no impulse response are refused with a reason") {
  const auto refused = [](std::string bytes) {
    CHECK_THROWS_AS(LoadedCabinet(std::make_shared<const Source>(Source{"bad", {}, std::move(bytes)})),
                    std::runtime_error);
  };
  refused("");
  refused("RIFF");
  refused(std::string(1000, 'x'));
  refused(wav({std::vector<float>(100)}, 48000.0)->bytes);
  std::string good = wav({room(500)}, 48000.0)->bytes;
  std::uint32_t seed = 3;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = good;
    for (int k = 0; k < 3; ++k) {
      seed = seed * 1664525u + 1013904223u;
      bytes[(seed >> 8) % 120] = char(seed);
    }
    try {
      const LoadedCabinet loaded(std::make_shared<const Source>(Source{"fuzzed", {}, bytes}));
      CHECK(loaded.at(48000).channels[0].size() <= 4800000);
    } catch (const std::exception&) {
    }
  }
}

TEST_CASE("a cabinet is switched without a gap, and off and on without a click") {
  const SharedCabinet one = std::make_shared<const LoadedCabinet>(wav({room(9600)}, 48000.0));
  const SharedCabinet same = std::make_shared<const LoadedCabinet>(wav({room(9600)}, 48000.0));
  const std::vector<float> input = tone(220.0, 48000.0, 192000);
  const auto render = [&](bool isSwitched) {
    Sound sound;
    Rigger rigger(sound);
    rigger.prepare({48000.0, 1}, flatValues());
    rigger.setCabinet(one);
    return play(sound, input, 128, flatValues(), [&](std::size_t frame) {
      if (isSwitched && frame == 128 * 800) rigger.setCabinet(same);
    });
  };
  const auto expected = render(false), found = render(true);
  const double peak = largestDifference(expected, std::vector<float>(expected.size()));
  CHECK(20.0 * std::log10(largestDifference(expected, found) / peak + 1e-30) < -80.0);
}
