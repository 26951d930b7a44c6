// The flat weights of spec.hpp into RTNeural's layers, the free ones and those of fixed sizes alike.
#pragma once

#include <span>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::rtneural {

using Rows = std::vector<std::vector<float>>;

/// Hands out a layer's tensors in their order.
class Reader {
 public:
  explicit Reader(std::span<const float> weights) : rest(weights) {}

  std::vector<float> vector(std::size_t count) {
    const auto taken = rest.first(count);
    rest = rest.subspan(count);
    return {taken.begin(), taken.end()};
  }

  Rows rows(std::size_t count, std::size_t width) {
    Rows taken;
    for (std::size_t i = 0; i < count; ++i) taken.push_back(vector(width));
    return taken;
  }

 private:
  std::span<const float> rest;
};

template <class Gru>
void loadGru(Gru& gru, const LayerSpec& layer, Reader& weights) {
  const std::size_t width = 3 * std::size_t{layer.outputs};
  gru.setWVals(weights.rows(layer.inputs, width));
  gru.setUVals(weights.rows(layer.outputs, width));
  gru.setBVals(weights.rows(2, width));
}

template <class Lstm>
void loadLstm(Lstm& lstm, const LayerSpec& layer, Reader& weights) {
  const std::size_t width = 4 * std::size_t{layer.outputs};
  lstm.setWVals(weights.rows(layer.inputs, width));
  lstm.setUVals(weights.rows(layer.outputs, width));
  lstm.setBVals(weights.vector(width));
}

/// RTNeural wants the kernel as [outputs][inputs].
template <class Dense>
void loadDense(Dense& dense, const LayerSpec& layer, Reader& weights) {
  const Rows kernel = weights.rows(layer.inputs, layer.outputs);
  Rows transposed(layer.outputs, std::vector<float>(layer.inputs));
  for (std::size_t i = 0; i < layer.inputs; ++i) {
    for (std::size_t o = 0; o < layer.outputs; ++o) transposed[o][i] = kernel[i][o];
  }
  dense.setWeights(transposed);
  dense.setBias(weights.vector(layer.outputs).data());
}

/// RTNeural wants the kernel as [outputs][inputs / groups][taps], the first tap on the present sample.
template <class Conv>
void loadConv(Conv& conv, const LayerSpec& layer, Reader& weights) {
  const std::size_t inputs = layer.inputs / layer.groups, last = layer.taps - 1;
  std::vector<Rows> turned(layer.outputs, Rows(inputs, std::vector<float>(layer.taps)));
  for (std::size_t tap = 0; tap < layer.taps; ++tap) {
    const Rows kernel = weights.rows(inputs, layer.outputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t o = 0; o < layer.outputs; ++o) turned[o][i][last - tap] = kernel[i][o];
    }
  }
  conv.setWeights(turned);
  conv.setBias(weights.vector(layer.outputs));
}

}  // namespace tonewright::rtneural
