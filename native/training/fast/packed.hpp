// A layer's weights as the kernels read them: forward matrices with the 0.5 of each sigmoid gate folded in
// (sigmoid(a) = 0.5 + 0.5 tanh(a / 2)), and plain transposed ones for the gradients. Made anew after each update.
#pragma once

#include "training/fast/matrix.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

constexpr int gateCount(LayerType type) { return type == LayerType::gru ? 3 : type == LayerType::lstm ? 4 : 1; }
constexpr bool isSigmoidGate(LayerType type, int gate) {
  return (type == LayerType::gru && gate < 2) || (type == LayerType::lstm && gate != 2);
}

/// Offsets into the flat weights (and so into their gradient): kernel [C][rows], recurrent [H][rows], bias.
struct FlatLayout {
  int inputs, units, rows;
  std::size_t recurrent, bias;
  explicit FlatLayout(const LayerSpec& spec)
      : inputs(static_cast<int>(spec.inputs)),
        units(static_cast<int>(spec.outputs)),
        rows(gateCount(spec.type) * units),
        recurrent(static_cast<std::size_t>(inputs) * rows),
        bias(recurrent + (isRecurrent(spec.type) ? static_cast<std::size_t>(units) * rows : 0)) {}
};

/// Offsets into the packed weights: kernel [C][rows], recurrent [H][rows], their transposes [rows][C] and [rows][H],
/// bias [rows], for gru reset-after [4H]: z, r, recurrent side of n, input side of n.
struct PackedLayout {
  std::size_t recurrent, kernelTransposed, recurrentTransposed, bias, count;
  explicit PackedLayout(const LayerSpec& spec) {
    const FlatLayout flat(spec);
    recurrent = flat.recurrent;
    kernelTransposed = flat.bias;
    recurrentTransposed = kernelTransposed + recurrent;
    bias = 2 * flat.bias;
    count = bias + 4 * static_cast<std::size_t>(flat.units);
  }
};

inline std::size_t packedCount(const LayerSpec& spec) { return PackedLayout(spec).count; }

inline void packMatrix(const LayerSpec& spec, int inputs, const float* w, float* packed, float* transposed) {
  const int units = static_cast<int>(spec.outputs), rows = gateCount(spec.type) * units;
  for (int gate = 0; gate < gateCount(spec.type); ++gate) {
    const float scale = isSigmoidGate(spec.type, gate) ? 0.5f : 1.0f;
    for (int k = 0; k < inputs; ++k)
      for (int r = gate * units; r < (gate + 1) * units; ++r) {
        packed[k * rows + r] = scale * w[k * rows + r];
        transposed[r * inputs + k] = w[k * rows + r];
      }
  }
}

inline void packBias(const LayerSpec& spec, const float* bias, float* packed) {
  const int units = static_cast<int>(spec.outputs);
  const bool resetAfter = spec.type == LayerType::gru && spec.resetAfter;
  for (int gate = 0; gate < gateCount(spec.type); ++gate) {
    const float scale = isSigmoidGate(spec.type, gate) ? 0.5f : 1.0f;
    for (int r = gate * units; r < (gate + 1) * units; ++r) {
      const float recurrentBias = resetAfter ? bias[3 * units + r] : 0.0f;
      packed[r] = scale * (bias[r] + recurrentBias);
      if (resetAfter && gate == 2) packed[r] = recurrentBias, packed[r + units] = bias[r];
    }
  }
}

inline void packWeights(const LayerSpec& spec, const float* weights, float* packed) {
  const FlatLayout flat(spec);
  const PackedLayout layout(spec);
  packMatrix(spec, flat.inputs, weights, packed, packed + layout.kernelTransposed);
  if (isRecurrent(spec.type)) {
    packMatrix(spec, flat.units, weights + layout.recurrent, packed + layout.recurrent,
               packed + layout.recurrentTransposed);
  }
  packBias(spec, weights + flat.bias, packed + layout.bias);
}

/// What every layer's passes share: sizes, packed matrices, and the tensors' places at a time step.
struct LayerView {
  const LayerRun& run;
  FlatLayout flat;
  PackedLayout layout;
  int inputs, units, rows;
  long inputStride, stateStride, gateStride;  // floats per time step
  const float *kernel, *recurrent, *kernelT, *recurrentT, *bias;

  explicit LayerView(const LayerRun& layerRun)
      : run(layerRun),
        flat(run.spec),
        layout(run.spec),
        inputs(flat.inputs),
        units(flat.units),
        rows(flat.rows),
        inputStride(static_cast<long>(inputs) * kLanes),
        stateStride(static_cast<long>(units) * kLanes),
        gateStride(static_cast<long>(gateRows(run.spec)) * kLanes),
        kernel(run.packed),
        recurrent(run.packed + layout.recurrent),
        kernelT(run.packed + layout.kernelTransposed),
        recurrentT(run.packed + layout.recurrentTransposed),
        bias(run.packed + layout.bias) {}

  const float* input(int t) const { return run.input + t * inputStride; }
  float* gates(int t) const { return run.gates + t * gateStride; }
  /// The state before step t; the step's own output is state(t + 1).
  float* state(int t) const { return run.output + t * stateStride; }
  float* cell(int t) const { return run.cell + t * stateStride; }
  float* outputGradient(int t) const { return run.outputGradient + t * stateStride; }

  Term fromInput(int t, int row = 0) const { return {kernel + row, input(t), inputs, rows}; }
  Term fromState(const float* h, int row = 0) const { return {recurrent + row, h, units, rows}; }
  /// Transposed products of `count` gate gradients that belong to weight rows from `row` on.
  Term toInput(const float* gradients, int row, int count) const {
    return {kernelT + static_cast<long>(row) * inputs, gradients, count, inputs};
  }
  Term toState(const float* gradients, int row, int count) const {
    return {recurrentT + static_cast<long>(row) * units, gradients, count, units};
  }

  /// Columns of the weight gradients of rows from `row` on, over steps from t on.
  ColumnBlock inputColumns(int t, int row = 0) const {
    return {input(t), inputStride, inputs, run.weightGradient + row, rows};
  }
  ColumnBlock stateColumns(const float* states, int row = 0) const {
    return {states, stateStride, units, run.weightGradient + flat.recurrent + row, rows};
  }
  ColumnBlock biasColumn(int row = 0) const { return onesColumn(run.weightGradient + flat.bias + row); }
};

/// Time steps whose weight gradients are summed in registers at once.
inline constexpr int kBlockSteps = 32;

/// Walks a chunk backwards: `step(t)` for each time step, then `block(first, steps)` after each block of them.
template <class Step, class Block>
TONEWRIGHT_INLINE void backwardInBlocks(int steps, Step step, Block block) {
  for (int end = steps; end > 0;) {
    const int first = end > kBlockSteps ? end - kBlockSteps : 0;
    for (int t = end - 1; t >= first; --t) step(t);
    block(first, end - first);
    end = first;
  }
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
