// Activation functions for single floats: the same formulas that the fast kernels run in lanes. [any-thread]
#pragma once

#include <cmath>

#include "engine/spec.hpp"

namespace tonewright {

inline float atLeast(float x, float limit) { return x > limit ? x : limit; }  // the limit for NaN
inline float atMost(float x, float limit) { return x < limit ? x : limit; }   // the limit for NaN
inline float quotient(float a, float b) { return a / b; }
inline float quotientPlus(float a, float b, float c) { return a / b + c; }

#define TONEWRIGHT_INLINE inline
#include "engine/activation_formulas.inl"
#undef TONEWRIGHT_INLINE

/// The exact functions, for the reference in double.
inline double tanhOf(double x) { return std::tanh(x); }
inline double sigmoidOfTwice(double x) { return 0.5 + 0.5 * std::tanh(x); }
inline double sigmoidOf(double x) { return sigmoidOfTwice(0.5 * x); }
inline double reluOf(double x) { return x > 0.0 ? x : 0.0; }
inline double eluOf(double x) { return x > 0.0 ? x : std::expm1(x); }
inline double geluOf(double x) { return 0.5 * x * std::erfc(-x * 0.70710678118654752440); }

inline double atLeast(double x, double limit) { return x > limit ? x : limit; }
inline double atMost(double x, double limit) { return x < limit ? x : limit; }
inline double quotient(double a, double b) { return a / b; }

/// y = activation(x), prelu with `slope`; `Real` is float (the engine's formulas) or double (exact).
template <class Real>
inline Real activate(Activation activation, Real x, Real slope = Real(kLeakySlope)) {
  switch (activation) {
    case Activation::linear:
      return x;
    case Activation::tanh:
      return tanhOf(x);
    case Activation::relu:
      return reluOf(x);
    case Activation::sigmoid:
      return sigmoidOf(x);
    case Activation::gelu:
      return geluOf(x);
    case Activation::elu:
      return eluOf(x);
    case Activation::leakyRelu:
      return leakyReluOf(x, Real(kLeakySlope));
    case Activation::prelu:
      return leakyReluOf(x, slope);
    case Activation::silu:
      return siluOf(x);
    case Activation::hardTanh:
      return hardTanhOf(x);
    case Activation::hardSwish:
      return hardSwishOf(x);
    case Activation::leakyHardTanh:
      return leakyHardTanhOf(x, Real(kLeakySlope));
    case Activation::softSign:
      return softSignOf(x);
  }
  return x;
}

}  // namespace tonewright
