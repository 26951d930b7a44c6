// Sample-rate conversion around a model: timing, cleanness, controls.
#include "rate/converters.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

/// In place of a model: gives out its inputs.
class Wire : public Player {
 public:
  explicit Wire(std::uint32_t channels) { facts.inputs = facts.outputs = channels; }

  const ModelInfo& info() const noexcept override { return facts; }
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override {
    for (std::size_t i = 0; i < facts.outputs; ++i) std::copy_n(inputs[i], frames, outputs[i]);
  }
  void reset() noexcept override {}

 private:
  ModelInfo facts{};
};

/// Runs `player` between converters.
Channels playConverted(Converters& converters, Player& player, const Channels& inputs, std::size_t block) {
  struct {
    Converters& converters;
    Player& player;
    void process(const float* const* in, float* const* out, std::size_t frames) {
      converters.process(player, in, out, frames);
    }
  } chain{converters, player};
  return playThrough(chain, inputs, block, player.info().outputs);
}

constexpr std::uint32_t kHostRates[] = {8000, 11025, 22050, 44100, 48000, 88200, 96000, 176400, 192000};

/// The delay, in samples, at which the first part of `signal` and `late` correlate best.
std::size_t measuredDelay(const std::vector<float>& signal, const std::vector<float>& late) {
  constexpr std::size_t kPart = 4000, kLongest = 1000;
  std::size_t best = 0;
  double highest = 0.0;
  for (std::size_t delay = 0; delay < kLongest; ++delay) {
    double product = 0.0, energy = 0.0;
    for (std::size_t i = 0; i < std::min(kPart, late.size() - delay); ++i) {
      product += double(signal[i]) * double(late[i + delay]);
      energy += double(late[i + delay]) * double(late[i + delay]);
    }
    const double correlation = product / std::sqrt(energy + 1e-9);
    if (correlation <= highest) continue;
    highest = correlation;
    best = delay;
  }
  return best;
}

}  // namespace

TEST_CASE("a converter's outputs stand for the times that they say") {
  constexpr std::uint32_t kRates[][2] = {{44100, 48000}, {48000, 44100}, {48000, 384000}, {192000, 8000}};
  for (const auto& rates : kRates) {
    const std::uint32_t from = rates[0], to = rates[1];
    CAPTURE(from);
    CAPTURE(to);
    const double highest = std::min(0.4 * std::min(from, to), 15000.0);
    Resampler resampler(from, to);
    const auto in = guitar(from, 0.5, highest), expected = guitar(to, 0.4, highest);
    std::vector<float> out(resampler.mostOutputs(in.size()));
    CHECK(resampler.process(in.data(), in.size(), out.data()) >= expected.size());
    CHECK(errorDb(expected, out) < -70.0);
  }
}

TEST_CASE("the latency of converters there and back is what they say, at every rate of a host") {
  for (const std::uint32_t hostRate : kHostRates) {
    for (const std::uint32_t innerRate : {44100u, 48000u, 2 * hostRate, 8 * hostRate}) {
      if (innerRate == hostRate) continue;
      CAPTURE(hostRate);
      CAPTURE(innerRate);
      Converters converters(hostRate, innerRate, 1, 1);
      Wire wire(1);
      const auto in = guitar(hostRate, 0.2, std::min(0.38 * std::min(hostRate, innerRate), 15000.0));
      auto out = playConverted(converters, wire, {in}, 512)[0];
      CHECK(measuredDelay(in, out) == converters.latencySamples());
      const auto delay = static_cast<std::ptrdiff_t>(converters.latencySamples());
      out.erase(out.begin(), out.begin() + delay);
      CHECK(errorDb({in.begin(), in.end() - delay}, out) < -70.0);
      CHECK(static_cast<double>(converters.latencySamples()) / std::min(hostRate, innerRate) < 65.0 / 8000.0);
    }
  }
}

TEST_CASE("converters give as much as they take, and the same however a stream is cut") {
  for (const std::uint32_t hostRate : {8000u, 44100u, 96000u, 192000u}) {
    const Channels inputs = noise(2, 5000);
    Converters whole(hostRate, 48000, 2, 2);
    Wire wire(2);
    const Channels expected = playConverted(whole, wire, inputs, 5000);
    for (const std::size_t block : {1u, 7u, 64u, 65u, 1000u}) {
      CAPTURE(block);
      Converters converters(hostRate, 48000, 2, 2);
      CHECK(playConverted(converters, wire, inputs, block) == expected);
      converters.reset();
      CHECK(playConverted(converters, wire, inputs, block) == expected);
    }
  }
}

TEST_CASE("controls reach the model together with the audio of their time, and never overshoot") {
  constexpr std::size_t kStep = 2000;
  for (const std::uint32_t hostRate : {8000u, 44100u, 96000u}) {
    Channels inputs(2, std::vector<float>(5000));
    std::fill(inputs[0].begin() + kStep, inputs[0].end(), 1.0f);
    std::fill(inputs[1].begin() + kStep, inputs[1].end(), 1.0f);
    struct Recorder : Wire {
      using Wire::Wire;
      std::vector<float> audio, control;
      void process(const float* const* in, float* const* out, std::size_t frames) noexcept override {
        audio.insert(audio.end(), in[0], in[0] + frames);
        control.insert(control.end(), in[1], in[1] + frames);
        Wire::process(in, out, frames);
      }
    } recorder(1);
    Converters converters(hostRate, 48000, 2, 1);
    playConverted(converters, recorder, inputs, 300);
    const auto rise = [](const std::vector<float>& signal) {
      return std::find_if(signal.begin(), signal.end(), [](float x) { return x >= 0.5f; }) - signal.begin();
    };
    CHECK(std::abs(rise(recorder.control) - static_cast<std::ptrdiff_t>(kStep * 48000.0 / hostRate)) <= 1);
    CHECK(std::abs(rise(recorder.control) - rise(recorder.audio)) <= 48000 / hostRate + 1);
    const auto isHeld = [](float value) { return value == 0.0f || value == 1.0f; };
    CHECK(std::all_of(recorder.control.begin(), recorder.control.end(), isHeld));
  }
}
