// What a parameter is; parameters.hpp has all of them. [any-thread]
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace tonewright::chain {

/// How a knob's way from 0 to 1 maps to values: `toggle` is off (0) or on (1), `choice` the index of a choice.
enum class Taper : std::uint8_t { linear, log, toggle, choice };

/// One row of the table.
struct Parameter {
  std::string_view id;
  std::string_view name;
  std::string_view unit;  // dB, ms, %, dBu; empty for none
  float min;
  float max;
  float initial;
  Taper taper;
  bool inPreset;                              // whether a preset may say it
  std::string_view atMin;                     // what the lowest value is called; empty for nothing special
  std::span<const std::string_view> choices;  // of a `choice`, from value 0 on
  std::string_view description;
};

constexpr bool isWhole(Taper taper) { return taper == Taper::toggle || taper == Taper::choice; }

/// The nearest value that the parameter can have; its default for NaN. [any-thread]
inline float limited(const Parameter& parameter, float value) {
  if (std::isnan(value)) return parameter.initial;
  const float inside = std::clamp(value, parameter.min, parameter.max);
  return isWhole(parameter.taper) ? std::round(inside) : inside;
}

/// The place, 0 to 1, of a value on the knob. [any-thread]
inline float normalised(const Parameter& parameter, float value) {
  const float inside = limited(parameter, value);
  if (parameter.taper == Taper::log) return std::log(inside / parameter.min) / std::log(parameter.max / parameter.min);
  return (inside - parameter.min) / (parameter.max - parameter.min);
}

/// The value at a place, 0 to 1, of the knob. [any-thread]
inline float valueAt(const Parameter& parameter, float place) {
  const float value = parameter.taper == Taper::log ? parameter.min * std::pow(parameter.max / parameter.min, place)
                                                    : parameter.min + place * (parameter.max - parameter.min);
  return limited(parameter, value);
}

}  // namespace tonewright::chain
