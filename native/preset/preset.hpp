// What a preset holds once it is read, whatever file it came from. presets/format.md explains each field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/chain/parameters.hpp"
#include "engine/spec.hpp"

namespace tonewright::preset {

enum class Format { tonewright, rtneural, aidaX, pytorch, nam };

/// Knob k feeds model input 1 + k with (value - min) / (max - min), which lies in 0..1.
struct Control {
  std::string id;
  std::string name;
  double min = 0.0;
  double max = 1.0;
  double initial = 0.0;
  std::string unit;

  float initialPlace() const { return static_cast<float>((initial - min) / (max - min)); }

  bool operator==(const Control&) const = default;
};

/// What a parameter of the signal chain around the model is set to.
struct ChainValue {
  chain::ParameterId id;
  float value;
};

/// Audio that proves a player right: run from a reset, both gains at 0 dB, controls at their defaults.
struct SelfTest {
  std::vector<float> input;
  std::vector<float> output;
};

struct Preset {
  Format format = Format::tonewright;
  std::string name;  // this and the following texts are empty when the file does not say them
  std::string author;
  std::string gear;
  std::vector<std::string> tags;         // such as overdrive, clean; of a .nam file its tone_type and gear_type
  std::optional<double> loudness;        // LUFS of the output
  std::optional<double> inputLevelDbu;   // level of a full-scale sine
  std::optional<double> outputLevelDbu;  // level of a full-scale sine
  ModelSpec spec;
  std::vector<float> weights;  // flat, in the order of spec.hpp
  std::vector<Control> controls;
  std::vector<ChainValue> chain;  // what the file says of it, in the table's order; the rest is the player's
  std::optional<SelfTest> selfTest;
  std::vector<std::string> notices;  // what was assumed because the file does not say it, for the user
};

enum class ErrorCode { tooLarge, notJson, unsupported, futureVersion, invalid, selfTestFailed };

struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string path;     // place in the JSON, such as layers[0].weights[1]; empty for the whole file
  std::string message;  // place, what was expected, what was found, what to do
};

}  // namespace tonewright::preset
