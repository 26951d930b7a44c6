// What the face is told of what is loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "preset/preset.hpp"

namespace tonewright::plugin {

struct PresetInfo {
  std::string name;
  std::string author;
  std::string gear;
  std::string path;                  // where it was loaded from, a hint; empty when only its bytes are known
  std::string family;                // "LSTM", "WaveNet" ..., as the library says it
  std::vector<std::string> notices;  // what the reader assumed, and what the engine could not do
  std::vector<preset::Control> controls;
  std::optional<double> loudness;                       // LUFS of the output
  std::optional<double> inputLevelDbu, outputLevelDbu;  // of a full-scale sine
  double sampleRate = 0.0;                              // Hz, of the model
  std::string rateMethod;                               // "none", "correct", "resample", "both"
  std::uint32_t latencySamples = 0;                     // at the host's rate
  std::uint64_t multiplyAddsPerSample = 0;              // at the model's own rate
};

struct CabinetInfo {
  std::string name;
  std::string path;  // a hint, as above
  double seconds = 0.0;
  double sampleRate = 0.0;  // Hz, of the file
};

}  // namespace tonewright::plugin
