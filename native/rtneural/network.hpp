// The layers of a model as RTNeural plays them, behind one call a tile.
#pragma once

#include <memory>
#include <span>

#include "engine/spec.hpp"

namespace tonewright::rtneural {

class Network {
 public:
  virtual ~Network() = default;

  /// Recurrent layers to zero, convolutions as after endless silence. [init]
  virtual void reset() noexcept = 0;

  /// rows [frames][stride], each row aligned to 32 bytes, to out [frames][outputs]. [audio-thread]
  virtual void run(const float* rows, std::size_t stride, float* out, std::size_t frames) noexcept = 0;
};

/// One constructor for each kind of network. `weights` is the flat array of spec.hpp; the model has no refusals. Those
/// with fixed sizes return null when the model has other ones. [init]
std::unique_ptr<Network> makeFree(const ModelSpec& spec, std::span<const float> weights);
std::unique_ptr<Network> makeFixedGru(const ModelSpec& spec, std::span<const float> weights);
std::unique_ptr<Network> makeFixedLstm(const ModelSpec& spec, std::span<const float> weights);

}  // namespace tonewright::rtneural
