// The oracle: models in double precision, straight from the Keras weights of spec.hpp and Keras's documented equations.
// It shares nothing with the engine but the description of the model.
#pragma once

#include <cmath>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::test {

using Vector = std::vector<double>;

class Oracle {
 public:
  Oracle(const ModelSpec& spec, const std::vector<float>& weights) : spec(spec) {
    const float* source = weights.data();
    for (const LayerSpec& layer : spec.layers) {
      layers.push_back(
          {layer, Vector(source, source + weightCount(layer)), Vector(layer.outputs), Vector(layer.outputs)});
      source += weightCount(layer);
    }
  }

  /// One frame: all inputs to all outputs.
  Vector step(Vector x) {
    x[0] *= spec.inputGain;
    const double dry = x[0];
    for (Layer& layer : layers) x = run(layer, x);
    x[0] = spec.outputGain * (x[0] + (spec.skip ? dry : 0.0));
    return x;
  }

 private:
  struct Layer {
    LayerSpec spec;
    Vector weights;
    Vector h, c;
  };

  static double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

  static double activate(Activation activation, double x) {
    switch (activation) {
      case Activation::linear:
        return x;
      case Activation::tanh:
        return std::tanh(x);
      case Activation::relu:
        return x > 0.0 ? x : 0.0;
      case Activation::sigmoid:
        return sigmoid(x);
      case Activation::gelu:
        return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
      case Activation::elu:
        return x > 0.0 ? x : std::exp(x) - 1.0;
    }
    return x;
  }

  /// x [rows] times kernel [rows][width], plus bias [width]
  static Vector affine(const Vector& x, const double* kernel, std::size_t width, const double* bias) {
    Vector y(width);
    for (std::size_t j = 0; j < width; ++j) {
      y[j] = bias != nullptr ? bias[j] : 0.0;
      for (std::size_t i = 0; i < x.size(); ++i) y[j] += x[i] * kernel[i * width + j];
    }
    return y;
  }

  static Vector run(Layer& layer, const Vector& x) {
    switch (layer.spec.type) {
      case LayerType::dense:
        return dense(layer, x);
      case LayerType::rnn:
        return layer.h = rnn(layer, x);
      case LayerType::gru:
        return layer.h = gru(layer, x);
      case LayerType::lstm:
        return layer.h = lstm(layer, x);
    }
    return {};
  }

  static Vector dense(const Layer& layer, const Vector& x) {
    const std::size_t width = layer.spec.outputs;
    Vector y = affine(x, layer.weights.data(), width, layer.weights.data() + x.size() * width);
    for (double& value : y) value = activate(layer.spec.activation, value);
    return y;
  }

  static Vector rnn(const Layer& layer, const Vector& x) {
    const std::size_t n = layer.h.size();
    const double* recurrent = layer.weights.data() + x.size() * n;
    Vector y = affine(x, layer.weights.data(), n, recurrent + n * n);
    const Vector state = affine(layer.h, recurrent, n, nullptr);
    for (std::size_t u = 0; u < n; ++u) y[u] = activate(layer.spec.activation, y[u] + state[u]);
    return y;
  }

  static Vector gru(const Layer& layer, const Vector& x) {
    const std::size_t n = layer.h.size(), width = 3 * n;
    const double* recurrent = layer.weights.data() + x.size() * width;
    const double* bias = recurrent + n * width;
    const Vector in = affine(x, layer.weights.data(), width, bias);
    const Vector state = affine(layer.h, recurrent, width, layer.spec.resetAfter ? bias + width : nullptr);
    Vector resetState(n), next(n);
    for (std::size_t u = 0; u < n; ++u) resetState[u] = sigmoid(in[n + u] + state[n + u]) * layer.h[u];
    const Vector before = affine(resetState, recurrent, width, nullptr);
    for (std::size_t u = 0; u < n; ++u) {
      const double z = sigmoid(in[u] + state[u]), r = sigmoid(in[n + u] + state[n + u]);
      const double side = layer.spec.resetAfter ? r * state[2 * n + u] : before[2 * n + u];
      next[u] = z * layer.h[u] + (1.0 - z) * std::tanh(in[2 * n + u] + side);
    }
    return next;
  }

  static Vector lstm(Layer& layer, const Vector& x) {
    const std::size_t n = layer.h.size(), width = 4 * n;
    const double* recurrent = layer.weights.data() + x.size() * width;
    const Vector in = affine(x, layer.weights.data(), width, recurrent + n * width);
    const Vector state = affine(layer.h, recurrent, width, nullptr);
    const auto sum = [&](std::size_t gate, std::size_t u) { return in[gate * n + u] + state[gate * n + u]; };
    Vector next(n);
    for (std::size_t u = 0; u < n; ++u) {
      layer.c[u] = sigmoid(sum(1, u)) * layer.c[u] + sigmoid(sum(0, u)) * std::tanh(sum(2, u));
      next[u] = sigmoid(sum(3, u)) * std::tanh(layer.c[u]);
    }
    return next;
  }

  ModelSpec spec;
  std::vector<Layer> layers;
};

}  // namespace tonewright::test
