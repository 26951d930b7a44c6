// The plugin's processor, played by a thread of its own as a host does.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "plugin/processor/processor.hpp"

namespace tonewright::test {

/// Files of the repository; for tests.
std::filesystem::path repositoryFile(const std::string& path);
std::vector<std::filesystem::path> parityPresets();  // one of every kind that there is

/// A decaying noise as an impulse response, written into `folder`.
std::filesystem::path makeCabinet(const std::filesystem::path& folder, double sampleRate, double seconds);

/// Plays noise through a processor in blocks of changing size, 0 and 8192 frames among them, as fast as it may, from
/// construction to destruction. Prepares it at the start and releases it at the end, on the message thread.
class Playing {
 public:
  struct Format {
    double sampleRate = 48000.0;
    int inputs = 2, outputs = 2;
    bool isDouble = false;
  };
  /// Called around each processBlock, on the audio thread.
  using Around = std::function<void(const std::function<void()>& block)>;

  /// Not on the message thread; throws std::runtime_error for a layout that the processor does not have.
  Playing(plugin::Processor& processor, const Format& format, Around around = {});
  ~Playing();

  /// Until so many more blocks were played.
  void waitForBlocks(int count) const;
  /// In the next block: a MIDI program change.
  void changeProgram(int program) { wantedProgram = program; }
  bool isFinite() const { return isAllFinite; }

 private:
  template <class Sample>
  void play();

  plugin::Processor& processor;
  const Format format;
  const Around around;
  std::atomic<bool> isEnding{false}, isAllFinite{true};
  std::atomic<int> blocks{0}, wantedProgram{-1};
  std::thread thread;
};

}  // namespace tonewright::test
