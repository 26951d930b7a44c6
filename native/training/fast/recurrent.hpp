// What the recurrent layers share: their weights as the kernels read them, the tensors' places at a time step, and the
// gradient that goes from each step to the one before. Packed weights are forward matrices with the 0.5 of each sigmoid
// gate folded in (sigmoid(a) = 0.5 + 0.5 tanh(a / 2)), and plain transposed ones for the gradients.
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
        bias(recurrent + static_cast<std::size_t>(units) * rows) {}
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

inline std::size_t recurrentPackedCount(const LayerSpec& spec) { return PackedLayout(spec).count; }

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

inline void packRecurrent(const LayerSpec& spec, const float* weights, float* packed) {
  const FlatLayout flat(spec);
  const PackedLayout layout(spec);
  packMatrix(spec, flat.inputs, weights, packed, packed + layout.kernelTransposed);
  packMatrix(spec, flat.units, weights + layout.recurrent, packed + layout.recurrent,
             packed + layout.recurrentTransposed);
  packBias(spec, weights + flat.bias, packed + layout.bias);
}

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
  float* state(int t) const { return run.output + (t - 1) * stateStride; }
  float* cell(int t) const { return run.cell + (t - 1) * stateStride; }
  float* outputGradient(int t) const { return run.outputGradient + t * stateStride; }
  /// Gradient of state(t), to which step t adds; of the state before the block it is `scratch`.
  float* stateGradient(int t) const { return t > 0 ? outputGradient(t - 1) : run.scratch; }

  Term fromInput(int t, int row = 0) const { return {kernel + row, input(t), inputs, rows}; }
  Term fromState(const float* h, int row = 0) const { return {recurrent + row, h, units, rows}; }
  /// Transposed products of `count` gate gradients that belong to weight rows from `row` on.
  Term toInput(const float* gradients, int row, int count) const {
    return {kernelT + static_cast<long>(row) * inputs, gradients, count, inputs};
  }
  Term toState(const float* gradients, int row, int count) const {
    return {recurrentT + static_cast<long>(row) * units, gradients, count, units};
  }

  /// Columns of the weight gradients of rows from `row` on, over the whole block.
  ColumnBlock inputColumns(int row = 0) const {
    return {input(0), inputStride, inputs, run.weightGradient + row, rows};
  }
  ColumnBlock stateColumns(const float* states, int row = 0) const {
    return {states, stateStride, units, run.weightGradient + flat.recurrent + row, rows};
  }
  ColumnBlock biasColumn(int row = 0) const { return onesColumn(run.weightGradient + flat.bias + row); }

  /// Before a block is walked backwards: its last state gets what the block after it handed over, in `scratch`.
  void takeHandedGradient() const {
    float* last = outputGradient(run.steps - 1);
    for (long i = 0; i < stateStride; i += kLanes) {
      if (run.later > 0) store(last + i, load(last + i) + load(run.scratch + i));
      store(run.scratch + i, broadcast(0.0f));
    }
  }

  /// Adds to the gradient of the state before step t, and gives the input's.
  template <int States, int Inputs>
  TONEWRIGHT_INLINE void giveGradients(int t, const Term (&states)[States], const Term (&inputTerms)[Inputs]) const {
    float* dState = stateGradient(t);
    affine(dState, units, {nullptr, dState}, states);
    if (!run.inputGradient.data) return;
    float* dInput = run.inputGradient.data + t * inputStride;
    affine(dInput, inputs, {nullptr, run.inputGradient.adds ? dInput : nullptr}, inputTerms);
  }
};

}  // namespace tonewright::training::TONEWRIGHT_ISA
