// LSTM over lanes, Keras's gates i, f, c, o: c' = f c + i g, h' = o tanh(c'). Readable reference: reference/lstm.hpp.
// `gates` holds i, f, g, o and tanh(c').
#pragma once

#include "training/fast/recurrent.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline void lstmForward(const LayerRun& run) {
  const LayerView v(run);
  const long stride = v.stateStride;
  for (int t = 0; t < run.steps; ++t) {
    float *g = v.gates(t), *out = v.state(t + 1), *cell = v.cell(t + 1);
    const float* cellBefore = v.cell(t);
    affine(g, v.rows, {v.bias}, {v.fromState(v.state(t)), v.fromInput(t)});
    for (long j = 0; j < stride; j += kLanes) {
      float* gj = g + j;
      const Pack i = sigmoidOfDouble(load(gj)), f = sigmoidOfDouble(load(gj + stride));
      const Pack n = tanhOf(load(gj + 2 * stride)), o = sigmoidOfDouble(load(gj + 3 * stride));
      const Pack c = f * load(cellBefore + j) + i * n;
      const Pack tanhC = tanhOf(c);
      store(gj, i);
      store(gj + stride, f);
      store(gj + 2 * stride, n);
      store(gj + 3 * stride, o);
      store(gj + 4 * stride, tanhC);
      store(cell + j, c);
      store(out + j, o * tanhC);
    }
  }
}

inline void lstmBackward(const LayerRun& run) {
  const LayerView v(run);
  const long stride = v.stateStride;
  float* dCell = run.scratch + stride;  // gradient of the cell, from the step after
  for (long j = 0; run.later == 0 && j < stride; j += kLanes) store(dCell + j, broadcast(0.0f));
  v.takeHandedGradient();
  for (int t = run.steps - 1; t >= 0; --t) {
    float *g = v.gates(t), *dOut = v.outputGradient(t);
    const float* cellBefore = v.cell(t);
    for (long j = 0; j < stride; j += kLanes) {
      float* gj = g + j;
      const Pack i = load(gj), f = load(gj + stride), n = load(gj + 2 * stride), o = load(gj + 3 * stride);
      const Pack tanhC = load(gj + 4 * stride), dho = load(dOut + j) * o;
      const Pack dc = load(dCell + j) + dho * (1.0f - tanhC * tanhC);
      const Pack dci = dc * i, dcf = dc * f;
      store(gj, n * (dci * (1.0f - i)));
      store(gj + stride, load(cellBefore + j) * (dcf * (1.0f - f)));
      store(gj + 2 * stride, dci * (1.0f - n * n));
      store(gj + 3 * stride, tanhC * (dho * (1.0f - o)));
      store(dCell + j, dcf);
    }
    v.giveGradients(t, {v.toState(g, 0, v.rows)}, {v.toInput(g, 0, v.rows)});
  }
  outer({v.stateColumns(v.state(0)), v.inputColumns(), v.biasColumn()}, v.gates(0), v.gateStride, v.rows, run.steps);
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
