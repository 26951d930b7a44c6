// What the controls of the pedal do: knobs, switches, MIDI controllers and the parameters that they turn.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "engine/chain/settings.hpp"
#include "firmware/pedal/board.hpp"

namespace tonewright::pedal {

using Id = chain::ParameterId;

/// The first three knobs are the preset's own where it has any, and the chain's again while switch 4 is on.
struct KnobJob {
  Id parameter;
  std::optional<Id> own;
};
inline constexpr std::array<KnobJob, kKnobs> kKnobJobs{{{Id::input, Id::knob1},
                                                        {Id::mid, Id::knob2},
                                                        {Id::presence, Id::knob3},
                                                        {Id::bass, std::nullopt},
                                                        {Id::treble, std::nullopt},
                                                        {Id::output, std::nullopt}}};

constexpr Id parameterOfKnob(std::size_t knob, std::size_t ownControls, bool isChainChosen) {
  const KnobJob& job = kKnobJobs[knob];
  return job.own && knob < ownControls && !isChainChosen ? *job.own : job.parameter;
}

/// The fourth switch is the one above.
inline constexpr std::array<Id, kSwitches - 1> kSwitchJobs{Id::gate, Id::cabinet, Id::levelMatch};
inline constexpr std::size_t kChainSwitch = 3;
inline constexpr float kSwitchedGateDb = -60.0f;  // where switch 1 sets a gate that the preset leaves off

struct ControllerJob {
  std::uint8_t controller;
  Id parameter;
};
inline constexpr std::array<ControllerJob, 17> kControllerJobs{{{7, Id::output},
                                                                {20, Id::knob1},
                                                                {21, Id::knob2},
                                                                {22, Id::knob3},
                                                                {23, Id::knob4},
                                                                {24, Id::knob5},
                                                                {25, Id::knob6},
                                                                {26, Id::knob7},
                                                                {27, Id::knob8},
                                                                {70, Id::input},
                                                                {71, Id::gate},
                                                                {72, Id::gateRelease},
                                                                {73, Id::bass},
                                                                {74, Id::mid},
                                                                {75, Id::treble},
                                                                {76, Id::presence},
                                                                {80, Id::bypass}}};

constexpr std::optional<Id> parameterOfController(std::uint8_t controller) {
  for (const ControllerJob& job : kControllerJobs) {
    if (job.controller == controller) return job.parameter;
  }
  return std::nullopt;
}

/// A knob says nothing until it is turned: its parameter keeps what the preset, MIDI or the store have set.
class TurnedKnob {
 public:
  static constexpr float kStart = 0.03f, kStep = 0.003f;  // of the way; below is noise

  /// The new place, when there is one. [main loop]
  std::optional<float> poll(float place) noexcept {
    if (isFirst) {
      isFirst = false;
      said = place;
    }
    const float step = isTurned ? kStep : kStart;
    if (place > said - step && place < said + step) return std::nullopt;
    isTurned = true;
    said = place;
    return place;
  }

  /// From here on it must be turned again.
  void rest() noexcept { isTurned = false; }

 private:
  bool isFirst = true, isTurned = false;
  float said = 0.0f;
};

}  // namespace tonewright::pedal
