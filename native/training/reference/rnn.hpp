// The simple (Elman) recurrent layer: h' = activation(W x + U h + b).
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

template <class Real>
void rnnForward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs();
  const Real *W = l.weights.data(), *U = W + C * H, *b = U + H * H;
  for (int t = 0; t < l.steps; ++t) {
    for (int j = 0; j < H; ++j) l.gate(t, 1)[j] = b[j] + column(W, H, j, l.in(t), C) + column(U, H, j, l.out(t), H);
    activateSums(l, t);
  }
}

template <class Real>
void rnnBackward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs();
  const Real *W = l.weights.data(), *U = W + C * H;
  Real *dW = l.weightGradient.data(), *dU = dW + C * H, *db = dU + H * H;
  for (int t = l.steps - 1; t >= 0; --t) {
    for (int j = 0; j < H; ++j) {
      const Real da = differentiateSum(l, t, j);
      db[j] += da;
      columnBackward(W, dW, H, j, l.in(t), l.dIn(t), C, da);
      columnBackward(U, dU, H, j, l.out(t), t > 0 ? l.dOut(t - 1) : nullptr, H, da);
    }
  }
}

}  // namespace tonewright::training::reference
