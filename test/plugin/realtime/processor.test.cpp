// The processor under the guard, while everything happens beside it that a user, a host and an editor can do.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>

#include "guard.hpp"
#include "messageLoop.hpp"
#include "playing.hpp"
#include "plugin/library/library.hpp"
#include "plugin/sound/meters.hpp"

using namespace tonewright;
using namespace tonewright::test;
using Id = chain::ParameterId;

namespace {

void underGuard(const std::function<void()>& block) {
  const RealtimeScope audio;
  block();
}

/// A processor, and a folder for what a test writes, which is also the home of the user's settings.
struct Plugin {
  Plugin() : folder(std::filesystem::temp_directory_path() / ("tonewright-realtime-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder);
    setenv("TONEWRIGHT_HOME", folder.c_str(), 1);
    onMessageThread([&] { processor = std::make_unique<plugin::Processor>(); });
  }
  ~Plugin() {
    onMessageThread([&] { processor.reset(); });
    std::filesystem::remove_all(folder);
  }

  /// Whether it plays in the end; false when it cannot be loaded.
  bool load(const std::filesystem::path& preset) {
    onMessageThread([&] {
      processor->clearProblems();
      processor->loadPreset(preset);
    });
    const auto isLoaded = [&] {
      const auto info = processor->presetInfo();
      return info && info->path == preset.string();
    };
    REQUIRE(waitUntil([&] { return isLoaded() || !processor->problems().empty(); }));
    return isLoaded();
  }

  void set(Id id, float place) {
    onMessageThread([&] {
      plugin::Parameter& parameter = processor->parameter(id);
      parameter.beginChangeGesture();
      parameter.setValueNotifyingHost(place);
      parameter.endChangeGesture();
    });
  }

  std::filesystem::path folder;
  std::unique_ptr<plugin::Processor> processor;
};

constexpr int kBlocksOfAFade = 20;  // more than a switch needs, with blocks of 0 to 8192 frames

}  // namespace

TEST_CASE("Audio thread: every parameter from end to end, in every layout and precision") {
  Plugin plugin;
  const std::size_t before = realtimeViolations();
  for (const Playing::Format& format : {Playing::Format{48000.0, 1, 1, false}, Playing::Format{48000.0, 1, 2, false},
                                        Playing::Format{48000.0, 2, 2, false}, Playing::Format{44100.0, 2, 2, true}}) {
    CAPTURE(format.inputs);
    CAPTURE(format.outputs);
    const Playing playing(*plugin.processor, format, underGuard);
    REQUIRE(plugin.load(repositoryFile("test/parity/presets/tonewright-lstm6-knobs.json")));
    for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
      for (const float place : {1.0f, 0.0f, 0.37f}) {
        plugin.set(static_cast<Id>(i), place);
        playing.waitForBlocks(2);
      }
      plugin.set(static_cast<Id>(i), plugin.processor->parameter(static_cast<Id>(i)).getDefaultValue());
    }
    CHECK(playing.isFinite());
  }
  CHECK(realtimeViolations() == before);
}

TEST_CASE("Audio thread: from each kind of preset to the next, with undo, redo and slots") {
  Plugin plugin;
  const std::size_t before = realtimeViolations();
  const Playing playing(*plugin.processor, {}, underGuard);
  int played = 0;
  for (const auto& preset : parityPresets()) {
    CAPTURE(preset.string());
    if (plugin.load(preset)) ++played;
    playing.waitForBlocks(kBlocksOfAFade);
  }
  CHECK(played > 15);
  const auto act = [&](const std::function<void(plugin::Processor&)>& action) {
    onMessageThread([&] { action(*plugin.processor); });
    playing.waitForBlocks(kBlocksOfAFade);
  };
  for (int i = 0; i < 4; ++i) act([](plugin::Processor& processor) { processor.undo(); });
  for (int i = 0; i < 2; ++i) act([](plugin::Processor& processor) { processor.redo(); });
  act([](plugin::Processor& processor) { processor.selectSlot(plugin::Processor::Slot::b); });
  act([](plugin::Processor& processor) { processor.clearPreset(); });
  act([](plugin::Processor& processor) { processor.selectSlot(plugin::Processor::Slot::a); });
  act([](plugin::Processor& processor) { processor.copySlot(); });
  CHECK(realtimeViolations() == before);
  CHECK(playing.isFinite());
}

