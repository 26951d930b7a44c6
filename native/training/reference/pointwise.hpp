// Layers without a matrix, as engine/spec.hpp defines them: activation, film, gate and maxPool.
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

template <class Real>
void activationForward(LayerTrace<Real>& l) {
  for (int t = 0; t < l.steps; ++t) {
    for (int j = 0; j < l.units(); ++j)
      l.gate(t, 1)[j] = l.in(t)[j] + (l.residual.empty() ? 0 : l.residual[static_cast<std::size_t>(t * l.units() + j)]);
    activateSums(l, t);
  }
}

template <class Real>
void activationBackward(LayerTrace<Real>& l) {
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < l.units(); ++j) {
      const Real da = differentiateSum(l, t, j);
      l.dIn(t)[j] += da;
      if (!l.residual.empty()) l.residualGradient[static_cast<std::size_t>(t * l.units() + j)] += da;
    }
}

template <class Real>
void filmForward(LayerTrace<Real>& l) {
  const int H = l.units();
  for (int t = 0; t < l.steps; ++t) {
    const Real* c = l.cond(t);
    for (int j = 0; j < H; ++j) l.gate(t, 1)[j] = l.in(t)[j] * c[j] + (l.conditions() > H ? c[H + j] : 0);
    activateSums(l, t);
  }
}

template <class Real>
void filmBackward(LayerTrace<Real>& l) {
  const int H = l.units();
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < H; ++j) {
      const Real da = differentiateSum(l, t, j);
      l.dIn(t)[j] += da * l.cond(t)[j];
      l.dCond(t)[j] += da * l.in(t)[j];
      if (l.conditions() > H) l.dCond(t)[H + j] += da;
    }
}

template <class Real>
void gateForward(LayerTrace<Real>& l) {
  const int H = l.units();
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < H; ++j) {
      const Real x = l.in(t)[j], a = activate(l.spec.activation, x),
                 g = activate(l.spec.gateActivation, l.in(t)[H + j]);
      l.out(t + 1)[j] = l.spec.gateMode == GateMode::blend ? g * a + (1 - g) * x : a * g;
    }
}

template <class Real>
void gateBackward(LayerTrace<Real>& l) {
  const int H = l.units();
  const bool blends = l.spec.gateMode == GateMode::blend;
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < H; ++j) {
      const Real x = l.in(t)[j], u = l.in(t)[H + j], dy = l.dOut(t)[j];
      const Real a = activate(l.spec.activation, x), g = activate(l.spec.gateActivation, u);
      l.dIn(t)[j] += dy * (g * slope(l.spec.activation, x) + (blends ? 1 - g : 0));
      l.dIn(t)[H + j] += dy * (a - (blends ? x : 0)) * slope(l.spec.gateActivation, u);
    }
}

/// The row of the largest sample in the window of (t, j); the latest wins a tie.
template <class Real>
int largestRow(LayerTrace<Real>& l, int t, int j) {
  int best = t;
  for (int k = 1; k < static_cast<int>(l.spec.taps); ++k) {
    const int row = t - k * static_cast<int>(l.spec.dilation);
    if (l.in(row)[j] > l.in(best)[j]) best = row;
  }
  return best;
}

template <class Real>
void maxPoolForward(LayerTrace<Real>& l) {
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < l.units(); ++j) l.out(t + 1)[j] = l.in(largestRow(l, t, j))[j];
}

template <class Real>
void maxPoolBackward(LayerTrace<Real>& l) {
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < l.units(); ++j) l.dIn(largestRow(l, t, j))[j] += l.dOut(t)[j];
}

}  // namespace tonewright::training::reference
