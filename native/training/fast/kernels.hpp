// The table of fast kernels of one instruction set. Sixteen sequences lie side by side in the lanes of every tensor,
// [time][feature][lane], and each weight is broadcast, so that a layer of any width uses whole vectors.
// All functions: [any-thread] on distinct buffers, no allocation, no errors; tensors are aligned to 64 bytes.
#pragma once

#include <cstddef>

#include "engine/spec.hpp"

namespace tonewright::training {

inline constexpr int kLanes = 16;

/// Where `backward` puts the gradient of a tensor that the layer reads: written, or added to what other layers wrote
/// there. Null: nobody needs it.
struct GradientOut {
  float* data = nullptr;
  bool adds = false;
};

/// One layer's pass over one block of a chunk's time steps. H = spec.outputs, C = spec.inputs, D = spec's
/// conditionChannels, R = gateRows(spec). Pointers are to the block's first row; blocks come in the order of time
/// forwards and in the opposite order backwards.
struct LayerRun {
  LayerSpec spec;
  int steps = 0;
  int later = 0;                     // steps of the chunk that follow the block
  const float* packed = nullptr;     // weights as `pack` lays them out
  const float* input = nullptr;      // [steps][C][lane]; conv and maxPool also read reach(spec) rows before
  const float* condition = nullptr;  // [steps][D][lane]
  const float* residual = nullptr;   // [steps][H][lane]
  float* output = nullptr;           // [steps][H][lane]; row -1 is a recurrent layer's state before the block.
                                     // With a reach, `backward` puts the gradients of its sums in its place
  float* gates = nullptr;            // [steps][R][lane]; what `forward` keeps for `backward`
  float* cell = nullptr;             // lstm: [steps][H][lane], row -1 the state before; gru reset-before: r * h
  float* outputGradient = nullptr;   // [steps][H][lane]; overwritten by `backward`
  GradientOut inputGradient;         // [steps][C][lane]
  GradientOut conditionGradient;     // [steps][D][lane]
  GradientOut residualGradient;      // [steps][H][lane]; data may be outputGradient itself
  float* weightGradient = nullptr;   // flat as in spec.hpp; `backward` adds to it
  float* scratch = nullptr;          // [2H][lane], recurrent: what `backward` hands from a block to the one before
};

/// Error, losses in the time domain and their gradient over one chunk of 16 lanes.
struct LossRun {
  int steps = 0;
  const float* output = nullptr;  // [steps][lane], the model's output
  const float* target = nullptr;  // [steps][lane]
  const float* mask = nullptr;    // [steps][lane], 1 where the sample counts, else 0; null when all count
  const float* fir = nullptr;     // [taps], the pre-emphasis
  int taps = 1;
  float* error = nullptr;     // [taps - 1 + steps][lane]; begins with the errors before the chunk
  float* filtered = nullptr;  // [steps + taps - 1][lane]
  float* gradient = nullptr;  // [steps][lane], written: d(loss)/d(output)
  float esrScale = 0.0f;      // loss += scale * sum(filtered^2)
  float mseScale = 0.0f;      // loss += scale * sum(error^2)
  float maeScale = 0.0f;      // loss += scale * sum|error|
  float dcScale = 0.0f;       // loss += scale * (sum error)^2, per lane
  float* sums = nullptr;      // [4][lane], written: the four sums above (dc: sum error)
};

struct Kernels {
  const char* name;
  std::size_t (*packedCount)(const LayerSpec&);
  void (*pack)(const LayerSpec&, const float* weights, float* packed);
  void (*forward)(const LayerRun&);
  void (*backward)(const LayerRun&);
  void (*loss)(const LossRun&);        // errors, sums and gradient
  void (*lossErrors)(const LossRun&);  // errors and sums only
  void (*gather)(const float* const* sources, int steps, int features, float gain, float* tensor);
};

/// Earlier samples of its source that a layer reads.
constexpr std::size_t reach(const LayerSpec& spec) {
  const bool slides = spec.type == LayerType::conv || spec.type == LayerType::maxPool;
  return slides ? (spec.taps - std::size_t{1}) * spec.dilation : 0;
}

/// Whether an activation's slope cannot be told from its result.
constexpr bool needsPreActivation(Activation activation) {
  return activation == Activation::gelu || activation == Activation::prelu || activation == Activation::silu ||
         activation == Activation::hardSwish;
}

/// Rows of `LayerRun::gates` at each time step.
constexpr int gateRows(const LayerSpec& spec) {
  const int h = static_cast<int>(spec.outputs);
  switch (spec.type) {
    case LayerType::gru:
      return (spec.resetAfter ? 4 : 3) * h;
    case LayerType::lstm:
      return 5 * h;
    case LayerType::gate:
      return 0;
    case LayerType::maxPool:
      return h;
    default:
      return needsPreActivation(spec.activation) ? h : 0;
  }
}

enum class InstructionSet { automatic, baseline, avx2, avx512 };

/// The kernels of an instruction set; `automatic` is the best that this processor has.
/// Throws std::invalid_argument when the processor or the build lacks the one asked for. [any-thread]
const Kernels& kernels(InstructionSet set = InstructionSet::automatic);

/// Whether `kernels(set)` would succeed. [any-thread]
bool available(InstructionSet set);

}  // namespace tonewright::training
