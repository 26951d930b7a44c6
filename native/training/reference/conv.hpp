// Dense and convolutional layers: y[t] = activation(sum over taps of W[k] x[t - (taps - 1 - k) dilation] + b + V c[t] +
// residual[t]), where each group of outputs sees its own group of inputs. A dense layer has one tap.
#pragma once

#include "training/reference/layer.hpp"

namespace tonewright::training::reference {

/// Calls visit(weight index, input row, input index) for every product of output j at step t.
template <class Real, class Visit>
void eachProduct(const LayerTrace<Real>& l, int t, int j, Visit visit) {
  const int taps = static_cast<int>(l.spec.taps), dilation = static_cast<int>(l.spec.dilation);
  const int groups = static_cast<int>(l.spec.groups), inputs = l.inputs() / groups;
  const int first = j / (l.units() / groups) * inputs;
  for (int k = 0; k < taps; ++k)
    for (int i = 0; i < inputs; ++i) visit((k * inputs + i) * l.units() + j, t - (taps - 1 - k) * dilation, first + i);
}

template <class Real>
void convForward(LayerTrace<Real>& l) {
  const int H = l.units();
  const Real *W = l.weights.data(), *b = W + l.spec.taps * l.spec.inputs / l.spec.groups * l.spec.outputs, *V = b + H;
  for (int t = 0; t < l.steps; ++t) {
    for (int j = 0; j < H; ++j) {
      Real a = b[j] + column(V, H, j, l.cond(t), l.conditions());
      if (!l.residual.empty()) a += l.residual[static_cast<std::size_t>(t * H + j)];
      eachProduct(l, t, j, [&](int w, int row, int i) { a += W[w] * l.in(row)[i]; });
      l.gate(t, 1)[j] = a;
    }
    activateSums(l, t);
  }
}

template <class Real>
void convBackward(LayerTrace<Real>& l) {
  const int H = l.units();
  const std::size_t bias = l.spec.taps * l.spec.inputs / l.spec.groups * l.spec.outputs;
  const Real *W = l.weights.data(), *V = W + bias + H;
  Real *dW = l.weightGradient.data(), *db = dW + bias, *dV = db + H;
  for (int t = 0; t < l.steps; ++t)
    for (int j = 0; j < H; ++j) {
      const Real da = differentiateSum(l, t, j);
      db[j] += da;
      columnBackward(V, dV, H, j, l.cond(t), l.dCond(t), l.conditions(), da);
      if (!l.residual.empty()) l.residualGradient[static_cast<std::size_t>(t * H + j)] += da;
      eachProduct(l, t, j, [&](int w, int row, int i) {
        dW[w] += l.in(row)[i] * da;
        l.dIn(row)[i] += W[w] * da;
      });
    }
}

}  // namespace tonewright::training::reference
