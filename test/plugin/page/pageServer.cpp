// The plugin without a host: one instance that plays a tone through itself in real time, and its page. Prints the
// page's address; ends when standard input does.
#include <juce_events/juce_events.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iostream>
#include <thread>

#include "plugin/editor/face.hpp"

namespace {

using namespace tonewright::plugin;

constexpr double kSampleRate = 48000.0;  // Hz
constexpr int kFrames = 480;

/// What a host's audio thread does.
class Host {
 public:
  explicit Host(Processor& processor) : processor_(processor) {
    processor_.setPlayConfigDetails(2, 2, kSampleRate, kFrames);
    processor_.prepareToPlay(kSampleRate, kFrames);
    thread_ = std::thread([this] { run(); });
  }
  ~Host() {
    isOver_ = true;
    thread_.join();
    processor_.releaseResources();
  }

 private:
  void run() {
    juce::AudioBuffer<float> audio(2, kFrames);
    juce::MidiBuffer midi;
    double phase = 0.0;
    auto next = std::chrono::steady_clock::now();
    while (!isOver_) {
      for (int i = 0; i < kFrames; ++i) {
        const float sample = 0.25f * static_cast<float>(std::sin(phase));
        phase = std::fmod(phase + 6.28318530718 * 1000.0 / kSampleRate, 6.28318530718);
        for (int channel = 0; channel < 2; ++channel) audio.setSample(channel, i, sample);
      }
      processor_.processBlock(audio, midi);
      next += std::chrono::milliseconds(10);
      std::this_thread::sleep_until(next);
    }
  }

  Processor& processor_;
  std::atomic<bool> isOver_{false};
  std::thread thread_;
};

}  // namespace

int main() {
  const juce::ScopedJuceInitialiser_GUI juce;
  {
    Processor processor;
    const Host host(processor);
    const Face face(processor, {});
    std::cout << face.url() << std::endl;
    std::thread input([] {
      for (std::string line; std::getline(std::cin, line);) continue;
      juce::MessageManager::callAsync([] { juce::MessageManager::getInstance()->stopDispatchLoop(); });
    });
    juce::MessageManager::getInstance()->runDispatchLoop();
    input.join();
  }
}
