// Users, hosts and the loader at once. STRESS_ROUNDS (20) is how often, PRESET_SWITCHES (200) how many in a row.
#include <doctest/doctest.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include "messageLoop.hpp"
#include "playing.hpp"
#include "plugin/library/library.hpp"
#include "plugin/sound/meters.hpp"

using namespace tonewright;
using namespace tonewright::test;
using Id = chain::ParameterId;
using Slot = plugin::Processor::Slot;

namespace {

int numberFrom(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::atoi(text) : otherwise;
}

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("tonewright-stress-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path);
    setenv("TONEWRIGHT_HOME", path.c_str(), 1);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

/// An instance and what a user, a host and an editor do with it, one at a time, drawn at random.
class Scene {
 public:
  Scene(const std::filesystem::path& folder, std::uint32_t seed)
      : random(seed), presets(parityPresets()), cabinet(makeCabinet(folder, 44100.0, 0.3)) {
    onMessageThread([&] { processor = std::make_unique<plugin::Processor>(); });
  }
  ~Scene() {
    onMessageThread([&] { processor.reset(); });
  }

  plugin::Processor& plugin() { return *processor; }

  /// On the message thread.
  void act() {
    plugin::Processor& it = *processor;
    switch (draw(16)) {
      case 0:
        return it.loadPreset(presets[draw(presets.size())]);
      case 1:
        return it.loadCabinet(cabinet);
      case 2:
        return it.clearCabinet();
      case 3:
        return it.undo();
      case 4:
        return it.redo();
      case 5:
        return it.selectSlot(draw(2) == 0 ? Slot::a : Slot::b);
      case 6:
        return it.copySlot();
      case 7:
        return it.nextPreset();
      case 8:
        return it.previousPreset();
      case 9:
        return it.clearPreset();
      case 10:
        return save();
      case 11:
        return restore();
      case 12:
        return it.reset();
      case 13:
        return look();
      default:
        return turn();
    }
  }

  /// As a host does from its audio thread, which automates.
  void automate() {
    const std::size_t i = automated++ % chain::kParameterCount;
    processor->parameter(static_cast<Id>(i)).setValue(static_cast<float>(automated % 101) / 100.0f);
  }

  void save() { processor->getStateInformation(session); }

 private:
  std::size_t draw(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); }

  void restore() { processor->setStateInformation(session.getData(), int(session.getSize())); }

  void look() {
    processor->meters().watch(true);
    processor->meters().read();
    processor->presetInfo();
    processor->cabinetInfo();
    processor->problems();
    processor->getTailLengthSeconds();
    processor->meters().watch(false);
  }

  void turn() {
    plugin::Parameter& parameter = processor->parameter(static_cast<Id>(draw(chain::kParameterCount)));
    parameter.beginChangeGesture();
    parameter.setValueNotifyingHost(static_cast<float>(draw(101)) / 100.0f);
    parameter.endChangeGesture();
    parameter.getText(parameter.getValue(), 40);
    parameter.getName(40);
  }

  std::mt19937 random;
  const std::vector<std::filesystem::path> presets;
  const std::filesystem::path cabinet;
  std::unique_ptr<plugin::Processor> processor;
  juce::MemoryBlock session;
  std::size_t automated = 0;
};

std::size_t allocatedBytes() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

TEST_CASE("Two instances play on through loading, saving, automation, slots, undo and changing rates") {
  const Folder folder;
  Scene first(folder.path, 1), second(folder.path, 2);
  onMessageThread([&] { first.plugin().library().addFolder(repositoryFile("test/parity/presets")); });
  const int rounds = numberFrom("STRESS_ROUNDS", 20);
  for (int round = 0; round < rounds; ++round) {
    const double rate = round % 3 == 0 ? 44100.0 : round % 3 == 1 ? 48000.0 : 96000.0;
    const auto automated = [](Scene& scene) {
      return [&scene](const std::function<void()>& block) {
        scene.automate();
        block();
      };
    };
    Playing one(first.plugin(), {rate, 2, 2, false}, automated(first));
    Playing two(second.plugin(), {48000.0, 1, 2, true}, automated(second));
    std::atomic<bool> isEnding{false};
    std::thread host([&] {  // saves from a thread of its own
      juce::MemoryBlock session;
      while (!isEnding) {
        first.plugin().getStateInformation(session);
        second.plugin().getTailLengthSeconds();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    });
    for (int i = 0; i < 50; ++i) {
      onMessageThread([&] {
        first.act();
        second.act();
      });
      one.changeProgram(i);
      one.waitForBlocks(1);
    }
    one.waitForBlocks(20);
    isEnding = true;
    host.join();
    CHECK(one.isFinite());
    CHECK(two.isFinite());
  }
}

TEST_CASE("A host may destroy an instance on any thread, whatever the message thread is doing") {
  const Folder folder;
  const auto preset = repositoryFile("test/parity/presets/tonewright-gru8.json");
  const int rounds = 2 * numberFrom("STRESS_ROUNDS", 20);
  for (int round = 0; round < rounds; ++round) {
    auto processor = std::make_unique<plugin::Processor>();
    processor->prepareToPlay(48000.0, 64);  // looks at it every 50 ms from now on
    processor->parameter(Id::next).setValue(1.0f);
    if (round % 2 == 0) processor->loadPreset(preset);
    std::this_thread::sleep_for(std::chrono::microseconds(49000 + 100 * (round % 20)));
    processor.reset();
  }
  bool isAlive = false;
  onMessageThread([&] { isAlive = true; });
  CHECK(isAlive);
}

TEST_CASE("Many preset switches in a row leave memory as it was") {
  const Folder folder;
  std::unique_ptr<plugin::Processor> processor;
  onMessageThread([&] { processor = std::make_unique<plugin::Processor>(); });
  {
    const Playing playing(*processor, {});
    const std::filesystem::path presets[] = {repositoryFile("test/parity/presets/tonewright-gru8.json"),
                                             repositoryFile("test/parity/presets/aida-x-lstm12.json")};
    const int switches = numberFrom("PRESET_SWITCHES", 200);
    std::size_t early = 0;
    for (int i = 0; i < switches; ++i) {
      const auto& preset = presets[i % 2];
      onMessageThread([&] { processor->loadPreset(preset); });
      REQUIRE(waitUntil([&] {
        const auto info = processor->presetInfo();
        return info && info->path == preset.string();
      }));
      // The steps of undo fill up first: all of them are kept up to a limit.
      if (i == switches / 2) early = allocatedBytes();
    }
    const std::size_t late = allocatedBytes();
    CHECK(late < early + (std::size_t{4} << 20));
    MESSAGE("allocated half-way ", early >> 10, " KiB, at the end ", late >> 10, " KiB");
    CHECK(playing.isFinite());
  }
  onMessageThread([&] { processor.reset(); });
}
