// What the chain is set to, made of the values of the table of parameters.
#pragma once

#include <algorithm>
#include <optional>

#include "engine/chain/parameters.hpp"
#include "engine/chain/toneStack.hpp"

namespace tonewright::chain {

constexpr const Parameter& parameterOf(ParameterId id) { return kParameters[static_cast<std::size_t>(id)]; }

/// Nothing for an id that is not in the table. [any-thread]
constexpr std::optional<ParameterId> findParameter(std::string_view id) {
  for (std::size_t i = 0; i < kParameterCount; ++i) {
    if (kParameters[i].id == id) return static_cast<ParameterId>(i);
  }
  return std::nullopt;
}

/// A value for each parameter, at first its default. [any-thread]
class ParameterValues {
 public:
  constexpr ParameterValues() {
    for (std::size_t i = 0; i < kParameterCount; ++i) values[i] = kParameters[i].initial;
  }

  constexpr float operator[](ParameterId id) const { return values[static_cast<std::size_t>(id)]; }
  constexpr bool isOn(ParameterId id) const { return (*this)[id] >= 0.5f; }

  /// Limited to what the parameter can be.
  void set(ParameterId id, float value) { values[static_cast<std::size_t>(id)] = limited(parameterOf(id), value); }

 private:
  std::array<float, kParameterCount> values{};
};

/// What a preset says of its levels. [any-thread]
struct ModelLevels {
  std::optional<float> loudnessLufs;   // of its output for our standard guitar
  std::optional<float> inputLevelDbu;  // of a full-scale sine at the device's input
};

inline constexpr float kMatchedLoudnessLufs = -18.0f;
inline constexpr float kMostMatchedDb = 24.0f;  // that level match adds or takes: more is an error in the preset

/// What the chain itself is set to, all of it finite; the cabinet is the host's to play, leave out and fade.
struct Settings {
  float inputDb = 0.0f;  // trim, and calibration
  bool isGateOn = false;
  float gateThresholdDb = parameterOf(ParameterId::gate).initial;
  float gateReleaseMs = parameterOf(ParameterId::gateRelease).initial;
  float levelMatchDb = 0.0f;  // of the model's output
  bool isDcBlocked = true;
  ToneDb toneDb;
  float mix = 1.0f;  // 0, dry, to 1, wet
  float outputDb = 0.0f;
  bool isBypassed = false;
};

/// dB that bring a model's output to the loudness that presets are matched to; 0 when it does not say its own.
inline float levelMatchDb(const ModelLevels& model) {
  if (!model.loudnessLufs) return 0.0f;
  return std::clamp(kMatchedLoudnessLufs - *model.loudnessLufs, -kMostMatchedDb, kMostMatchedDb);
}

/// The same where level match is on, else 0.
inline float levelMatchDb(const ParameterValues& values, const ModelLevels& model) {
  return values.isOn(ParameterId::levelMatch) ? levelMatchDb(model) : 0.0f;
}

/// dB that bring the interface's signal to the level that the model knows it at; 0 when it does not say that.
inline float calibrationDb(const ModelLevels& model, float interfaceLevelDbu) {
  return model.inputLevelDbu ? interfaceLevelDbu - *model.inputLevelDbu : 0.0f;
}

/// The chain's settings for these values and this model. [any-thread]
inline Settings settingsOf(const ParameterValues& values, const ModelLevels& model = {}) {
  using Id = ParameterId;
  Settings settings;
  settings.inputDb = values[Id::input];
  if (values.isOn(Id::calibrate)) settings.inputDb += calibrationDb(model, values[Id::interfaceLevel]);
  settings.isGateOn = values[Id::gate] > parameterOf(Id::gate).min;
  settings.gateThresholdDb = values[Id::gate];
  settings.gateReleaseMs = values[Id::gateRelease];
  settings.levelMatchDb = levelMatchDb(values, model);
  settings.isDcBlocked = values.isOn(Id::dcBlock);
  settings.toneDb = {values[Id::bass], values[Id::mid], values[Id::treble], values[Id::presence]};
  settings.mix = values[Id::mix] / 100.0f;
  settings.outputDb = values[Id::output];
  settings.isBypassed = values.isOn(Id::bypass);
  return settings;
}

}  // namespace tonewright::chain
