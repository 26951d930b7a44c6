// Which engine plays a model in Node: Tonewright's own, or RTNeural where it was built in.
#pragma once

#include <napi.h>

#include <memory>
#include <span>

#include "engine/spec.hpp"
#include "rate/ratedModel.hpp"

namespace tonewright::addon {

/// A model that an engine has accepted.
class Playable {
 public:
  virtual ~Playable() = default;

  /// A stream at the model's own rate, at its start. [any-thread], uses the heap.
  virtual std::unique_ptr<Player> player() const = 0;

  /// A stream at the rate of a host. Throws std::invalid_argument when the request cannot be met. [any-thread], uses
  /// the heap.
  virtual std::unique_ptr<RatedModel> player(const RateRequest& request) const {
    return std::make_unique<RatedModel>([this] { return player(); }, request);
  }

  virtual std::size_t bytes() const = 0;  // that the model holds

  /// Sets the engine's part of the `ModelInfo` of types.ts.
  virtual void describe(Napi::Object& info) const = 0;

  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// `options` is {engine?, instructions?} or undefined. Throws std::invalid_argument when it is neither, when the engine
/// is not in this build or when it cannot play the model.
std::shared_ptr<const Playable> playable(const Napi::Value& options, const ModelSpec& spec,
                                         std::span<const float> weights);

}  // namespace tonewright::addon
