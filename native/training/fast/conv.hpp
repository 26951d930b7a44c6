// Dense and convolutional layers over lanes; a dense layer is a convolution of one tap. Readable reference:
// reference/conv.hpp. Lag j is the tap that lies j * dilation samples back.
#pragma once

#include "training/fast/activation.hpp"
#include "training/fast/matrix.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

/// Products that one sum takes at once; more taps take several passes.
inline constexpr int kMostTerms = 16;

/// Offsets into the flat weights: kernel [taps][I][H], bias [H], condition [D][H], slopes [H], with I inputs to each
/// output. Packed they are followed by the transposes: kernel [taps][H][I], condition [H][D].
struct ConvView {
  const LayerRun& run;
  int taps, dilation, groups, outputs, inputs, conditions;
  int groupInputs, groupOutputs;
  long inputStride, outputStride, conditionStride;  // floats per time step
  std::size_t bias, condition, slopes, flat;
  const float *kernelT, *conditionT;

  explicit ConvView(const LayerRun& layerRun)
      : run(layerRun),
        taps(static_cast<int>(run.spec.taps)),
        dilation(static_cast<int>(run.spec.dilation)),
        groups(static_cast<int>(run.spec.groups)),
        outputs(static_cast<int>(run.spec.outputs)),
        inputs(static_cast<int>(run.spec.inputs)),
        conditions(run.condition ? static_cast<int>(run.spec.conditionChannels) : 0),
        groupInputs(inputs / groups),
        groupOutputs(outputs / groups),
        inputStride(static_cast<long>(inputs) * kLanes),
        outputStride(static_cast<long>(outputs) * kLanes),
        conditionStride(static_cast<long>(run.spec.conditionChannels) * kLanes),
        bias(static_cast<std::size_t>(taps) * groupInputs * outputs),
        condition(bias + outputs),
        slopes(condition + std::size_t{run.spec.conditionChannels} * outputs),
        flat(weightCount(run.spec)),
        kernelT(run.packed + flat),
        conditionT(kernelT + bias) {}

  long lag(int j) const { return static_cast<long>(j) * dilation; }
  /// Flat offset of lag j's matrix [I][H], also that of its transpose [H][I].
  long matrix(int j) const { return static_cast<long>(taps - 1 - j) * groupInputs * outputs; }
  /// The gradients of the sums: those of later steps are needed too when the layer reaches back.
  const float* sumGradient() const { return taps > 1 ? run.output : run.outputGradient; }
};

inline std::size_t convPackedCount(const LayerSpec& spec) {
  const std::size_t kernel = std::size_t{spec.taps} * (spec.inputs / spec.groups) * spec.outputs;
  return weightCount(spec) + kernel + std::size_t{spec.conditionChannels} * spec.outputs;
}

/// [count][columns] to [columns][count].
inline void transpose(const float* from, int count, int columns, float* to) {
  for (int k = 0; k < count; ++k)
    for (int r = 0; r < columns; ++r) to[r * count + k] = from[k * columns + r];
}

inline void packConv(const LayerSpec& spec, const float* weights, float* packed) {
  LayerRun run;
  run.spec = spec;
  run.packed = packed;
  const ConvView v(run);
  for (std::size_t i = 0; i < v.flat; ++i) packed[i] = weights[i];
  float* transposed = packed + v.flat;
  for (int j = 0; j < v.taps; ++j) transpose(weights + v.matrix(j), v.groupInputs, v.outputs, transposed + v.matrix(j));
  transpose(weights + v.condition, static_cast<int>(spec.conditionChannels), v.outputs, transposed + v.bias);
}

/// y = start + the products that `termOf(j)` gives for lags 0..lags.
template <class TermOf>
TONEWRIGHT_INLINE void sumOverLags(float* y, long yStep, int rows, int steps, Start start, int lags, TermOf termOf) {
  for (int done = 0; done < lags; done += kMostTerms) {
    Term terms[kMostTerms];
    const int count = lags - done < kMostTerms ? lags - done : kMostTerms;
    for (int i = 0; i < count; ++i) terms[i] = termOf(done + i);
    affine(y, yStep, rows, steps, start, terms, count);
    start = {nullptr, y, yStep};
  }
}

