// Layers without a matrix: activation, film, gate and maxPool. Readable reference: reference/pointwise.hpp.
#pragma once

#include "training/fast/activation.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline std::size_t pointwisePackedCount(const LayerSpec& spec) { return weightCount(spec); }

inline void packPointwise(const LayerSpec& spec, const float* weights, float* packed) {
  for (std::size_t i = 0; i < weightCount(spec); ++i) packed[i] = weights[i];
}

/// Floats of so many channels over the block.
TONEWRIGHT_INLINE long floats(const LayerRun& run, std::uint32_t channels) {
  return static_cast<long>(run.steps) * channels * kLanes;
}

TONEWRIGHT_INLINE void write(const GradientOut& out, long at, Pack gradient) {
  store(out.data + at, out.adds ? load(out.data + at) + gradient : gradient);
}

inline void activationForward(const LayerRun& run) {
  float* y = sums(run);
  for (long i = 0; i < floats(run, run.spec.outputs); i += kLanes)
    store(y + i, run.residual ? load(run.input + i) + load(run.residual + i) : load(run.input + i));
  activateSums(run, run.packed);
}

inline void activationBackward(const LayerRun& run) {
  const long count = floats(run, run.spec.outputs);
  differentiateSums(run, run.packed, run.weightGradient);
  give(run.inputGradient, run.outputGradient, count);
  give(run.residualGradient, run.outputGradient, count);
}

/// The condition at each time step is scale [H], then perhaps shift [H].
struct FilmView {
  const LayerRun& run;
  long width, conditionWidth;  // floats per time step
  bool shifts;
  explicit FilmView(const LayerRun& layerRun)
      : run(layerRun),
        width(static_cast<long>(run.spec.outputs) * kLanes),
        conditionWidth(static_cast<long>(run.spec.conditionChannels) * kLanes),
        shifts(conditionWidth > width) {}
};

inline void filmForward(const LayerRun& run) {
  const FilmView v(run);
  for (int t = 0; t < run.steps; ++t) {
    const float *x = run.input + t * v.width, *scale = run.condition + t * v.conditionWidth;
    float* y = sums(run) + t * v.width;
    for (long i = 0; i < v.width; i += kLanes) {
      const Pack scaled = load(x + i) * load(scale + i);
      store(y + i, v.shifts ? scaled + load(scale + v.width + i) : scaled);
    }
  }
  activateSums(run, run.packed);
}

inline void filmBackward(const LayerRun& run) {
  const FilmView v(run);
  differentiateSums(run, run.packed, run.weightGradient);
  for (int t = 0; t < run.steps; ++t) {
    const float *x = run.input + t * v.width, *scale = run.condition + t * v.conditionWidth;
    for (long i = 0; i < v.width; i += kLanes) {
      const Pack d = load(run.outputGradient + t * v.width + i);
      if (run.inputGradient.data) write(run.inputGradient, t * v.width + i, d * load(scale + i));
      if (!run.conditionGradient.data) continue;
      write(run.conditionGradient, t * v.conditionWidth + i, d * load(x + i));
      if (v.shifts) write(run.conditionGradient, t * v.conditionWidth + v.width + i, d);
    }
  }
}

/// With x the first half, a its activation and g the second half's: a g, or x + g (a - x).
inline void gateForward(const LayerRun& run) {
  const LayerSpec& spec = run.spec;
  const long width = static_cast<long>(spec.outputs) * kLanes;
  for (int t = 0; t < run.steps; ++t) {
    const float* in = run.input + 2 * t * width;
    for (long i = 0; i < width; i += kLanes) {
      const Pack x = load(in + i), a = activate(spec.activation, x);
      const Pack g = activate(spec.gateActivation, load(in + width + i));
      store(run.output + t * width + i, spec.gateMode == GateMode::blend ? x + g * (a - x) : a * g);
    }
  }
}

inline void gateBackward(const LayerRun& run) {
  if (!run.inputGradient.data) return;
  const LayerSpec& spec = run.spec;
  const bool blends = spec.gateMode == GateMode::blend;
  const long width = static_cast<long>(spec.outputs) * kLanes;
  for (int t = 0; t < run.steps; ++t) {
    const float* in = run.input + 2 * t * width;
    for (long i = 0; i < width; i += kLanes) {
      const Pack x = load(in + i), u = load(in + width + i), d = load(run.outputGradient + t * width + i);
      const Pack a = activate(spec.activation, x), g = activate(spec.gateActivation, u);
      const Pack da = g * slope(spec.activation, x, a), dg = slope(spec.gateActivation, u, g);
      write(run.inputGradient, 2 * t * width + i, d * (blends ? da + (1.0f - g) : da));
      write(run.inputGradient, 2 * t * width + width + i, d * dg * (blends ? a - x : a));
    }
  }
}

/// `gates` keeps which lag was the largest; the earliest lag wins a tie.
inline void maxPoolForward(const LayerRun& run) {
  const long width = static_cast<long>(run.spec.outputs) * kLanes, lag = run.spec.dilation * width;
  for (long i = 0; i < floats(run, run.spec.outputs); i += kLanes) {
    Pack best = load(run.input + i), which = broadcast(0.0f);
    for (std::uint32_t j = 1; j < run.spec.taps; ++j) {
      const Pack x = load(run.input + i - j * lag), more = x - best;
      const auto above = [](Vector a) { return a > 0.0f; };
      which = choose(more, above, broadcast(static_cast<float>(j)), which);
      best = choose(more, above, x, best);
    }
    store(run.output + i, best);
    store(run.gates + i, which);
  }
}

inline void maxPoolBackward(const LayerRun& run) {
  const long width = static_cast<long>(run.spec.outputs) * kLanes, count = floats(run, run.spec.outputs);
  give({run.output, false}, run.outputGradient, count);
  if (!run.inputGradient.data) return;
  for (long t = 0; t < run.steps; ++t)
    for (long i = t * width; i < (t + 1) * width; i += kLanes) {
      Pack sum = broadcast(0.0f);
      for (long j = 0; j < run.spec.taps && t + j * run.spec.dilation < run.steps + run.later; ++j) {
        const long at = i + j * run.spec.dilation * width;
        const auto isThisLag = [=](Vector which) { return which == static_cast<float>(j); };
        sum = sum + choose(load(run.gates + at), isThisLag, load(run.output + at), broadcast(0.0f));
      }
      write(run.inputGradient, i, sum);
    }
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
