// Made by scripts/parameters.mjs from presets/parameters.json. [any-thread]
#pragma once

#include <array>

#include "engine/chain/parameter.hpp"

// clang-format off
namespace tonewright::chain {

/// In the order of the table.
enum class ParameterId : std::uint8_t {
  input,
  gate,
  gateRelease,
  knob1,
  knob2,
  knob3,
  knob4,
  knob5,
  knob6,
  knob7,
  knob8,
  dcBlock,
  bass,
  mid,
  treble,
  presence,
  cabinet,
  output,
  mix,
  bypass,
  oversampling,
  engine,
  levelMatch,
  calibrate,
  interfaceLevel,
  previous,
  next,
};

inline constexpr std::string_view kOversamplingChoices[] = {"1x", "2x", "4x", "8x"};
inline constexpr std::string_view kEngineChoices[] = {"Tonewright", "RTNeural"};

inline constexpr std::size_t kParameterCount = 27;

inline constexpr std::array<Parameter, kParameterCount> kParameters{{
    {"input", "Input", "dB", -24.0f, 24.0f, 0.0f, Taper::linear, true, "",
     {}, "Gain before the gate and the model: how hard the device is driven."},
    {"gate", "Gate", "dB", -100.0f, -20.0f, -100.0f, Taper::linear, true, "off",
     {}, "Peak level below which the input fades to silence; the lowest value switches the gate off."},
    {"gateRelease", "Gate release", "ms", 10.0f, 1000.0f, 100.0f, Taper::log, true, "",
     {}, "Time that the closing gate takes to silence."},
    {"knob1", "Knob 1", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 1, from its lowest to its highest value."},
    {"knob2", "Knob 2", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 2, from its lowest to its highest value."},
    {"knob3", "Knob 3", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 3, from its lowest to its highest value."},
    {"knob4", "Knob 4", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 4, from its lowest to its highest value."},
    {"knob5", "Knob 5", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 5, from its lowest to its highest value."},
    {"knob6", "Knob 6", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 6, from its lowest to its highest value."},
    {"knob7", "Knob 7", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 7, from its lowest to its highest value."},
    {"knob8", "Knob 8", "", 0.0f, 1.0f, 0.5f, Taper::linear, false, "",
     {}, "The preset's own control 8, from its lowest to its highest value."},
    {"dcBlock", "DC block", "", 0.0f, 1.0f, 1.0f, Taper::toggle, true, "",
     {}, "Takes away what lies below 5 Hz behind the model."},
    {"bass", "Bass", "dB", -12.0f, 12.0f, 0.0f, Taper::linear, true, "",
     {}, "Shelf below 100 Hz."},
    {"mid", "Mid", "dB", -12.0f, 12.0f, 0.0f, Taper::linear, true, "",
     {}, "Broad peak at 650 Hz."},
    {"treble", "Treble", "dB", -12.0f, 12.0f, 0.0f, Taper::linear, true, "",
     {}, "Shelf above 2.5 kHz."},
    {"presence", "Presence", "dB", -12.0f, 12.0f, 0.0f, Taper::linear, true, "",
     {}, "Broad peak at 5 kHz."},
    {"cabinet", "Cabinet", "", 0.0f, 1.0f, 1.0f, Taper::toggle, true, "",
     {}, "Plays through the chosen impulse response, if there is one."},
    {"output", "Output", "dB", -40.0f, 24.0f, 0.0f, Taper::linear, true, "",
     {}, "Gain at the end, of everything but the bypassed signal."},
    {"mix", "Mix", "%", 0.0f, 100.0f, 100.0f, Taper::linear, true, "",
     {}, "Share of the effect; the rest is the input, as late as the effect."},
    {"bypass", "Bypass", "", 0.0f, 1.0f, 0.0f, Taper::toggle, false, "",
     {}, "Passes the input on, as late as the effect."},
    {"oversampling", "Oversampling", "", 0.0f, 3.0f, 0.0f, Taper::choice, false, "",
     kOversamplingChoices, "Runs the model that many times faster, against aliasing."},
    {"engine", "Engine", "", 0.0f, 1.0f, 0.0f, Taper::choice, false, "",
     kEngineChoices, "What plays the model; RTNeural only where it was built in and knows the model's layers."},
    {"levelMatch", "Level match", "", 0.0f, 1.0f, 1.0f, Taper::toggle, false, "",
     {}, "Plays every preset that says its loudness at the same one, -18 LUFS."},
    {"calibrate", "Calibrate", "", 0.0f, 1.0f, 0.0f, Taper::toggle, false, "",
     {}, "Drives a preset that says its input level as hard as the device was driven, by the level of the interface."},
    {"interfaceLevel", "Interface level", "dBu", 0.0f, 30.0f, 12.0f, Taper::linear, false, "",
     {}, "Level at the interface's input of a sine that just reaches full scale."},
    {"previous", "Previous preset", "", 0.0f, 1.0f, 0.0f, Taper::toggle, false, "",
     {}, "Goes to the preset before when it is switched on."},
    {"next", "Next preset", "", 0.0f, 1.0f, 0.0f, Taper::toggle, false, "",
     {}, "Goes to the preset behind when it is switched on."},
}};

}  // namespace tonewright::chain