TEST_CASE("Audio thread: oversampling, engines and cabinets come and go") {
  Plugin plugin;
  const std::size_t before = realtimeViolations();
  // The preset's own rate: no latency unless oversampled.
  const Playing playing(*plugin.processor, {44100.0, 2, 2, false}, underGuard);
  REQUIRE(plugin.load(repositoryFile("test/parity/presets/tonewright-gru8.json")));
  const auto latency = [&] { return plugin.processor->getLatencySamples(); };
  for (const float place : {1.0f / 3, 2.0f / 3, 1.0f, 0.0f}) {
    plugin.set(Id::oversampling, place);
    REQUIRE(waitUntil([&] { return (latency() > 0) == (place > 0.0f); }));
    playing.waitForBlocks(kBlocksOfAFade);
  }
  for (const float place : {1.0f, 0.0f}) {
    plugin.set(Id::engine, place);
    playing.waitForBlocks(2 * kBlocksOfAFade);
  }
  for (const double rate : {48000.0, 44100.0}) {
    const auto cabinet = makeCabinet(plugin.folder, rate, 0.4);
    onMessageThread([&] { plugin.processor->loadCabinet(cabinet); });
    REQUIRE(waitUntil([&] {
      const auto info = plugin.processor->cabinetInfo();
      return info && info->path == cabinet.string();
    }));
    playing.waitForBlocks(kBlocksOfAFade);
  }
  onMessageThread([&] { plugin.processor->clearCabinet(); });
  REQUIRE(waitUntil([&] { return !plugin.processor->cabinetInfo(); }));
  playing.waitForBlocks(kBlocksOfAFade);
  CHECK(realtimeViolations() == before);
  CHECK(playing.isFinite());
}

TEST_CASE("Audio thread: MIDI program changes, the triggers, meters, saving and opening sessions") {
  Plugin plugin;
  const std::size_t before = realtimeViolations();
  onMessageThread([&] { plugin.processor->library().addFolder(repositoryFile("test/parity/presets")); });
  REQUIRE(waitUntil([&] { return plugin.processor->library().byIndex(5, {}).has_value(); }));
  Playing playing(*plugin.processor, {}, underGuard);
  const auto isPlaying = [&](std::size_t program) {
    const auto info = plugin.processor->presetInfo();
    return info && info->path == plugin.processor->library().byIndex(program, {}).value_or("").string();
  };
  playing.changeProgram(3);
  CHECK(waitUntil([&] { return isPlaying(3); }));
  plugin.set(Id::next, 1.0f);
  CHECK(waitUntil([&] { return isPlaying(4); }));
  plugin.set(Id::previous, 1.0f);
  CHECK(waitUntil([&] { return isPlaying(3); }));
  onMessageThread([&] { plugin.processor->meters().watch(true); });
  for (int i = 0; i < 20; ++i) {
    onMessageThread([&] {
      plugin.processor->meters().read();
      juce::MemoryBlock session;
      plugin.processor->getStateInformation(session);
      plugin.processor->setStateInformation(session.getData(), int(session.getSize()));
      plugin.processor->reset();
    });
    playing.waitForBlocks(3);
  }
  onMessageThread([&] { plugin.processor->meters().watch(false); });
  CHECK(realtimeViolations() == before);
  CHECK(playing.isFinite());
}

TEST_CASE("Audio thread: at every rate of a host, the rate changing while a preset is loaded") {
  Plugin plugin;
  const std::size_t before = realtimeViolations();
  for (const double rate : {8000.0, 22050.0, 44100.0, 48000.0, 88200.0, 96000.0, 192000.0}) {
    CAPTURE(rate);
    const Playing playing(*plugin.processor, {rate, 2, 2, false}, underGuard);
    CHECK(plugin.load(repositoryFile("test/parity/presets/nam-wavenet.nam")));
    playing.waitForBlocks(kBlocksOfAFade);
    CHECK(plugin.load(repositoryFile("test/parity/presets/tonewright-gru8.json")));
    playing.waitForBlocks(kBlocksOfAFade);
    CHECK(playing.isFinite());
  }
  CHECK(realtimeViolations() == before);
}

TEST_CASE("Audio thread: the guard does see the processor's blocks") {
  Plugin plugin;
  showRealtimeViolations(false);
  const std::size_t before = realtimeViolations();
  {
    const Playing playing(*plugin.processor, {}, [](const std::function<void()>& block) {
      const RealtimeScope audio;
      block();
      static int* volatile kept;
      kept = new int(1);  // planted
      delete kept;
    });
    playing.waitForBlocks(3);
  }
  showRealtimeViolations(true);
  CHECK(realtimeViolations() >= before + 3);
}
