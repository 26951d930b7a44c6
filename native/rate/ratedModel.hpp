// A model at any sample rate of a host, oversampled or not.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "engine/simd/dispatch.hpp"
#include "rate/converters.hpp"
#include "rate/plan.hpp"
#include "rate/player.hpp"

namespace tonewright {

/// Plays a model at the rate of a host: as it is, with its delays stretched, between converters, or both (plan.hpp).
/// Nothing is allocated, locked or thrown after the constructor; hold a FlushToZero around `process`. The output has as
/// many samples as the input, is late by latencySamples(), and does not depend on how a stream is cut into blocks.
class RatedModel final : public Player {
 public:
  /// Of the engine. `image` may lie anywhere. Throws std::invalid_argument when the image is refused or the request
  /// cannot be met. [init]
  RatedModel(std::span<const std::byte> image, const RateRequest& request, InstructionSet set = InstructionSet::best);

  /// Of any engine: `make` gives streams of the model at its own rate, each at its start; states are not interpolated.
  /// Throws std::invalid_argument when the request cannot be met. [init]
  RatedModel(const std::function<std::unique_ptr<Player>()>& make, const RateRequest& request);

  /// Of the model at its own rate.
  const ModelInfo& info() const noexcept override { return player->info(); }

  const RatePlan& plan() const noexcept { return planned; }

  /// Of the model and the converters, at the host's rate. [any-thread]
  std::uint32_t latencySamples() const noexcept { return latency; }

  /// Controls are held over the samples between converters, in time with the audio.
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override;

  void reset() noexcept override;

 private:
  void convert(const RateRequest& request);

  RatePlan planned;
  std::unique_ptr<Player> player;        // at planned.innerRate
  std::optional<Converters> converters;  // none when that is the host's rate
  std::uint32_t latency = 0;
};

}  // namespace tonewright
