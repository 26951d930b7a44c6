// Makes rigs and cabinets for one instance and hands them to its sound.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "plugin/sound/loadedCabinet.hpp"
#include "plugin/sound/sound.hpp"

namespace tonewright::plugin {

/// Remembers what is loaded, so that it can be made anew for another rate, oversampling or engine. Locks; for any
/// thread but the audio thread.
class Rigger {
 public:
  explicit Rigger(Sound& sound) : sound(sound) {}

  /// Prepares the sound and makes everything for it. The audio thread must not be processing.
  void prepare(const Sound::Format& format, const chain::ParameterValues& values);

  /// Plays this preset, or none, from soon on. Throws std::invalid_argument, and leaves all as it was, when it cannot
  /// be played at the host's rate.
  void setPreset(SharedPreset preset, const chain::ParameterValues& values);
  void setCabinet(SharedCabinet cabinet);

  /// Whether the values ask for another oversampling or engine than what plays; `refresh` then makes that.
  bool isStale(const chain::ParameterValues& values) const;
  void refresh(const chain::ParameterValues& values);

  /// Frees what the audio thread has given back, unless something is being made just now.
  void collect();

  struct Facts {
    std::uint32_t rigLatencySamples = 0, cabinetLatencySamples = 0;
    std::string rateMethod;  // "none", "correct", "resample", "both"; empty without a preset
    std::string notice;      // what could not be done as asked; empty when all could
  };
  Facts facts() const;

 private:
  RigRequest requestFor(const chain::ParameterValues& values) const;
  void playPreset(const SharedPreset& preset, const chain::ParameterValues& values);
  void playCabinet();

  Sound& sound;
  mutable std::mutex building;           // held while something is made
  std::atomic<bool> isPreparing{false};  // ends what is being warmed up
  Sound::Format format;                  // at first not prepared
  SharedPreset preset;
  SharedCabinet cabinet;

  mutable std::mutex lock;          // held shortly, over:
  std::optional<RigRequest> built;  // what the rig that plays was asked to be
  Facts known;
};

}  // namespace tonewright::plugin
