// A whole model over one sequence, layer after layer: the oracle of Network.
#pragma once

#include "training/reference/layers.hpp"

namespace tonewright::training::reference {

template <class Real>
struct Network {
  ModelSpec spec;
  std::vector<LayerTrace<Real>> layers;
  int inputs = 0;

  /// Room for `steps` steps; `weights` flat.
  Network(const ModelSpec& model, const std::vector<Real>& weights, int steps)
      : spec(model), inputs(static_cast<int>(model.layers.front().inputs)) {
    for (const LayerSpec& layer : spec.layers) layers.emplace_back().allocate(layer, steps);
    setWeights(weights);
  }

  void setWeights(const std::vector<Real>& weights) {
    auto from = weights.begin();
    for (LayerTrace<Real>& l : layers) {
      std::copy_n(from, l.weights.size(), l.weights.begin());
      from += static_cast<std::ptrdiff_t>(l.weights.size());
    }
  }

  /// What every layer gives for silence becomes the history of those that reach back; recurrent layers begin at their
  /// initial state.
  void settle() {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      LayerTrace<Real> l = layers[i];
      const LayerSpec& layer = l.spec;
      const std::size_t units = layer.outputs;
      if (isRecurrent(layer.type)) {
        if (!layer.hasInitialState) continue;
        const auto state = l.weights.end() - static_cast<std::ptrdiff_t>(stateCount(layer));
        std::copy_n(state, units, layers[i].output.begin());
        if (layer.type == LayerType::lstm) std::copy_n(state + layer.outputs, units, layers[i].cell.begin());
        continue;
      }
      const std::vector<Real> silent = settledOutput(sourceOf(layer, i), layer.inputs);
      for (std::size_t k = 0; k < l.input.size(); ++k) l.input[k] = silent[k % layer.inputs];
      copySettled(layer.condition, l.condition);
      copySettled(layer.residual, l.residual);
      l.steps = 1;
      forward(l);
      std::copy_n(l.output.begin() + static_cast<std::ptrdiff_t>(units), units, layers[i].output.begin());
      std::copy_n(l.input.begin(), static_cast<std::size_t>(l.before) * layer.inputs, layers[i].input.begin());
    }
  }

  /// The last layer's output for `input` [steps][inputs], from the present state and history.
  std::vector<Real> run(const std::vector<Real>& input) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      LayerTrace<Real>& l = layers[i];
      const auto read = [&](std::int32_t source, auto to) {
        if (source == kModelInput) std::copy(input.begin(), input.end(), to);
        if (source < 0) return;
        const LayerTrace<Real>& from = layers[static_cast<std::size_t>(source)];
        std::copy(from.output.begin() + from.units(), from.output.end(), to);
      };
      read(sourceOf(l.spec, i), l.input.begin() + l.before * l.inputs());
      read(l.spec.condition, l.condition.begin());
      read(l.spec.residual, l.residual.begin());
      forward(l);
    }
    return {layers.back().output.begin() + layers.back().units(), layers.back().output.end()};
  }

  /// Flat gradient of the weights for that of the last layer's output, after `run`.
  std::vector<Real> differentiate(const std::vector<Real>& outputGradient) {
    layers.back().outputGradient = outputGradient;
    for (std::size_t i = layers.size(); i-- > 0;) {
      LayerTrace<Real>& l = layers[i];
      backward(l);
      const auto give = [&](std::int32_t target, const std::vector<Real>& gradient, std::size_t from) {
        if (target < 0) return;
        std::vector<Real>& sum = layers[static_cast<std::size_t>(target)].outputGradient;
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += gradient[from + k];
      };
      give(sourceOf(l.spec, i), l.inputGradient, static_cast<std::size_t>(l.before * l.inputs()));
      give(l.spec.condition, l.conditionGradient, 0);
      give(l.spec.residual, l.residualGradient, 0);
    }
    std::vector<Real> gradient;
    for (const LayerTrace<Real>& l : layers)
      gradient.insert(gradient.end(), l.weightGradient.begin(), l.weightGradient.end());
    return gradient;
  }

 private:
  // Slot 0 of a layer's output holds what it gives for silence.
  std::vector<Real> settledOutput(std::int32_t source, std::size_t width) const {
    if (source < 0) return std::vector<Real>(width);
    const auto& output = layers[static_cast<std::size_t>(source)].output;
    return {output.begin(), output.begin() + static_cast<std::ptrdiff_t>(width)};
  }

  void copySettled(std::int32_t source, std::vector<Real>& to) const {
    if (source == kNone) return;
    const std::size_t width = to.size() / static_cast<std::size_t>(layers.front().steps);
    const std::vector<Real> silent = settledOutput(source, width);
    std::copy(silent.begin(), silent.end(), to.begin());
  }
};

}  // namespace tonewright::training::reference
