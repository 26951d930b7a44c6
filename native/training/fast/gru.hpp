// GRU over lanes, Keras's gates z, r, n: h' = z h + (1 - z) n. Readable reference: reference/gru.hpp.
//   reset-after   n = tanh(Wn x + bi + r (Un h + br)); gates hold z, r, u = Un h + br, n
//   reset-before  n = tanh(Wn x + bn + Un (r h));      gates hold z, r, n; `cell` holds r h
#pragma once

#include "training/fast/recurrent.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline void gruForwardResetAfter(const LayerRun& run) {
  const LayerView v(run);
  const int units = v.units;
  for (int t = 0; t < run.steps; ++t) {
    const float* h = v.state(t);
    float *g = v.gates(t), *out = v.state(t + 1);
    affine(g, 2 * units, {v.bias}, {v.fromState(h), v.fromInput(t)});
    affine(g + 2 * v.stateStride, units, {v.bias + 2 * units}, {v.fromState(h, 2 * units)});
    affine(g + 3 * v.stateStride, units, {v.bias + 3 * units}, {v.fromInput(t, 2 * units)});
    for (long i = 0; i < v.stateStride; i += kLanes) {
      float *gz = g + i, *gr = gz + v.stateStride, *gu = gr + v.stateStride, *gn = gu + v.stateStride;
      const Pack r = sigmoidOfDouble(load(gr));
      const Pack z = sigmoidOfDouble(load(gz));
      const Pack n = tanhOf(load(gn) + r * load(gu));
      store(gr, r);
      store(gz, z);
      store(gn, n);
      store(out + i, n + z * (load(h + i) - n));
    }
  }
}

inline void gruForwardResetBefore(const LayerRun& run) {
  const LayerView v(run);
  const int units = v.units;
  for (int t = 0; t < run.steps; ++t) {
    const float* h = v.state(t);
    float *g = v.gates(t), *gr = g + v.stateStride, *gn = gr + v.stateStride, *out = v.state(t + 1),
          *rh = v.cell(t + 1);
    affine(g, 2 * units, {v.bias}, {v.fromState(h), v.fromInput(t)});
    for (long i = 0; i < v.stateStride; i += kLanes) {
      const Pack r = sigmoidOfDouble(load(gr + i));
      store(gr + i, r);
      store(rh + i, r * load(h + i));
    }
    affine(gn, units, {v.bias + 2 * units}, {v.fromState(rh, 2 * units), v.fromInput(t, 2 * units)});
    for (long i = 0; i < v.stateStride; i += kLanes) {
      const Pack z = sigmoidOfDouble(load(g + i));
      const Pack n = tanhOf(load(gn + i));
      store(g + i, z);
      store(gn + i, n);
      store(out + i, n + z * (load(h + i) - n));
    }
  }
}

inline void gruBackwardResetAfter(const LayerRun& run) {
  const LayerView v(run);
  const int units = v.units;
  v.takeHandedGradient();
  for (int t = run.steps - 1; t >= 0; --t) {
    const float* h = v.state(t);
    float *g = v.gates(t), *dOut = v.outputGradient(t), *dBefore = v.stateGradient(t);
    for (long i = 0; i < v.stateStride; i += kLanes) {
      float *gz = g + i, *gr = gz + v.stateStride, *gu = gr + v.stateStride, *gn = gu + v.stateStride;
      const Pack z = load(gz), r = load(gr), n = load(gn), dh = load(dOut + i);
      const Pack dhz = dh * z;
      const Pack dn = (dh - dhz) * (1.0f - n * n);
      const Pack dnr = dn * r;
      store(gz, (load(h + i) - n) * (dhz * (1.0f - z)));
      store(gr, load(gu) * (dnr * (1.0f - r)));
      store(gu, dnr);
      store(gn, dn);
      store(dBefore + i, load(dBefore + i) + dhz);
    }
    v.giveGradients(t, {v.toState(g, 0, 3 * units)},
                    {v.toInput(g, 0, 2 * units), v.toInput(g + 3 * v.stateStride, 2 * units, units)});
  }
  const float* g = v.gates(0);
  const int n = 2 * units;
  outer({v.stateColumns(v.state(0)), v.inputColumns(), v.biasColumn()}, g, v.gateStride, n, run.steps);
  outer({v.stateColumns(v.state(0), n), v.biasColumn(n + v.rows)}, g + n * kLanes, v.gateStride, units, run.steps);
  outer({v.inputColumns(n), v.biasColumn(n)}, g + (n + units) * kLanes, v.gateStride, units, run.steps);
}

inline void gruBackwardResetBefore(const LayerRun& run) {
  const LayerView v(run);
  const int units = v.units;
  float* dReset = run.scratch + v.stateStride;  // gradient of r h
  v.takeHandedGradient();
  for (int t = run.steps - 1; t >= 0; --t) {
    const float* h = v.state(t);
    float *g = v.gates(t), *gr = g + v.stateStride, *gn = gr + v.stateStride, *dOut = v.outputGradient(t);
    float* dBefore = v.stateGradient(t);
    for (long i = 0; i < v.stateStride; i += kLanes) {
      const Pack z = load(g + i), n = load(gn + i), dhz = load(dOut + i) * z;
      store(gn + i, (load(dOut + i) - dhz) * (1.0f - n * n));
      store(g + i, (load(h + i) - n) * (dhz * (1.0f - z)));
      store(dBefore + i, load(dBefore + i) + dhz);
    }
    affine(dReset, units, {}, {v.toState(gn, 2 * units, units)});
    for (long i = 0; i < v.stateStride; i += kLanes) {
      const Pack r = load(gr + i), drhr = load(dReset + i) * r;
      store(gr + i, load(h + i) * (drhr * (1.0f - r)));
      store(dBefore + i, load(dBefore + i) + drhr);
    }
    v.giveGradients(t, {v.toState(g, 0, 2 * units)}, {v.toInput(g, 0, v.rows)});
  }
  const float* g = v.gates(0);
  const int n = 2 * units;
  outer({v.stateColumns(v.state(0)), v.inputColumns(), v.biasColumn()}, g, v.gateStride, n, run.steps);
  outer({v.stateColumns(v.cell(1), n), v.inputColumns(n), v.biasColumn(n)}, g + n * kLanes, v.gateStride, units,
        run.steps);
}

/// A reset-after GRU's z and r see the sum of both biases, so both have the same gradient; the kernels add to the
/// first, block by block.
inline void gruBackward(const LayerRun& run) {
  if (!run.spec.resetAfter) return gruBackwardResetBefore(run);
  const FlatLayout flat(run.spec);
  float* bias = run.weightGradient + flat.bias;
  gruBackwardResetAfter(run);
  for (int r = 0; r < 2 * flat.units; ++r) bias[flat.rows + r] = bias[r];
}

inline void gruForward(const LayerRun& run) {
  run.spec.resetAfter ? gruForwardResetAfter(run) : gruForwardResetBefore(run);
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
