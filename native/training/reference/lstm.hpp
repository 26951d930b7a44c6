// LSTM (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000): c' = f c + i g, h' = o tanh(c').
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

/// Keeps i, f, g, o.
template <class Real>
void lstmForward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs(), R = 4 * H;
  const Real *W = l.weights.data(), *U = W + C * R, *b = U + H * R;
  for (int t = 0; t < l.steps; ++t) {
    Real* gates = l.gate(t, 4);
    for (int row = 0; row < R; ++row) {
      const Real a = b[row] + column(W, R, row, l.in(t), C) + column(U, R, row, l.out(t), H);
      gates[row] = row / H == 2 ? std::tanh(a) : sigmoid(a);
    }
    const Real *i = gates, *f = i + H, *g = f + H, *o = g + H;
    for (int j = 0; j < H; ++j) {
      l.cells(t + 1)[j] = f[j] * l.cells(t)[j] + i[j] * g[j];
      l.out(t + 1)[j] = o[j] * std::tanh(l.cells(t + 1)[j]);
    }
  }
}

template <class Real>
void lstmBackward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs(), R = 4 * H;
  const Real *W = l.weights.data(), *U = W + C * R;
  Real *dW = l.weightGradient.data(), *dU = dW + C * R, *db = dU + H * R;
  std::vector<Real> dCell(static_cast<std::size_t>(H)), da(static_cast<std::size_t>(R));
  for (int t = l.steps - 1; t >= 0; --t) {
    const Real *i = l.gate(t, 4), *f = i + H, *g = f + H, *o = g + H;
    for (int j = 0; j < H; ++j) {
      const Real tanhC = std::tanh(l.cells(t + 1)[j]), dy = l.dOut(t)[j];
      Real& dc = dCell[static_cast<std::size_t>(j)];
      dc += dy * o[j] * (1 - tanhC * tanhC);
      Real* a = da.data() + j;
      a[0] = dc * g[j] * i[j] * (1 - i[j]);
      a[H] = dc * l.cells(t)[j] * f[j] * (1 - f[j]);
      a[2 * H] = dc * i[j] * (1 - g[j] * g[j]);
      a[3 * H] = dy * tanhC * o[j] * (1 - o[j]);
      dc *= f[j];
    }
    for (int row = 0; row < R; ++row) {
      const Real dy = da[static_cast<std::size_t>(row)];
      db[row] += dy;
      columnBackward(W, dW, R, row, l.in(t), l.dIn(t), C, dy);
      columnBackward(U, dU, R, row, l.out(t), t > 0 ? l.dOut(t - 1) : nullptr, H, dy);
    }
  }
}

}  // namespace tonewright::training::reference
