// The whole sound of an instance: the signal chain with its preset and its cabinet in it.
#pragma once

#include <vector>

#include "engine/chain/signalChain.hpp"
#include "plugin/sound/cabinet.hpp"
#include "plugin/sound/meters.hpp"
#include "plugin/sound/rig.hpp"

namespace tonewright::plugin {

/// `process` neither allocates, locks, throws nor calls the system. Rigs and cabinets come to it by the switches.
class Sound {
 public:
  struct Format {
    double sampleRate = 0.0;   // Hz
    std::size_t channels = 0;  // 1 or 2
  };

  /// Starts from silence, with no preset and no cabinet. `process` must not run, nor a `publish` of the switches.
  /// Allocates. [init]
  void prepare(const Format& format, const chain::ParameterValues& values);
  std::size_t channels() const noexcept { return format.channels; }  // 0 before

  /// In place on format.channels channels, any number of frames. Holds a FlushToZero. [audio-thread]
  void process(float* const* audio, std::size_t frames, const chain::ParameterValues& values) noexcept;

  /// The next block starts as after silence. [any-thread]
  void reset() noexcept { isResetWanted.store(true, std::memory_order_relaxed); }

  GaplessSwitch<Rig>& rigs() noexcept { return rigSwitch; }
  GaplessSwitch<Cabinet>& cabinets() noexcept { return cabinetSwitch; }
  Meters& meters() noexcept { return measured; }

 private:
  static constexpr double kMaxLatencySeconds = 0.25;

  void processBlock(const chain::Block& block, const chain::ParameterValues& values) noexcept;
  void playCabinet(const chain::Block& block) noexcept;
  void updateLatency(bool isCabinetOn) noexcept;
  void resetNow() noexcept;

  Format format;
  chain::SignalChain chain;
  std::vector<float> chainMemory;
  GaplessSwitch<Rig> rigSwitch;
  GaplessSwitch<Cabinet> cabinetSwitch;
  chain::Smoothed cabinetShare{1.0f};  // from 0, switched off, to 1
  std::array<std::array<float, chain::kMaxBlockFrames>, chain::kMaxAudioChannels> beforeCabinet{};
  Meters measured;
  std::atomic<bool> isResetWanted{false};
};

}  // namespace tonewright::plugin
