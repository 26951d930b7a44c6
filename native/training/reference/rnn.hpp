// Dense and simple (Elman) recurrent layers: h' = activation(W x + U h + b), without U for dense.
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

template <class Real>
void rnnForward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs();
  const bool recurrent = l.spec.type == LayerType::rnn;
  const Real *W = l.weights.data(), *U = W + C * H, *b = recurrent ? U + H * H : U;
  for (int t = 0; t < l.steps; ++t) {
    for (int j = 0; j < H; ++j) {
      Real a = b[j] + column(W, H, j, l.in(t), C);
      if (recurrent) a += column(U, H, j, l.out(t), H);
      l.gate(t, 1)[j] = a;
      l.out(t + 1)[j] = activate(l.spec.activation, a);
    }
  }
}

template <class Real>
void rnnBackward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs();
  const bool recurrent = l.spec.type == LayerType::rnn;
  const Real *W = l.weights.data(), *U = W + C * H;
  Real *dW = l.weightGradient.data(), *dU = dW + C * H, *db = recurrent ? dU + H * H : dU;
  for (int t = l.steps - 1; t >= 0; --t) {
    for (int j = 0; j < H; ++j) {
      const Real da = l.dOut(t)[j] * slope(l.spec.activation, l.gate(t, 1)[j]);
      db[j] += da;
      columnBackward(W, dW, H, j, l.in(t), l.dIn(t), C, da);
      if (recurrent) columnBackward(U, dU, H, j, l.out(t), t > 0 ? l.dOut(t - 1) : nullptr, H, da);
    }
  }
}

}  // namespace tonewright::training::reference
