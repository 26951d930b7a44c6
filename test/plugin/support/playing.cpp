#include "playing.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>
#include <stdexcept>

#include "messageLoop.hpp"
#include "wavFile.hpp"

namespace tonewright::test {

namespace {

constexpr int kBlocks[] = {64, 1, 17, 0, 480, 512, 64, 2048, 3, 8192};
constexpr int kMaxFrames = *std::max_element(std::begin(kBlocks), std::end(kBlocks));
constexpr std::chrono::microseconds kPause{200};  // leaves the others some of the machine

juce::AudioChannelSet setOf(int channels) { return juce::AudioChannelSet::canonicalChannelSet(channels); }

}  // namespace

std::filesystem::path repositoryFile(const std::string& path) { return std::filesystem::path(TONEWRIGHT_ROOT) / path; }

std::vector<std::filesystem::path> parityPresets() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(repositoryFile("test/parity/presets"))) {
    if (entry.path().extension() == ".json" || entry.path().extension() == ".nam") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::filesystem::path makeCabinet(const std::filesystem::path& folder, double sampleRate, double seconds) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal(0.0f, 0.3f);
  Wav wav{juce::AudioBuffer<float>(1, int(sampleRate * seconds)), sampleRate};
  for (int t = 0; t < wav.audio.getNumSamples(); ++t) {
    wav.audio.setSample(0, t, normal(random) * std::exp(-8.0f * float(t) / float(wav.audio.getNumSamples())));
  }
  const auto path = folder / ("cabinet" + std::to_string(int(sampleRate)) + ".wav");
  writeWav(path.string(), wav);
  return path;
}

Playing::Playing(plugin::Processor& processor, const Format& format, Around wanted)
    : processor(processor),
      format(format),
      around(wanted ? std::move(wanted) : [](const std::function<void()>& block) { block(); }) {
  onMessageThread([&] {
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(setOf(format.inputs));
    layout.outputBuses.add(setOf(format.outputs));
    if (!processor.setBusesLayout(layout)) throw std::runtime_error("no such layout");
    processor.setProcessingPrecision(format.isDouble ? juce::AudioProcessor::doublePrecision
                                                     : juce::AudioProcessor::singlePrecision);
    processor.setRateAndBufferSizeDetails(format.sampleRate, kMaxFrames);
    processor.prepareToPlay(format.sampleRate, kMaxFrames);
  });
  thread = std::thread([this] { this->format.isDouble ? play<double>() : play<float>(); });
}

Playing::~Playing() {
  isEnding = true;
  thread.join();
  onMessageThread([&] { processor.releaseResources(); });
}

void Playing::waitForBlocks(int count) const {
  const int end = blocks + count;
  while (blocks < end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

template <class Sample>
void Playing::play() {
  const int channels = std::max(format.inputs, format.outputs);
  std::array<std::vector<Sample>, 2> noise, samples;
  std::mt19937 random(1);
  std::uniform_real_distribution<Sample> uniform(-0.5, 0.5);
  for (int channel = 0; channel < channels; ++channel) {
    noise[size_t(channel)].resize(kMaxFrames);
    for (Sample& x : noise[size_t(channel)]) x = uniform(random);
    samples[size_t(channel)].resize(kMaxFrames);
  }
  Sample* pointers[] = {samples[0].data(), samples[1].data()};
  juce::MidiBuffer midi;
  midi.ensureSize(256);
  for (size_t i = 0; !isEnding; ++i) {
    const int frames = kBlocks[i % std::size(kBlocks)];
    for (int channel = 0; channel < channels; ++channel) {
      std::copy_n(noise[size_t(channel)].begin(), frames, pointers[channel]);
    }
    juce::AudioBuffer<Sample> block(pointers, channels, frames);
    midi.clear();
    if (const int program = wantedProgram.exchange(-1); program >= 0) {
      midi.addEvent(juce::MidiMessage::programChange(1, program), 0);
    }
    around([&] { processor.processBlock(block, midi); });
    for (int channel = 0; channel < format.outputs; ++channel) {
      const bool isFiniteBlock =
          std::all_of(pointers[channel], pointers[channel] + frames, [](Sample x) { return std::isfinite(x); });
      if (!isFiniteBlock) isAllFinite = false;
    }
    ++blocks;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace tonewright::test
