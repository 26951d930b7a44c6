// What the plugin costs in a host, one measurement a run, as a number:
//   bench_plugin load BUNDLE                       a host's first look at it to an instance that is ready, ms
//   bench_plugin session BUNDLE PRESET             opening a session of it to the first block of sound, ms
//   bench_plugin cpu BUNDLE PRESET|none FRAMES     playing 20 s of stereo at 48 kHz in such blocks, percent of a core
#include <time.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "hosted.hpp"
#include "messageLoop.hpp"
#include "plugin/session/state.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

constexpr double kRate = 48000.0;
using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string sessionWith(const std::string& preset) {
  plugin::State state;
  state.present.preset = plugin::readSource(preset, plugin::kMaxPresetBytes);
  return plugin::encodeState(state);
}

void prepare(juce::AudioPluginInstance& plugin, int frames) {
  plugin.setRateAndBufferSizeDetails(kRate, frames);
  plugin.prepareToPlay(kRate, frames);
}

/// Something like playing: what is silent or too loud may cost something else.
void fill(juce::AudioBuffer<float>& block, int start) {
  for (int channel = 0; channel < 2; ++channel) {
    for (int t = 0; t < block.getNumSamples(); ++t) {
      const double n = start + t;
      block.setSample(channel, t, float(0.4 * std::sin(n * n * 1e-7 + channel)));
    }
  }
}

double load(const std::string& bundle) {
  const auto start = Clock::now();
  Hosted hosted(bundle, kRate, 512);
  prepare(hosted.instance(), 512);
  const double milliseconds = millisecondsSince(start);
  hosted.instance().releaseResources();
  return milliseconds;
}

double session(const std::string& bundle, const std::string& preset) {
  const std::string state = sessionWith(preset);
  Hosted hosted(bundle, kRate, 512);
  juce::AudioBuffer<float> block(2, 512);
  juce::MidiBuffer midi;
  fill(block, 0);
  const auto start = Clock::now();
  hosted.restore(state);
  prepare(hosted.instance(), 512);
  hosted.instance().processBlock(block, midi);
  const double milliseconds = millisecondsSince(start);
  if (block.getMagnitude(0, 512) < 1e-4f) throw std::runtime_error("the first block is silent");
  hosted.instance().releaseResources();
  return milliseconds;
}

double secondsOfThisThread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

double cpu(const std::string& bundle, const std::string& preset, int frames) {
  constexpr double kSeconds = 20.0;
  Hosted hosted(bundle, kRate, frames);
  if (preset != "none") hosted.restore(sessionWith(preset));
  prepare(hosted.instance(), frames);
  juce::AudioBuffer<float> block(2, frames);
  juce::MidiBuffer midi;
  double spent = 0.0;
  for (int start = -int(kRate); start < int(kSeconds * kRate); start += frames) {  // a second to warm up
    fill(block, start + int(kRate));
    const double before = secondsOfThisThread();
    hosted.instance().processBlock(block, midi);
    if (start >= 0) spent += secondsOfThisThread() - before;
  }
  hosted.instance().releaseResources();
  return 100.0 * spent / kSeconds;
}

double measure(int count, char** words) {
  const std::string kind = count > 1 ? words[1] : "";
  if (kind == "load" && count == 3) return load(words[2]);
  if (kind == "session" && count == 4) return session(words[2], words[3]);
  if (kind == "cpu" && count == 5) return cpu(words[2], words[3], std::atoi(words[4]));
  throw std::runtime_error("expected load, session or cpu, and what they need");
}

}  // namespace

int main(int count, char** words) {
  return runBesideMessageLoop([&] {
    try {
      double value = 0.0;
      onMessageThread([&] { value = measure(count, words); });
      std::printf("%.6g\n", value);
      return 0;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "error: %s\n", error.what());
      return 1;
    }
  });
}
