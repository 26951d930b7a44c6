// gru (reset after) and lstm on a Cortex-M7: one matrix product a step over [x, h], then the gates, four at a time.
// The equations stand in reference/layers.hpp, the image's order of weights in layout.hpp.
#pragma once

#include <algorithm>

#include "engine/cortex/activate.hpp"
#include "engine/cortex/gates.hpp"
#include "engine/cortex/panels.hpp"
#include "engine/kernels.hpp"

namespace tonewright::cortex {

/// Larger layers run by the kernels for all processors: in real time a pedal could not.
inline constexpr std::size_t kMaxUnits = 32, kMaxInputs = 16;

/// Columns of the product over [x, h], and of a second one, over x alone, that the gru's candidate has.
///   gru   z, r, h (state side, twice what the image has: r is a sigmoid here); h (input side)
///   lstm  i, f, o, c
struct RecurrentPanels {
  PanelPlan state, input;

  constexpr explicit RecurrentPanels(const LayerSpec& layer)
      : state(layer.inputs + layer.outputs, gatesOf(layer.type) * layer.outputs), input(layer.inputs, layer.outputs) {}

  constexpr std::size_t floats(LayerType type) const {
    return state.floats() + (type == LayerType::gru ? input.floats() : 0);
  }
};

constexpr bool hasRecurrentPanels(const LayerSpec& layer) {
  const bool isKnown = layer.type == LayerType::lstm || (layer.type == LayerType::gru && layer.resetAfter);
  return isKnown && layer.outputs <= kMaxUnits && layer.inputs <= kMaxInputs;
}

/// From the image's order to that of the panels. [init]
inline void packRecurrentPanels(const LayerSpec& layer, const float* image, float* to) noexcept {
  const RecurrentLayout at(layer);
  const RecurrentPanels panels(layer);
  const bool isGru = layer.type == LayerType::gru;
  constexpr std::size_t lstmGates[] = {0, 1, 3, 2};
  std::fill_n(to, panels.floats(layer.type), 0.0f);
  for (std::size_t column = 0; column < at.gates * at.units; ++column) {
    const std::size_t unit = column % at.units, block = column / at.units;
    const std::size_t lane = RecurrentLayout::inRow(unit, isGru ? block : lstmGates[block], at.gates);
    const bool isStateSide = isGru && block == 2;
    const float scale = isStateSide ? 2.0f : 1.0f;
    const auto put = [&](std::size_t row, float weight) { to[panels.state.at(row, column)] = scale * weight; };
    put(0, isStateSide ? image[at.stateBias + unit] : image[lane]);
    for (std::size_t i = 0; i < at.inputs && !isStateSide; ++i)
      put(1 + i, image[at.inputRows + i * at.inputStride + lane]);
    for (std::size_t k = 0; k < at.units; ++k) {
      put(1 + at.inputs + k, image[at.stateRows + k * at.stateStride + lane]);
    }
  }
  if (!isGru) return;
  float* input = to + panels.state.floats();
  for (std::size_t unit = 0; unit < at.units; ++unit) {
    const std::size_t lane = RecurrentLayout::inRow(unit, 2, at.gates);
    for (std::size_t row = 0; row <= at.inputs; ++row)
      input[panels.input.at(row, unit)] = image[row * at.inputStride + lane];
  }
}

/// Sums, gates and [x, h] of one step. Of what is padding nothing is known, and nothing comes of it.
struct Scratch {
  static constexpr std::size_t kPadding = PanelPlan::kMaxWidth + 4;
  alignas(8) float sums[4 * kMaxUnits + kPadding];
  alignas(8) float gates[4 * kMaxUnits + kPadding];
  alignas(8) float input[kMaxUnits + kPadding];
  alignas(8) float vector[kMaxInputs + kMaxUnits + 4];
};

inline void gru(const LayerBlock& block) noexcept {
  const LayerSpec layer = block.layer->spec();
  const RecurrentPanels panels(layer);
  const std::size_t units = layer.outputs;
  Scratch it;
  float* h = it.vector + layer.inputs;
  std::copy_n(block.out - block.outStride, units, h);
  const float *z = it.gates, *r = it.gates + units, *side = it.sums + 2 * units;
  for (std::size_t t = 0; t < block.frames; ++t) {
    for (std::size_t i = 0; i < layer.inputs; ++i) it.vector[i] = block.in[t * block.inStride + i];
    multiply(panels.state, block.weights, it.vector, it.sums);
    multiply(panels.input, block.weights + panels.state.floats(), it.vector, it.input);
    scaledTanhOf(kSigmoidOfTwice, it.sums, it.gates, 2 * units);
    addProduct(it.input, r, side, units);
    scaledTanhOf(kTanh, it.input, it.input, units);
    blend(h, block.out + t * block.outStride, it.input, z, h, units);
  }
}

inline void lstm(const LayerBlock& block) noexcept {
  const LayerSpec layer = block.layer->spec();
  const RecurrentPanels panels(layer);
  const std::size_t units = layer.outputs;
  Scratch it;
  float* h = it.vector + layer.inputs;
  std::copy_n(block.out - block.outStride, units, h);
  const float *i = it.gates, *f = it.gates + units, *o = it.gates + 2 * units;
  for (std::size_t t = 0; t < block.frames; ++t) {
    for (std::size_t i = 0; i < layer.inputs; ++i) it.vector[i] = block.in[t * block.inStride + i];
    multiply(panels.state, block.weights, it.vector, it.sums);
    scaledTanhOf(kSigmoidOfTwice, it.sums, it.gates, 3 * units);
    scaledTanhOf(kTanh, it.sums + 3 * units, it.input, units);
    product(it.sums, block.cell, f, block.cell, units);
    addProduct(block.cell, i, it.input, units);
    scaledTanhOf(kTanh, block.cell, it.input, units);
    product(h, block.out + t * block.outStride, o, it.input, units);
  }
}

}  // namespace tonewright::cortex
