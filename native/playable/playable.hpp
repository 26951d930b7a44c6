// Which engine plays a model: Tonewright's own, or RTNeural where it was built in.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine/spec.hpp"
#include "rate/ratedModel.hpp"

namespace tonewright {

enum class Engine { tonewright, rtneural };

/// [any-thread]
bool isBuiltIn(Engine engine);

/// A model that an engine has accepted, ready to make streams of it. All of it is for any thread and uses the heap.
class Playable {
 public:
  virtual ~Playable() = default;

  /// A stream at the model's own rate, at its start.
  virtual std::unique_ptr<Player> player() const = 0;

  /// A stream at the rate of a host. Throws std::invalid_argument when the request cannot be met.
  virtual std::unique_ptr<RatedModel> player(const RateRequest& request) const {
    return std::make_unique<RatedModel>([this] { return player(); }, request);
  }

  virtual Engine engine() const = 0;
  virtual std::string variant() const = 0;  // which of the engine's ways of computing it is
  virtual std::size_t bytes() const = 0;    // that the model holds

  /// Of our own engine: the weights image; else nothing.
  virtual std::span<const std::byte> image() const { return {}; }

  const ModelInfo& info() const noexcept { return facts; }

 protected:
  ModelInfo facts{};
};

/// `weights` are flat, in the order of spec.hpp; models that are to be settled, are. `set` is for our own engine.
/// Throws std::invalid_argument when the engine is not in this build or cannot play the model. [any-thread], uses the
/// heap.
std::shared_ptr<const Playable> playable(const ModelSpec& spec, std::span<const float> weights,
                                         Engine engine = Engine::tonewright, InstructionSet set = InstructionSet::best);

/// From the weights image itself, by our own engine. Throws std::invalid_argument when it is refused. [any-thread]
std::shared_ptr<const Playable> playableImage(std::span<const std::byte> image);

}  // namespace tonewright