inline void convForward(const LayerRun& run) {
  const ConvView v(run);
  for (int g = 0; g < v.groups; ++g) {
    const int row = g * v.groupOutputs, lags = v.taps + (v.conditions > 0 ? 1 : 0);
    const float* x = run.input + static_cast<long>(g) * v.groupInputs * kLanes;
    const auto term = [&](int j) -> Term {
      if (j == v.taps)
        return {run.packed + v.condition + row, run.condition, v.conditions, v.outputs, v.conditionStride};
      return {run.packed + v.matrix(j) + row, x - v.lag(j) * v.inputStride, v.groupInputs, v.outputs, v.inputStride};
    };
    const float* residual = run.residual ? run.residual + row * kLanes : nullptr;
    sumOverLags(sums(run) + row * kLanes, v.outputStride, v.groupOutputs, run.steps,
                {run.packed + v.bias + row, residual, v.outputStride}, lags, term);
  }
  activateSums(run, run.packed + v.slopes);
}

inline void convWeightGradients(const ConvView& v) {
  const LayerRun& run = v.run;
  for (int g = 0; g < v.groups; ++g) {
    const int row = g * v.groupOutputs;
    const float* x = run.input + static_cast<long>(g) * v.groupInputs * kLanes;
    for (int j = 0; j < v.taps;) {
      ColumnBlock blocks[kMostTerms];
      int count = 0;
      for (; count < kMostTerms - 2 && j < v.taps; ++j)
        blocks[count++] = {x - v.lag(j) * v.inputStride, v.inputStride, v.groupInputs,
                           run.weightGradient + v.matrix(j) + row, v.outputs};
      if (j == v.taps) {
        blocks[count++] = onesColumn(run.weightGradient + v.bias + row);
        if (v.conditions > 0)
          blocks[count++] = {run.condition, v.conditionStride, v.conditions, run.weightGradient + v.condition + row,
                             v.outputs};
      }
      outer(blocks, count, run.outputGradient + row * kLanes, v.outputStride, v.groupOutputs, run.steps);
    }
  }
}

/// A sample's gradient comes from the sums at its own time and at every lag after it, as far as the chunk goes.
inline void convInputGradient(const ConvView& v) {
  const LayerRun& run = v.run;
  for (int t = 0; t < run.steps;) {
    const int ahead = run.steps - 1 - t + run.later;
    const int lags = ahead / v.dilation < v.taps - 1 ? ahead / v.dilation + 1 : v.taps;
    const long reached = run.steps + run.later - v.lag(lags - 1);  // from here on there are fewer
    const int end = reached < run.steps ? static_cast<int>(reached) : run.steps;
    for (int g = 0; g < v.groups; ++g) {
      const long row = static_cast<long>(g) * v.groupOutputs;
      const float* gradient = v.sumGradient() + t * v.outputStride + row * kLanes;
      float* dx = run.inputGradient.data + t * v.inputStride + static_cast<long>(g) * v.groupInputs * kLanes;
      const auto term = [&](int j) -> Term {
        return {v.kernelT + v.matrix(j) + row * v.groupInputs, gradient + v.lag(j) * v.outputStride, v.groupOutputs,
                v.groupInputs, v.outputStride};
      };
      sumOverLags(dx, v.inputStride, v.groupInputs, end - t,
                  {nullptr, run.inputGradient.adds ? dx : nullptr, v.inputStride}, lags, term);
    }
    t = end;
  }
}

inline void convBackward(const LayerRun& run) {
  const ConvView v(run);
  const long count = run.steps * v.outputStride;
  differentiateSums(run, run.packed + v.slopes, run.weightGradient + v.slopes);
  if (v.taps > 1) give({run.output, false}, run.outputGradient, count);
  convWeightGradients(v);
  if (run.inputGradient.data) convInputGradient(v);
  if (run.conditionGradient.data) {
    float* dc = run.conditionGradient.data;
    const Term term = {v.conditionT, run.outputGradient, v.outputs, v.conditions, v.outputStride};
    affine(dc, v.conditionStride, v.conditions, run.steps,
           {nullptr, run.conditionGradient.adds ? dc : nullptr, v.conditionStride}, &term, 1);
  }
  give(run.residualGradient, run.outputGradient, count);
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
