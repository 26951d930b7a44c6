// Activations of dense and rnn layers over lanes, and their derivatives.
#pragma once

#include "training/fast/pack.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline float geluSlope(float x) {
  return 0.5f * (1.0f + __builtin_erff(x * 0.70710678f)) + x * 0.39894228f * __builtin_expf(-0.5f * x * x);
}

TONEWRIGHT_INLINE Pack activate(Activation activation, Pack x) {
  switch (activation) {
    case Activation::linear:
      return x;
    case Activation::tanh:
      return tanhOf(x);
    case Activation::sigmoid:
      return each(x, [](Single a) { return sigmoidOf(a); });
    case Activation::relu:
      return each(x, [](Single a) { return reluOf(a); });
    case Activation::elu:
      return each(x, [](Single a) { return eluOf(a); });
    case Activation::gelu:
      return each(x, [](Single a) { return geluOf(a); });
  }
  return x;
}

/// d(activation)/dx from the pre-activation x and the activation y.
TONEWRIGHT_INLINE Pack slope(Activation activation, Pack x, Pack y) {
  switch (activation) {
    case Activation::linear:
      return broadcast(1.0f);
    case Activation::tanh:
      return 1.0f - y * y;
    case Activation::sigmoid:
      return y - y * y;
    case Activation::relu:
      return eachLane(x, [](float a) { return a > 0.0f ? 1.0f : 0.0f; });
    case Activation::elu:
      return broadcast(1.0f) + eachLane(y, [](float a) { return a < 0.0f ? a : 0.0f; });
    case Activation::gelu:
      return eachLane(x, geluSlope);
  }
  return x;
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
