// Dense and simple (Elman) recurrent layers over lanes; readable reference: reference/rnn.hpp.
#pragma once

#include "training/fast/activation.hpp"
#include "training/fast/packed.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

TONEWRIGHT_INLINE void activateStep(const LayerView& v, int t) {
  for (long i = 0; i < v.stateStride; i += kLanes)
    store(v.state(t + 1) + i, activate(v.run.spec.activation, load(v.gates(t) + i)));
}

/// Turns step t's pre-activations into their gradients.
TONEWRIGHT_INLINE void slopeStep(const LayerView& v, int t) {
  for (long i = 0; i < v.stateStride; i += kLanes) {
    const Pack d = slope(v.run.spec.activation, load(v.gates(t) + i), load(v.state(t + 1) + i));
    store(v.gates(t) + i, load(v.outputGradient(t) + i) * d);
  }
}

inline void denseForward(const LayerRun& run) {
  const LayerView v(run);
  constexpr int kSteps = kVectors == 1 ? 8 : 4;
  int t = 0;
  if (v.units <= 2) {  // too few rows to fill the pipeline: several time steps at once
    for (; t + kSteps <= run.steps; t += kSteps)
      for (int r = 0; r < v.units; ++r)
        dots<kSteps>(v.gates(t) + r * kLanes, static_cast<int>(v.gateStride), v.bias[r], v.kernel + r, v.rows,
                     v.input(t), v.inputs);
  }
  for (; t < run.steps; ++t) affine(v.gates(t), v.units, Start::bias, v.bias, v.fromInput(t));
  for (t = 0; t < run.steps; ++t) activateStep(v, t);
}

inline void denseBackward(const LayerRun& run) {
  const LayerView v(run);
  backwardInBlocks(
      run.steps,
      [&](int t) {
        slopeStep(v, t);
        if (run.inputGradient)
          affine(run.inputGradient + t * v.inputStride, v.inputs, Start::zero, nullptr,
                 v.toInput(v.gates(t), 0, v.rows));
      },
      [&](int t, int steps) {
        outer({v.inputColumns(t), v.biasColumn()}, v.gates(t), v.gateStride, v.rows, steps);
      });
}

inline void rnnForward(const LayerRun& run) {
  const LayerView v(run);
  for (int t = 0; t < run.steps; ++t) {
    affine(v.gates(t), v.units, Start::bias, v.bias, v.fromState(v.state(t)), v.fromInput(t));
    activateStep(v, t);
  }
}

inline void rnnBackward(const LayerRun& run) {
  const LayerView v(run);
  backwardInBlocks(
      run.steps,
      [&](int t) {
        slopeStep(v, t);
        const float* g = v.gates(t);
        if (t > 0) affine(v.outputGradient(t - 1), v.units, Start::accumulate, nullptr, v.toState(g, 0, v.rows));
        if (run.inputGradient)
          affine(run.inputGradient + t * v.inputStride, v.inputs, Start::zero, nullptr, v.toInput(g, 0, v.rows));
      },
      [&](int t, int steps) {
        outer({v.stateColumns(v.state(t)), v.inputColumns(t), v.biasColumn()}, v.gates(t), v.gateStride, v.rows, steps);
      });
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
