// What the readable reference layers share. They handle one sequence, in any precision, one line for each equation:
// the oracle of the fast kernels, itself checked by finite differences.
#pragma once

#include <cmath>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::training::reference {

/// One layer's pass over one sequence. H = spec.outputs, C = spec.inputs; slot 0 of a state is the one before.
template <class Real>
struct LayerTrace {
  LayerSpec spec;
  int steps = 0;
  std::vector<Real> weights;  // flat, as in engine/spec.hpp
  std::vector<Real> input;    // [steps][C]
  std::vector<Real> output;   // [1 + steps][H]
  std::vector<Real> gates;    // [steps][gates][H], what each layer keeps for its backward pass
  std::vector<Real> cell;     // [1 + steps][H], lstm

  std::vector<Real> outputGradient;  // [steps][H], given
  std::vector<Real> inputGradient;   // [steps][C]
  std::vector<Real> weightGradient;  // flat

  int inputs() const { return static_cast<int>(spec.inputs); }
  int units() const { return static_cast<int>(spec.outputs); }
  Real* gate(int t, int count) { return gates.data() + static_cast<std::ptrdiff_t>(t) * count * units(); }
  Real* in(int t) { return input.data() + static_cast<std::ptrdiff_t>(t) * inputs(); }
  Real* out(int t) { return output.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* cells(int t) { return cell.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* dOut(int t) { return outputGradient.data() + static_cast<std::ptrdiff_t>(t) * units(); }
  Real* dIn(int t) { return inputGradient.data() + static_cast<std::ptrdiff_t>(t) * inputs(); }

  /// Room for `steps` steps from zero state, gradients zero.
  void allocate(const LayerSpec& layer, int count) {
    spec = layer;
    steps = count;
    const auto n = static_cast<std::size_t>(count);
    weights.assign(weightCount(layer), Real(0));
    input.assign(n * layer.inputs, Real(0));
    output.assign((n + 1) * layer.outputs, Real(0));
    gates.assign(n * 4 * layer.outputs, Real(0));
    cell.assign((n + 1) * layer.outputs, Real(0));
    outputGradient.assign(n * layer.outputs, Real(0));
    inputGradient.assign(n * layer.inputs, Real(0));
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

template <class Real>
Real activate(Activation activation, Real x) {
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
  }
  return x;
}

/// d(activation)/dx.
template <class Real>
Real slope(Activation activation, Real x) {
  const Real y = activate(activation, x);
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
  }
  return 1;
}

}  // namespace tonewright::training::reference
