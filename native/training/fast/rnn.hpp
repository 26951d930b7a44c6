// The simple (Elman) recurrent layer over lanes; readable reference: reference/rnn.hpp.
#pragma once

#include "training/fast/activation.hpp"
#include "training/fast/recurrent.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline void rnnForward(const LayerRun& run) {
  const LayerView v(run);
  const Activation activation = run.spec.activation;
  for (int t = 0; t < run.steps; ++t) {
    float *sum = sums(run) + t * v.stateStride, *out = v.state(t + 1);
    affine(sum, v.units, {v.bias}, {v.fromState(v.state(t)), v.fromInput(t)});
    for (long i = 0; i < v.stateStride; i += kLanes) store(out + i, activate(activation, load(sum + i)));
  }
}

inline void rnnBackward(const LayerRun& run) {
  const LayerView v(run);
  const Activation activation = run.spec.activation;
  v.takeHandedGradient();
  for (int t = run.steps - 1; t >= 0; --t) {
    const float *sum = sums(run) + t * v.stateStride, *out = v.state(t + 1);
    float* g = v.outputGradient(t);
    for (long i = 0; i < v.stateStride; i += kLanes)
      store(g + i, load(g + i) * slope(activation, load(sum + i), load(out + i)));
    v.giveGradients(t, {v.toState(g, 0, v.rows)}, {v.toInput(g, 0, v.rows)});
  }
  outer({v.stateColumns(v.state(0)), v.inputColumns(), v.biasColumn()}, v.outputGradient(0), v.stateStride, v.rows,
        run.steps);
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
