// What the readable reference layers share. They handle one sequence, in any precision, one line for each equation:
// the oracle of the fast kernels, itself checked by finite differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/spec.hpp"
#include "training/fast/kernels.hpp"

namespace tonewright::training::reference {

/// One layer's pass over one sequence. H = spec.outputs, C = spec.inputs, D = spec.conditionChannels. The input begins
/// with the earlier rows that the layer reaches back to; slot 0 of a state is the one before.
template <class Real>
struct LayerTrace {
  LayerSpec spec;
  int steps = 0;
  int before = 0;               // rows of the input before the first step
  std::vector<Real> weights;    // flat, as in engine/spec.hpp
  std::vector<Real> input;      // [before + steps][C]
  std::vector<Real> condition;  // [steps][D]
  std::vector<Real> residual;   // [steps][H]; empty: none
  std::vector<Real> output;     // [1 + steps][H]
  std::vector<Real> gates;      // [steps][4 H], what each layer keeps for its backward pass
  std::vector<Real> cell;       // [1 + steps][H], lstm

  std::vector<Real> outputGradient;  // [steps][H], given
  std::vector<Real> inputGradient;   // [before + steps][C]
  std::vector<Real> conditionGradient, residualGradient;
  std::vector<Real> weightGradient;  // flat

  int inputs() const { return static_cast<int>(spec.inputs); }
  int units() const { return static_cast<int>(spec.outputs); }
  int conditions() const { return static_cast<int>(spec.conditionChannels); }
  Real* gate(int t, int count) { return gates.data() + static_cast<std::ptrdiff_t>(t) * count * units(); }
  Real* in(int t) { return input.data() + static_cast<std::ptrdiff_t>(before + t) * inputs(); }
  Real* cond(int t) { return condition.data() + static_cast<std::ptrdiff_t>(t) * conditions(); }
  Real* out(int t) { return output.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* cells(int t) { return cell.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* dOut(int t) { return outputGradient.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* dIn(int t) { return inputGradient.data() + static_cast<std::ptrdiff_t>(before + t) * inputs(); }
  Real* dCond(int t) { return conditionGradient.data() + static_cast<std::ptrdiff_t>(t) * conditions(); }

  /// Room for `count` steps from zero state and history, gradients zero.
  void allocate(const LayerSpec& layer, int count) {
    spec = layer;
    steps = count;
    before = static_cast<int>(reach(layer));
    const auto n = static_cast<std::size_t>(count);
    weights.assign(weightCount(layer), Real(0));
    input.assign((n + reach(layer)) * layer.inputs, Real(0));
    condition.assign(n * layer.conditionChannels, Real(0));
    residual.assign(layer.residual == kNone ? 0 : n * layer.outputs, Real(0));
    output.assign((n + 1) * layer.outputs, Real(0));
    gates.assign(n * 4 * layer.outputs, Real(0));
    cell.assign((n + 1) * layer.outputs, Real(0));
    outputGradient.assign(n * layer.outputs, Real(0));
    inputGradient.assign(input.size(), Real(0));
    conditionGradient.assign(condition.size(), Real(0));
    residualGradient.assign(residual.size(), Real(0));
    weightGradient.assign(weightCount(layer), Real(0));
  }
};

/// sum_k w[k][row] x[k], w [count][rows].
template <class Real>
Real column(const Real* w, int rows, int row, const Real* x, int count) {
  Real sum = 0;
  for (int k = 0; k < count; ++k) sum += w[k * rows + row] * x[k];
  return sum;
}

/// The same product backwards: for dy at one row, dx[k] += w[k][row] dy and dw[k][row] += x[k] dy; dx may be null.
template <class Real>
void columnBackward(const Real* w, Real* dw, int rows, int row, const Real* x, Real* dx, int count, Real dy) {
  for (int k = 0; k < count; ++k) {
    if (dx) dx[k] += w[k * rows + row] * dy;
    dw[k * rows + row] += x[k] * dy;
  }
}

template <class Real>
Real sigmoid(Real x) {
  return Real(1) / (Real(1) + std::exp(-x));
}

/// `leak` is prelu's slope below zero.
template <class Real>
Real activate(Activation activation, Real x, Real leak = 0) {
  switch (activation) {
    case Activation::linear:
      return x;
    case Activation::tanh:
      return std::tanh(x);
    case Activation::relu:
      return x > 0 ? x : Real(0);
    case Activation::sigmoid:
      return sigmoid(x);
    case Activation::gelu:
      return x / 2 * (1 + std::erf(x / std::sqrt(Real(2))));
    case Activation::elu:
      return x > 0 ? x : std::expm1(x);
    case Activation::leakyRelu:
      return x > 0 ? x : Real(0.01) * x;
    case Activation::prelu:
      return x > 0 ? x : leak * x;
    case Activation::silu:
      return x * sigmoid(x);
    case Activation::hardTanh:
      return std::clamp(x, Real(-1), Real(1));
    case Activation::hardSwish:
      return x * std::clamp(x + 3, Real(0), Real(6)) / 6;
    case Activation::leakyHardTanh:
      return x > 1 ? 1 + Real(0.01) * (x - 1) : x < -1 ? -1 + Real(0.01) * (x + 1) : x;
    case Activation::softSign:
      return x / (1 + std::abs(x));
  }
  return x;
}

/// d(activation)/dx.
template <class Real>
Real slope(Activation activation, Real x, Real leak = 0) {
  const Real y = activate(activation, x, leak);
  switch (activation) {
    case Activation::linear:
      return 1;
    case Activation::tanh:
      return 1 - y * y;
    case Activation::relu:
      return x > 0 ? Real(1) : Real(0);
    case Activation::sigmoid:
      return y * (1 - y);
    case Activation::gelu:
      return (1 + std::erf(x / std::sqrt(Real(2)))) / 2 + x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(Real(-1)));
    case Activation::elu:
      return x > 0 ? Real(1) : y + 1;
    case Activation::leakyRelu:
      return x > 0 ? Real(1) : Real(0.01);
    case Activation::prelu:
      return x > 0 ? Real(1) : leak;
    case Activation::silu:
      return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
    case Activation::hardTanh:
      return std::abs(x) < 1 ? Real(1) : Real(0);
    case Activation::hardSwish:
      return x > 3 ? Real(1) : x < -3 ? Real(0) : (2 * x + 3) / 6;
    case Activation::leakyHardTanh:
      return std::abs(x) < 1 ? Real(1) : Real(0.01);
    case Activation::softSign:
      return 1 / ((1 + std::abs(x)) * (1 + std::abs(x)));
  }
  return 1;
}

/// The passes that layers share which end in a free activation. Their sums lie in gate(t, 1); prelu's slopes are their
/// last weights.
template <class Real>
std::size_t leakIndex(const LayerTrace<Real>& l, int j) {
  return l.weights.size() - static_cast<std::size_t>(l.units() - j);
}

template <class Real>
void activateSums(LayerTrace<Real>& l, int t) {
  const bool leaks = l.spec.activation == Activation::prelu;
  for (int j = 0; j < l.units(); ++j)
    l.out(t + 1)[j] = activate(l.spec.activation, l.gate(t, 1)[j], leaks ? l.weights[leakIndex(l, j)] : Real(0));
}

/// The gradient of the sum at (t, j); adds the slope's own.
template <class Real>
Real differentiateSum(LayerTrace<Real>& l, int t, int j) {
  const Real x = l.gate(t, 1)[j], dy = l.dOut(t)[j];
  if (l.spec.activation != Activation::prelu) return dy * slope(l.spec.activation, x);
  const std::size_t leak = leakIndex(l, j);
  if (x < 0) l.weightGradient[leak] += dy * x;
  return dy * slope(l.spec.activation, x, l.weights[leak]);
}

}  // namespace tonewright::training::reference
