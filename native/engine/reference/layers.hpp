// The layers that work on rows as their equations read, one scalar at a time: the oracle of the fast kernels, and what
// runs where there are none. `Real` is float, with the engine's activations, or double, with exact ones.
//
// Equations: dense y = a(W x + b); rnn (Elman 1990) h = a(W x + U h + b); gru (Cho et al. 2014; reset after: cuDNN's
// and Keras's variant); lstm (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
#pragma once

#include "engine/activations.hpp"
#include "engine/kernels.hpp"
#include "engine/reference/planar.hpp"

namespace tonewright::reference {

/// b + sum over k of rows[k] * x[k], for one gate of one unit; `index` is that gate's place in a row.
template <class Real>
Real weightedSum(Real sum, const float* rows, std::size_t stride, std::size_t index, const float* x,
                 std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) sum += static_cast<Real>(rows[k * stride + index]) * static_cast<Real>(x[k]);
  return sum;
}

template <class Real>
void dense(const LayerBlock& block) noexcept {
  const DenseLayout at(block.layer->spec());
  for (std::size_t t = 0; t < block.frames; ++t) {
    const float* x = block.in + t * block.inStride;
    float* y = block.out + t * block.outStride;
    for (std::size_t o = 0; o < at.outputs; ++o) {
      Real sum = block.weights[o];
      for (std::size_t i = 0; i < at.inputs; ++i) {
        sum += static_cast<Real>(block.weights[at.at(i, o)]) * static_cast<Real>(x[i]);
      }
      y[o] = static_cast<float>(activate(block.layer->activation, sum));
    }
  }
}

/// The sums that all recurrent layers are made of, for the step from row t - 1 to row t.
template <class Real>
struct Sums {
  const LayerBlock& block;
  const RecurrentLayout at;
  const float* x;
  const float* h;

  Sums(const LayerBlock& of, std::size_t t)
      : block(of), at(of.layer->spec()), x(of.in + t * of.inStride), h(of.out + t * of.outStride - of.outStride) {}

  /// W x + b
  Real input(std::size_t unit, std::size_t gate) const {
    const std::size_t index = RecurrentLayout::inRow(unit, gate, at.gates);
    return weightedSum<Real>(block.weights[index], block.weights + at.inputRows, at.inputStride, index, x, at.inputs);
  }
  /// U h, in rows of `rowGates` gates
  Real state(std::size_t unit, std::size_t gate, std::size_t rowGates, Real bias = 0) const {
    const std::size_t index = RecurrentLayout::inRow(unit, gate, rowGates);
    return weightedSum<Real>(bias, block.weights + at.stateRows, at.stateStride, index, h, at.units);
  }
  Real gate(std::size_t unit, std::size_t gate) const { return input(unit, gate) + state(unit, gate, at.gates); }
};

template <class Real>
void rnn(const LayerBlock& block) noexcept {
  for (std::size_t t = 0; t < block.frames; ++t) {
    const Sums<Real> sums(block, t);
    float* next = block.out + t * block.outStride;
    for (std::size_t u = 0; u < sums.at.units; ++u) {
      next[u] = static_cast<float>(activate(block.layer->activation, sums.gate(u, 0)));
    }
  }
}

/// h' = (1 - z) n + z h, with n = tanh(W x + b + r (U h + b')). The factors of 0.5 are in the weights (layout.hpp):
/// z, r = sigmoidOfTwice(..), and r (U h + b') = 2 r * stored.
template <class Real>
void gruResetAfter(const LayerBlock& block) noexcept {
  for (std::size_t t = 0; t < block.frames; ++t) {
    const Sums<Real> sums(block, t);
    float* next = block.out + t * block.outStride;
    for (std::size_t u = 0; u < sums.at.units; ++u) {
      const Real z = sigmoidOfTwice(sums.gate(u, 0));
      const Real r = sigmoidOfTwice(sums.gate(u, 1));
      const Real n = tanhOf(sums.input(u, 2) + 2 * r * sums.state(u, 2, 3, block.weights[sums.at.stateBias + u]));
      next[u] = static_cast<float>((1 - z) * n + z * static_cast<Real>(sums.h[u]));
    }
  }
}

/// h' = (1 - z) n + z h, with n = tanh(W x + U (r h) + b); the candidate's rows hold 0.5 U.
template <class Real>
void gruResetBefore(const LayerBlock& block) noexcept {
  for (std::size_t t = 0; t < block.frames; ++t) {
    const Sums<Real> sums(block, t);
    const RecurrentLayout& at = sums.at;
    float* next = block.out + t * block.outStride;
    float* resetState = block.cell;
    for (std::size_t u = 0; u < at.units; ++u) {
      const Real r = sigmoidOfTwice(sums.input(u, 1) + sums.state(u, 1, 2));
      resetState[u] = static_cast<float>(2 * r * static_cast<Real>(sums.h[u]));
    }
    for (std::size_t u = 0; u < at.units; ++u) {
      const Real z = sigmoidOfTwice(sums.input(u, 0) + sums.state(u, 0, 2));
      const Real n = tanhOf(weightedSum<Real>(sums.input(u, 2), block.weights + at.candidateRows, at.candidateStride, u,
                                              resetState, at.units));
      next[u] = static_cast<float>((1 - z) * n + z * static_cast<Real>(sums.h[u]));
    }
  }
}

template <class Real>
void gru(const LayerBlock& block) noexcept {
  block.layer->spec().resetAfter ? gruResetAfter<Real>(block) : gruResetBefore<Real>(block);
}

/// c' = f c + i g, h' = o tanh(c')
template <class Real>
void lstm(const LayerBlock& block) noexcept {
  for (std::size_t t = 0; t < block.frames; ++t) {
    const Sums<Real> sums(block, t);
    float* next = block.out + t * block.outStride;
    for (std::size_t u = 0; u < sums.at.units; ++u) {
      const Real i = sigmoidOfTwice(sums.gate(u, 0)), f = sigmoidOfTwice(sums.gate(u, 1));
      const Real g = tanhOf(sums.gate(u, 2)), o = sigmoidOfTwice(sums.gate(u, 3));
      const Real c = f * static_cast<Real>(block.cell[u]) + i * g;
      block.cell[u] = static_cast<float>(c);
      next[u] = static_cast<float>(o * tanhOf(c));
    }
  }
}

template <class Real>
inline constexpr KernelTable kKernels{dense<Real>,      rnn<Real>,  gru<Real>,  lstm<Real>,   conv<Real>,
                                      activation<Real>, film<Real>, gate<Real>, maxPool<Real>};

}  // namespace tonewright::reference
