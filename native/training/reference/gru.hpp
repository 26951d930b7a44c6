// GRU (Cho et al. 2014, arXiv:1406.1078) in Keras's form: h' = z h + (1 - z) n,
//   z = sigmoid(Wz x + Uz h + bz),  r = sigmoid(Wr x + Ur h + br),
//   reset-after: n = tanh(Wn x + bn + r (Un h + cn));  reset-before: n = tanh(Wn x + Un (r h) + bn).
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

/// Pointers into flat GRU weights (or their gradient): W [C][3H], U [H][3H], b [3H], c [3H] (reset-after; else null).
template <class Real>
struct GruWeights {
  Real *W, *U, *b, *c;
  GruWeights(Real* flat, int C, int H, bool resetAfter)
      : W(flat), U(W + C * 3 * H), b(U + H * 3 * H), c(resetAfter ? b + 3 * H : nullptr) {}
};

/// Keeps z, r, n and (reset-after) u = Un h + cn, or (reset-before) u = r h.
template <class Real>
void gruForward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs(), R = 3 * H;
  const bool after = l.spec.resetAfter;
  const GruWeights<Real> w(l.weights.data(), C, H, after);
  for (int t = 0; t < l.steps; ++t) {
    Real *z = l.gate(t, 4), *r = z + H, *n = r + H, *u = n + H;
    const Real *x = l.in(t), *h = l.out(t);
    const auto gate = [&](int row) {
      return sigmoid(w.b[row] + (after ? w.c[row] : Real(0)) + column(w.W, R, row, x, C) + column(w.U, R, row, h, H));
    };
    for (int j = 0; j < H; ++j) z[j] = gate(j), r[j] = gate(H + j);
    for (int j = 0; j < H; ++j) u[j] = after ? w.c[2 * H + j] + column(w.U, R, 2 * H + j, h, H) : r[j] * h[j];
    for (int j = 0; j < H; ++j) {
      const Real recurrent = after ? r[j] * u[j] : column(w.U, R, 2 * H + j, u, H);
      n[j] = std::tanh(w.b[2 * H + j] + column(w.W, R, 2 * H + j, x, C) + recurrent);
      l.out(t + 1)[j] = z[j] * h[j] + (1 - z[j]) * n[j];
    }
  }
}

template <class Real>
void gruBackward(LayerTrace<Real>& l) {
  const int H = l.units(), C = l.inputs(), R = 3 * H;
  const bool after = l.spec.resetAfter;
  const GruWeights<Real> w(l.weights.data(), C, H, after), d(l.weightGradient.data(), C, H, after);
  std::vector<Real> dh(static_cast<std::size_t>(H)), du(dh), dr(dh);
  for (int t = l.steps - 1; t >= 0; --t) {
    const Real *z = l.gate(t, 4), *r = z + H, *n = r + H, *u = n + H, *x = l.in(t), *h = l.out(t);
    std::fill(dh.begin(), dh.end(), Real(0));
    std::fill(du.begin(), du.end(), Real(0));
    const auto gateBackward = [&](int row, Real da) {
      d.b[row] += da;
      if (after) d.c[row] += da;
      columnBackward(w.W, d.W, R, row, x, l.dIn(t), C, da);
      columnBackward(w.U, d.U, R, row, h, dh.data(), H, da);
    };
    for (int j = 0; j < H; ++j) {
      const std::size_t i = static_cast<std::size_t>(j);
      const int row = 2 * H + j;
      const Real dy = l.dOut(t)[j], dn = dy * (1 - z[j]) * (1 - n[j] * n[j]);
      dh[i] += dy * z[j];
      gateBackward(j, dy * (h[j] - n[j]) * z[j] * (1 - z[j]));
      d.b[row] += dn;
      columnBackward(w.W, d.W, R, row, x, l.dIn(t), C, dn);
      if (after) {
        dr[i] = dn * u[j];
        d.c[row] += dn * r[j];
        columnBackward(w.U, d.U, R, row, h, dh.data(), H, dn * r[j]);
      } else {
        columnBackward(w.U, d.U, R, row, u, du.data(), H, dn);
      }
    }
    for (int j = 0; j < H; ++j) {
      const std::size_t i = static_cast<std::size_t>(j);
      if (!after) dr[i] = du[i] * h[j], dh[i] += du[i] * r[j];
      gateBackward(H + j, dr[i] * r[j] * (1 - r[j]));
    }
    for (int j = 0; t > 0 && j < H; ++j) l.dOut(t - 1)[j] += dh[static_cast<std::size_t>(j)];
  }
}

}  // namespace tonewright::training::reference
