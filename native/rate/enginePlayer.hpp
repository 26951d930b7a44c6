// The engine as a Player.
#pragma once

#include <utility>

#include "engine/host.hpp"
#include "rate/player.hpp"

namespace tonewright {

class EnginePlayer final : public Player {
 public:
  explicit EnginePlayer(HostModel model) : host(std::move(model)) {}

  const ModelInfo& info() const noexcept override { return host.info(); }
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override {
    host.model().process(inputs, outputs, frames);
  }
  void reset() noexcept override { host.model().reset(); }

 private:
  HostModel host;
};

}  // namespace tonewright
