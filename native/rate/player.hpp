// One stream of a model, whichever engine plays it.
#pragma once

#include <cstddef>

#include "engine/plan.hpp"

namespace tonewright {

/// What tonewright::Model is to a host: see there.
class Player {
 public:
  virtual ~Player() = default;

  virtual const ModelInfo& info() const noexcept = 0;  // [any-thread]

  /// As many frames out as in, any number; an output may be the same memory as an input. [audio-thread]
  virtual void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept = 0;

  virtual void reset() noexcept = 0;  // [audio-thread]
};

}  // namespace tonewright
