// The pedal's parts by themselves.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::pedal;
using namespace tonewright::pedal::test;

namespace {

std::vector<float> noise(std::size_t count, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  std::vector<float> samples(count);
  for (float& x : samples) x = uniform(random);
  return samples;
}

std::optional<MidiMessage> last(MidiParser& parser, std::initializer_list<int> bytes) {
  std::optional<MidiMessage> message;
  for (const int byte : bytes) message = parser.take(static_cast<std::uint8_t>(byte));
  return message;
}

}  // namespace

TEST_CASE("the transform is that of its definition, and back") {
  constexpr std::size_t n = 64;
  const RealFft<n> fft;
  const std::vector<float> x = noise(2 * n);
  RealFft<n>::Spectrum bins;
  fft.forward(x.data(), bins);
  for (std::size_t k = 0; k <= n; ++k) {
    std::complex<double> sum = 0.0;
    for (std::size_t t = 0; t < 2 * n; ++t) {
      sum += double(x[t]) * std::polar(1.0, -std::numbers::pi * double(k * t) / double(n));
    }
    CHECK(bins[k].re == doctest::Approx(sum.real()).epsilon(1e-4));
    CHECK(bins[k].im == doctest::Approx(sum.imag()).epsilon(1e-4));
  }
  std::vector<float> back(2 * n);
  fft.backward(bins, back.data());
  for (std::size_t t = 0; t < 2 * n; ++t) CHECK(back[t] / (2 * n) == doctest::Approx(x[t]).epsilon(1e-4));
}

TEST_CASE("the cabinet is the convolution with its response, as late as nothing") {
  for (const std::size_t taps : {1u, 64u, 65u, 500u, 1024u}) {
    const std::vector<float> response = noise(taps, 2), x = noise(20 * kBlockFrames, 3);
    const auto cabinet = std::make_unique<Cabinet>();
    cabinet->prepare(response, kRate);
    std::vector<float> y = x;
    for (std::size_t t = 0; t < y.size(); t += kBlockFrames) cabinet->process(y.data() + t);
    for (std::size_t t = 0; t < y.size(); t += 37) {
      double sum = 0.0;
      for (std::size_t k = 0; k <= std::min(t, taps - 1); ++k) sum += double(response[k]) * double(x[t - k]);
      CHECK(y[t] == doctest::Approx(sum).epsilon(1e-4));
    }
  }
}

TEST_CASE("feet: a tap counts when it leaves, a hold at once, bounces not at all, both together only as both") {
  Footswitches feet;
  std::uint32_t now = 1000;
  std::vector<Press> seen;
  const auto run = [&](bool left, bool right, std::uint32_t ms) {
    for (const std::uint32_t end = now + ms; now < end; ++now) {
      if (const auto press = feet.poll({left, right}, now)) seen.push_back(*press);
    }
  };
  run(false, false, 20);
  run(true, false, 5);  // a bounce
  run(false, false, 50);
  CHECK(seen.empty());
  run(true, false, 100);
  CHECK(seen.empty());
  run(false, false, 50);
  CHECK(seen == std::vector{Press::tapLeft});
  run(false, true, 700);
  CHECK(seen.back() == Press::holdRight);
  run(false, false, 50);
  CHECK(seen.size() == 2);
  run(true, false, 30);
  run(true, true, 1000);
  run(false, true, 100);
  run(false, false, 50);
  CHECK(seen.size() == 3);
  CHECK(seen.back() == Press::both);
}

TEST_CASE("midi: running status, clock bytes inside messages, messages of other kinds") {
  MidiParser parser;
  auto message = last(parser, {0xC3, 5});
  REQUIRE(message);
  CHECK(message->kind == MidiMessage::Kind::program);
  CHECK(message->number == 5);
  message = last(parser, {0xB0, 7, 0xF8, 100});
  REQUIRE(message);
  CHECK(message->number == 7);
  CHECK(message->value == 100);
  message = last(parser, {20, 64});  // running status
  REQUIRE(message);
  CHECK(message->number == 20);
  CHECK_FALSE(last(parser, {0x90, 60, 100}));
  CHECK_FALSE(last(parser, {0xF0, 1, 2, 3, 0xF7, 5, 6}));
}

TEST_CASE("weights of 16 bits expand to the image that they were made of") {
  ModelSpec spec;
  spec.sampleRate = kRate;
  spec.layers = {{LayerType::gru, Activation::tanh, 1, 9, true}, {LayerType::dense, Activation::linear, 9, 1, true}};
  const float scale = 1.0f / 4096.0f;  // whole numbers times it are exact, and so are their halves, as packed
  std::vector<float> weights = noise(weightCount(spec), 4);
  for (float& weight : weights) weight = 4.0f * std::round(weight * 1000.0f) * scale;
  const std::vector<std::byte> image = pack(spec, weights);
  const auto& head = *reinterpret_cast<const ImageHeader*>(image.data());
  std::vector<std::byte> packed(image.begin(), image.begin() + 64 + 64 * head.layerCount);
  for (std::size_t i = 0; i < head.layerCount; ++i) {
    LayerRecord record;
    std::memcpy(&record, image.data() + 64 + 64 * i, sizeof record);
    const auto append = [&](const void* data, std::size_t bytes) {
      const auto* from = static_cast<const std::byte*>(data);
      packed.insert(packed.end(), from, from + bytes);
    };
    append(&scale, sizeof scale);
    for (std::size_t k = 0; k < (record.weightsCount + 1) / 2 * 2; ++k) {
      float weight = 0.0f;
      if (k < record.weightsCount) std::memcpy(&weight, image.data() + record.weightsOffset + 4 * k, 4);
      const auto whole = static_cast<std::int16_t>(std::lround(weight / scale));
      append(&whole, sizeof whole);
    }
  }
  std::vector<std::byte> back(expandedBytes(packed));
  REQUIRE(back.size() == image.size());
  REQUIRE(expand(packed, back));
  CHECK(back == image);
}
