// The pedal: what all boards run. A board calls `audio` from its audio interrupt and `poll` from its main loop.
#pragma once

#include <array>
#include <atomic>
#include <span>

#include "engine/chain/signalChain.hpp"
#include "firmware/pedal/cabinet.hpp"
#include "firmware/pedal/footswitches.hpp"
#include "firmware/pedal/load.hpp"
#include "firmware/pedal/midi.hpp"
#include "firmware/pedal/panel.hpp"
#include "firmware/pedal/store.hpp"
#include "firmware/pedal/switcher.hpp"

namespace tonewright::pedal {

/// What is kept without power. Values count for the bank that they were stored with.
struct Settings {
  std::uint32_t bank = 0;  // its fingerprint
  std::uint32_t preset = 0;
  std::uint32_t isBypassed = 0;
  std::uint32_t stored = 0;  // bit i: preset i has values of its own
  std::array<std::array<float, chain::kParameterCount>, kMaxPresets> values{};
};

/// What went wrong at the start or since; the status light says it.
enum class Fault { none, bank, preset };

class Pedal {
 public:
  struct Parts {
    std::span<const std::byte> bank;
    std::span<std::byte> memory;  // aligned to 64, for two presets
    Storage& storage;
    float cyclesPerSample;  // that there are
  };

  explicit Pedal(const Parts& parts);

  /// One block of kBlockFrames. Always gives sound: without a bank, with a damaged preset or overloaded, the input.
  /// [audio-thread]
  void audio(const float* in, float* out) noexcept;

  /// The share of its time that the last `audio` took. [audio-thread]
  void tookTime(float share) noexcept { load.add(share); }

  /// Every few milliseconds: answers the controls. [main loop]
  void poll(const Controls& controls, std::uint32_t nowMs);

  /// A byte from any MIDI input. [main loop]
  void takeMidi(std::uint8_t byte);

  /// What the lights show now. [main loop]
  Lights lights(std::uint32_t nowMs);

  std::size_t preset() const noexcept { return chosen; }
  const char* presetName() const noexcept { return bank.count() > 0 ? bank.entry(chosen).name : ""; }
  bool isBypassed() const noexcept { return value(Id::bypass) >= 0.5f; }
  float loadShare() const noexcept { return load.share(); }
  bool isOverloaded() const noexcept { return load.isOverloaded(); }
  Fault fault() const noexcept { return broken; }
  float value(Id id) const noexcept { return values[static_cast<std::size_t>(id)].load(std::memory_order_relaxed); }

 private:
  void answer(Press press);
  void turn(Id id, float place);
  void set(Id id, float value) noexcept;
  void flip(std::size_t index, bool isOn);
  void want(std::size_t preset) noexcept;
  void switchIfFree();
  void recallValues(const chain::ParameterValues& next) noexcept;
  chain::ParameterValues startValues(std::size_t preset) const noexcept;
  chain::ParameterValues present() const noexcept;
  void store();
  void save();

  Bank bank;
  Store<Settings> keeper;
  Settings settings;
  Switcher switcher;
  Cabinet cabinet;
  chain::SignalChain chain;
  chain::ParameterValues heard;  // by the audio thread, last
  std::array<float, chain::DryWet::memoryFloats(1, 0)> chainMemory;
  std::array<std::atomic<float>, chain::kParameterCount> values{};
  Load load;
  const float cyclesPerSample;

  std::size_t chosen = 0, wanted = 0;
  Fault broken = Fault::none;
  Footswitches feet;
  MidiParser midi;
  std::array<TurnedKnob, kKnobs> knobs;
  std::array<bool, kSwitches> switches{};
  bool knowsSwitches = false;
  std::atomic<bool> hasClipped{false};
  std::uint32_t clippedMs = 0, changedMs = 0, shownMs = 0;
  bool isChangeShown = false, isUnsaved = false;
};

}  // namespace tonewright::pedal
