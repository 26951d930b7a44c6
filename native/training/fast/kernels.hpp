// The table of fast kernels of one instruction set. Sixteen sequences lie side by side in the lanes of every tensor,
// [time][feature][lane], and each weight is broadcast, so that a layer of any width uses whole vectors.
// All functions: [any-thread] on distinct buffers, no allocation, no errors; tensors are aligned to 64 bytes.
#pragma once

#include <cstddef>

#include "engine/spec.hpp"

namespace tonewright::training {

inline constexpr int kLanes = 16;

/// One layer's pass over one chunk of time. H = spec.outputs, C = spec.inputs, R = gateRows(spec).
struct LayerRun {
  LayerSpec spec;
  int steps = 0;
  const float* packed = nullptr;    // weights as `pack` lays them out
  const float* input = nullptr;     // [steps][C][lane]
  float* output = nullptr;          // [1 + steps][H][lane]; slot 0 is the state before the chunk
  float* gates = nullptr;           // [steps][R][lane]; activations, which `backward` turns into their gradients
  float* cell = nullptr;            // lstm: [1 + steps][H][lane], slot 0 the state before; gru reset-before: r * h
  float* outputGradient = nullptr;  // [steps][H][lane]; overwritten by `backward`
  float* inputGradient = nullptr;   // [steps][C][lane], or null when nobody needs it
  float* weightGradient = nullptr;  // flat as in spec.hpp; `backward` adds to it
  float* scratch = nullptr;         // [2H][lane]
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

/// Rows of `LayerRun::gates` at each time step.
constexpr int gateRows(const LayerSpec& spec) {
  const int h = static_cast<int>(spec.outputs);
  switch (spec.type) {
    case LayerType::gru:
      return (spec.resetAfter ? 4 : 3) * h;
    case LayerType::lstm:
      return 5 * h;
    default:
      return h;
  }
}

enum class InstructionSet { automatic, baseline, avx2, avx512 };

/// The kernels of an instruction set; `automatic` is the best that this processor has.
/// Throws std::invalid_argument when the processor or the build lacks the one asked for. [any-thread]
const Kernels& kernels(InstructionSet set = InstructionSet::automatic);

/// Whether `kernels(set)` would succeed. [any-thread]
bool available(InstructionSet set);

}  // namespace tonewright::training
