// Activations over lanes and their derivatives, and the passes that layers share which end in a free activation:
// forward they leave their sums in `sums(run)`, backward they begin with the gradients of those sums.
#pragma once

#include "training/fast/pack.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline float geluSlope(float x) {
  return 0.5f * (1.0f + __builtin_erff(x * 0.70710678f)) + x * 0.39894228f * __builtin_expf(-0.5f * x * x);
}

/// Vector by vector where `condition(x)` is true `yes`, else `no`.
template <class Condition>
TONEWRIGHT_INLINE Pack choose(Pack x, Condition condition, Pack yes, Pack no) {
  return eachVector([&](int i) { return condition(x.v[i]) ? yes.v[i] : no.v[i]; });
}
TONEWRIGHT_INLINE Pack whereAboveZero(Pack x, float yes, Pack no) {
  return choose(
      x, [](Vector a) { return a > 0.0f; }, broadcast(yes), no);
}
TONEWRIGHT_INLINE Pack whereInside(Pack x, float limit, float yes, float no) {
  const Pack below = choose(
      x, [=](Vector a) { return a < limit; }, broadcast(yes), broadcast(no));
  return choose(
      x, [=](Vector a) { return a > -limit; }, below, broadcast(no));
}
TONEWRIGHT_INLINE Pack sigmoidOf(Pack x) {
  return each(x, [](Single a) { return sigmoidOf(a); });
}

/// `leak` is prelu's slope.
TONEWRIGHT_INLINE Pack activate(Activation activation, Pack x, float leak = 0.0f) {
  switch (activation) {
    case Activation::linear:
      return x;
    case Activation::tanh:
      return tanhOf(x);
    case Activation::sigmoid:
      return sigmoidOf(x);
    case Activation::relu:
      return each(x, [](Single a) { return reluOf(a); });
    case Activation::elu:
      return each(x, [](Single a) { return eluOf(a); });
    case Activation::gelu:
      return each(x, [](Single a) { return geluOf(a); });
    case Activation::leakyRelu:
      return each(x, [](Single a) { return leakyReluOf(a, Single(kLeakySlope)); });
    case Activation::prelu:
      return each(x, [=](Single a) { return leakyReluOf(a, Single(leak)); });
    case Activation::silu:
      return each(x, [](Single a) { return siluOf(a); });
    case Activation::hardTanh:
      return each(x, [](Single a) { return hardTanhOf(a); });
    case Activation::hardSwish:
      return each(x, [](Single a) { return hardSwishOf(a); });
    case Activation::leakyHardTanh:
      return each(x, [](Single a) { return leakyHardTanhOf(a, Single(kLeakySlope)); });
    case Activation::softSign:
      return each(x, [](Single a) { return softSignOf(a); });
  }
  return x;
}

/// d(activation)/dx from the sum x, where needsPreActivation, and the result y.
TONEWRIGHT_INLINE Pack slope(Activation activation, Pack x, Pack y, float leak = 0.0f) {
  switch (activation) {
    case Activation::linear:
      return broadcast(1.0f);
    case Activation::tanh:
      return 1.0f - y * y;
    case Activation::sigmoid:
      return y - y * y;
    case Activation::relu:
      return whereAboveZero(y, 1.0f, broadcast(0.0f));
    case Activation::elu:
      return whereAboveZero(y, 1.0f, y + broadcast(1.0f));
    case Activation::gelu:
      return eachLane(x, geluSlope);
    case Activation::leakyRelu:
      return whereAboveZero(y, 1.0f, broadcast(kLeakySlope));
    case Activation::prelu:
      return whereAboveZero(x, 1.0f, broadcast(leak));
    case Activation::silu: {
      const Pack s = sigmoidOf(x);
      return s + x * (s - s * s);
    }
    case Activation::hardTanh:
      return whereInside(y, 1.0f, 1.0f, 0.0f);
    case Activation::hardSwish: {
      const Pack above = choose(
          x, [](Vector a) { return a < -3.0f; }, broadcast(0.0f), broadcast(1.0f));
      const Pack middle = (1.0f / 3.0f) * x + broadcast(0.5f);
      return choose(
          x, [](Vector a) { return (a > -3.0f) & (a < 3.0f); }, middle, above);
    }
    case Activation::leakyHardTanh:
      return whereInside(y, 1.0f, 1.0f, kLeakySlope);
    case Activation::softSign: {
      const Pack rest = choose(
          y, [](Vector a) { return a < 0.0f; }, broadcast(1.0f) + y, 1.0f - y);  // 1 / (1 + |x|)
      return rest * rest;
    }
  }
  return x;
}

/// Where a layer's forward pass leaves its sums [steps][H][lane]: kept where the slope needs them.
TONEWRIGHT_INLINE float* sums(const LayerRun& run) {
  return needsPreActivation(run.spec.activation) ? run.gates : run.output;
}

/// output = activation(sums). `leaks`: prelu's slopes [H].
inline void activateSums(const LayerRun& run, const float* leaks) {
  const Activation activation = run.spec.activation;
  if (activation == Activation::linear) return;
  const float* from = sums(run);
  const long width = static_cast<long>(run.spec.outputs) * kLanes;
  for (int t = 0; t < run.steps; ++t)
    for (long i = 0; i < width; i += kLanes) {
      const float leak = activation == Activation::prelu ? leaks[i / kLanes] : 0.0f;
      store(run.output + t * width + i, activate(activation, load(from + t * width + i), leak));
    }
}

inline void addLeakGradient(const LayerRun& run, float* leakGradient) {
  const long width = static_cast<long>(run.spec.outputs) * kLanes;
  for (long i = 0; i < width; i += kLanes) {
    Pack sum = broadcast(0.0f);
    for (int t = 0; t < run.steps; ++t) {
      const Pack x = load(run.gates + t * width + i);
      sum = sum + load(run.outputGradient + t * width + i) * whereAboveZero(x, 0.0f, x);
    }
    for (int v = 0; v < kVectors; ++v) leakGradient[i / kLanes] += vectorSum(sum.v[v]);
  }
}

/// Turns the output's gradient into the sums', and adds prelu's to `leakGradient` [H].
inline void differentiateSums(const LayerRun& run, const float* leaks, float* leakGradient) {
  const Activation activation = run.spec.activation;
  if (activation == Activation::linear) return;
  const float* from = sums(run);
  const long width = static_cast<long>(run.spec.outputs) * kLanes;
  if (activation == Activation::prelu) addLeakGradient(run, leakGradient);
  for (int t = 0; t < run.steps; ++t)
    for (long i = 0; i < width; i += kLanes) {
      const float leak = activation == Activation::prelu ? leaks[i / kLanes] : 0.0f;
      float* gradient = run.outputGradient + t * width + i;
      const Pack x = load(from + t * width + i), y = load(run.output + t * width + i);
      store(gradient, load(gradient) * slope(activation, x, y, leak));
    }
}

/// Gives `gradient` [steps][H] to the tensor that `out` stands for.
inline void give(const GradientOut& out, const float* gradient, long count) {
  if (!out.data || out.data == gradient) return;
  for (long i = 0; i < count; i += kLanes)
    store(out.data + i, out.adds ? load(out.data + i) + load(gradient + i) : load(gradient + i));
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
