// What stands around a model that runs at another rate than its host.
#pragma once

#include <vector>

#include "rate/player.hpp"
#include "rate/resampler.hpp"

namespace tonewright {

/// A converter to the inner rate, one back, and a queue that evens out how many samples they give. Controls are not
/// filtered, which would overshoot, but held, in time with the audio.
class Converters {
 public:
  /// Rates in Hz; `inputs` and `outputs` are the channels of the model. Throws std::invalid_argument. [init]
  Converters(std::uint32_t hostRate, std::uint32_t innerRate, std::size_t inputs, std::size_t outputs);

  /// Samples at the host's rate from an input to the output that stands for its time, exactly. [any-thread]
  std::size_t latencySamples() const noexcept { return latency; }

  /// Plays `model` at the inner rate. As many frames out as in, any number; an output may be the same memory as an
  /// input. [audio-thread]
  void process(Player& model, const float* const* inputs, float* const* outputs, std::size_t frames) noexcept;

  /// [audio-thread]
  void reset() noexcept;

 private:
  static constexpr std::size_t kBlockFrames = 64;  // of the host, at a time

  /// Planar channels in one piece of memory.
  struct Planes {
    Planes(std::size_t channels, std::size_t frames);
    std::vector<float> samples;
    std::vector<float*> pointers;
  };

  std::size_t take(const float* const* inputs, std::size_t start, std::size_t frames) noexcept;
  void give(float* const* outputs, std::size_t start, std::size_t frames, std::size_t taken) noexcept;

  std::uint32_t hostRate, innerRate;
  Resampler up;
  std::vector<Resampler> down;  // [outputs]
  std::size_t latency;
  Planes controls;      // [inputs - 1][kBlockFrames + what `up` looks ahead], at the host's rate, the newest last
  Planes innerInputs;   // [inputs][what a block gives at most]
  Planes innerOutputs;  // [outputs][the same]
  Planes queue;         // [outputs][frames], those not given out yet first
  std::size_t queued = 0;
  std::uint64_t hostFrames = 0, innerFrames = 0;  // since reset
};

}  // namespace tonewright
