// Losses in the time domain and the gathering of sequences into lanes; readable reference: reference/loss.hpp.
#pragma once

#include "training/fast/pack.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

/// error = mask (output - target) and its filtered version, with their sums.
inline void lossErrors(const LossRun& run) {
  Pack sums[4] = {broadcast(0.0f), broadcast(0.0f), broadcast(0.0f), broadcast(0.0f)};
  float* error = run.error + (run.taps - 1) * kLanes;
  for (long i = 0; i < static_cast<long>(run.steps) * kLanes; i += kLanes) {
    Pack e = load(run.output + i) - load(run.target + i);
    if (run.mask) e = e * load(run.mask + i);
    store(error + i, e);
    sums[1] = sums[1] + e * e;
    sums[2] = sums[2] + eachVector([&](int k) { return e.v[k] < 0.0f ? -e.v[k] : e.v[k]; });
    sums[3] = sums[3] + e;
  }
  for (long i = 0; i < static_cast<long>(run.steps) * kLanes; i += kLanes) {
    Pack f = run.fir[0] * load(error + i);
    for (int j = 1; j < run.taps; ++j) f = f + run.fir[j] * load(error + i - j * kLanes);
    store(run.filtered + i, f);
    sums[0] = sums[0] + f * f;
  }
  for (int k = 0; k < 4; ++k) store(run.sums + k * kLanes, sums[k]);
}

/// The losses' gradient by the output; later chunks' filtered errors are beyond its horizon, like all later time steps.
inline void loss(const LossRun& run) {
  lossErrors(run);
  const float* error = run.error + (run.taps - 1) * kLanes;
  const long end = static_cast<long>(run.steps) * kLanes;
  for (int j = 0; j < run.taps - 1; ++j) store(run.filtered + end + j * kLanes, broadcast(0.0f));
  const Pack dc = (2.0f * run.dcScale) * load(run.sums + 3 * kLanes);
  for (long i = 0; i < end; i += kLanes) {
    const Pack e = load(error + i);
    Pack f = run.fir[0] * load(run.filtered + i);
    for (int j = 1; j < run.taps; ++j) f = f + run.fir[j] * load(run.filtered + i + j * kLanes);
    Pack g = dc + (2.0f * run.esrScale) * f + (2.0f * run.mseScale) * e;
    if (run.maeScale != 0.0f) {
      const float m = run.maeScale;
      g = g + eachLane(e, [m](float a) { return a > 0.0f ? m : a < 0.0f ? -m : 0.0f; });
    }
    store(run.gradient + i, run.mask ? g * load(run.mask + i) : g);
  }
}

/// tensor[t][features][lane], first feature = gain * sources[lane][t]; a null source gives silence.
inline void gather(const float* const* sources, int steps, int features, float gain, float* tensor) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const float* source = sources[lane];
    float* to = tensor + lane;
    const long stride = static_cast<long>(features) * kLanes;
    for (int t = 0; t < steps; ++t) to[t * stride] = source ? gain * source[t] : 0.0f;
  }
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
