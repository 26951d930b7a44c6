// An impulse response that was read and accepted.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "plugin/sound/source.hpp"

namespace tonewright::plugin {

/// Immutable. All of it is for any thread but the audio thread.
class LoadedCabinet {
 public:
  static constexpr double kMaxSeconds = 8.0;  // the rest of a longer one fades out and is left off

  /// Reads a WAV or AIFF file of one or two channels (further ones are left out). Scaled so that white noise keeps its
  /// level: files differ in theirs by tens of decibels. Throws std::runtime_error that says why it is refused.
  explicit LoadedCabinet(SharedSource source);

  const SharedSource& source() const { return file; }
  double sampleRate() const { return rate; }  // Hz, of the file
  double seconds() const { return static_cast<double>(responses[0].size()) / rate; }

  struct AtRate {
    std::vector<std::vector<float>> channels;  // one or two, of the same length
    std::uint32_t latencySamples = 0;          // what the resampler's filter rings before the first sample
  };
  /// At another rate, with the same frequency response.
  AtRate at(std::uint32_t hostRate) const;

 private:
  SharedSource file;
  double rate = 0.0;
  std::vector<std::vector<float>> responses;  // one or two channels
};

using SharedCabinet = std::shared_ptr<const LoadedCabinet>;  // null: none

}  // namespace tonewright::plugin
