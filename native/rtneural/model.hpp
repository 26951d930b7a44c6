// RTNeural as a second inference back end behind the engine's interface: the same description of a model, the same
// weights, the same sound, played by RTNeural's layers. Built only when RTNEURAL_DIR names a checkout of RTNeural.
#pragma once

#include <memory>
#include <span>

#include "engine/host.hpp"
#include "engine/spec.hpp"

namespace tonewright::rtneural {

class Network;

/// Which of RTNeural's two kinds of model plays: `fixed` has its sizes from the compiler (ModelT; usual recurrent sizes
/// only, see fixed.hpp), `free` takes any (Model). `best` is fixed where there is one.
enum class Sizes { best, fixed, free };

/// Plays one stream as tonewright::Model does, with the same meaning of inputs, gains, skip, silence at the start and
/// values that are not finite. RTNeural reads one frame at a time, so the blocks' sizes do not matter to it.
class RtNeuralModel {
 public:
  /// `weights` as in spec.hpp. Throws std::invalid_argument when the model is not valid, when RTNeural has no layers
  /// for it (refusals.hpp says which) or no fixed sizes where those are asked for. [init]
  RtNeuralModel(const ModelSpec& spec, std::span<const float> weights, Sizes sizes = Sizes::best);
  ~RtNeuralModel();

  /// As the engine gives it, but for memoryBytes, which is 0: RTNeural does not say.
  const ModelInfo& info() const noexcept { return facts; }

  /// `fixed` or `free`.
  Sizes sizes() const noexcept { return chosen; }

  /// Back to silence. Nothing is allocated, but settling convolutions and `settleSamples` on silence can take longer
  /// than a block of audio lasts: call it while nothing plays. [init]
  void reset() noexcept;

  /// inputs[channel][frame] to outputs[channel][frame], any number of frames; an output may be the same memory as an
  /// input. Hold a FlushToZero around it. [audio-thread]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept;

 private:
  static constexpr std::size_t kTileFrames = 64;

  void read(const float* const* inputs, std::size_t start, std::size_t frames) noexcept;
  bool write(float* const* outputs, std::size_t start, std::size_t frames) noexcept;

  ModelSpec spec;  // without its layers
  ModelInfo facts{};
  Sizes chosen = Sizes::free;
  std::unique_ptr<Network> network;
  std::size_t stride;   // floats of a row of inputs
  AlignedBytes rows;    // [kTileFrames][stride]
  AlignedBytes played;  // [kTileFrames][outputs]
};

/// How RTNeural was compiled, such as "Eigen, AVX2". [any-thread]
const char* variant() noexcept;

}  // namespace tonewright::rtneural
