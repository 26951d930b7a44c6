// The oracle: models in double precision, straight from the weights and sentences of spec.hpp and Keras's documented
// equations. It shares nothing with the engine but the description of the model.
#pragma once

#include <algorithm>
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
          {layer, Vector(source, source + weightCount(layer)), Vector(layer.outputs), Vector(layer.outputs), {}});
      if (layer.hasInitialState) readState(layers.back());
      source += weightCount(layer);
    }
    settle();
  }

  /// One frame: all inputs to all outputs.
  Vector step(Vector x) {
    x[0] *= spec.inputGain;
    Vector y = run(x);
    y[0] = spec.outputGain * (y[0] + (spec.skip ? x[0] : 0.0));
    return y;
  }

 private:
  struct Layer {
    LayerSpec spec;
    Vector weights;
    Vector h, c;
    std::vector<Vector> past;  // what it read, the latest last
  };

  static void readState(Layer& layer) {
    const std::size_t n = layer.h.size(), count = stateCount(layer.spec);
    const double* state = layer.weights.data() + layer.weights.size() - count;
    std::copy_n(state, n, layer.h.begin());
    if (count > n) std::copy_n(state + n, n, layer.c.begin());
  }

  /// Convolutions start as if silence had been going on for ever.
  void settle() {
    std::vector<Vector> values{Vector(spec.layers[0].inputs)};
    for (std::size_t i = 0; i < layers.size(); ++i) {
      Layer& layer = layers[i];
      const Vector& x = values[static_cast<std::size_t>(sourceOf(layer.spec, i) + 1)];
      layer.past.assign(1 + (layer.spec.taps - 1) * layer.spec.dilation, x);
      values.push_back(isRecurrent(layer.spec.type) ? layer.h : runLayer(layer, values, x));
    }
  }

  Vector run(const Vector& input) {
    std::vector<Vector> values{input};
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Vector& x = values[static_cast<std::size_t>(sourceOf(layers[i].spec, i) + 1)];
      layers[i].past.erase(layers[i].past.begin());
      layers[i].past.push_back(x);
      values.push_back(runLayer(layers[i], values, x));
    }
    return values.back();
  }

  static double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

  static double activate(Activation activation, double x, double slope = 0.0) {
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
      case Activation::leakyRelu:
        return x > 0.0 ? x : 0.01 * x;
      case Activation::prelu:
        return x > 0.0 ? x : slope * x;
      case Activation::silu:
        return x * sigmoid(x);
      case Activation::hardTanh:
        return std::clamp(x, -1.0, 1.0);
      case Activation::hardSwish:
        return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0;
      case Activation::leakyHardTanh:
        return std::abs(x) <= 1.0 ? x : std::copysign(1.0 + 0.01 * (std::abs(x) - 1.0), x);
      case Activation::softSign:
        return x / (1.0 + std::abs(x));
    }
    return x;
  }

  static Vector runLayer(Layer& layer, const std::vector<Vector>& values, const Vector& x) {
    const LayerSpec& spec = layer.spec;
    const auto value = [&](std::int32_t source) -> const Vector& {
      return values[static_cast<std::size_t>(source + 1)];
    };
    switch (spec.type) {
      case LayerType::dense:
        return activated(layer,
                         affine(x, layer.weights.data(), spec.outputs, layer.weights.data() + x.size() * spec.outputs));
      case LayerType::rnn:
        return layer.h = rnn(layer, x);
      case LayerType::gru:
        return layer.h = gru(layer, x);
      case LayerType::lstm:
        return layer.h = lstm(layer, x);
      case LayerType::conv: {
        Vector y = conv(layer);
        if (spec.condition != kNone) addCondition(layer, value(spec.condition), y);
        if (spec.residual != kNone) add(y, value(spec.residual));
        return activated(layer, y);
      }
      case LayerType::activation: {
        Vector y = x;
        if (spec.residual != kNone) add(y, value(spec.residual));
        return activated(layer, y);
      }
      case LayerType::film:
        return activated(layer, film(x, value(spec.condition)));
      case LayerType::gate:
        return gate(spec, x);
      case LayerType::maxPool:
        return maxPool(layer);
    }
    return {};
  }

  /// activation(y); the slopes of prelu are the layer's last weights.
  static Vector activated(const Layer& layer, Vector y) {
    const bool hasSlopes = layer.spec.activation == Activation::prelu;
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] =
          activate(layer.spec.activation, y[i], hasSlopes ? layer.weights[layer.weights.size() - y.size() + i] : 0.0);
    }
    return y;
  }

  static void add(Vector& y, const Vector& x) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += x[i];
  }

  /// kernel [taps][inputs / groups][outputs] over the past, plus bias.
  static Vector conv(const Layer& layer) {
    const LayerSpec& spec = layer.spec;
    const std::size_t in = spec.inputs / spec.groups, out = spec.outputs / spec.groups;
    Vector y(spec.outputs);
    for (std::size_t o = 0; o < spec.outputs; ++o) {
      y[o] = layer.weights[spec.taps * in * spec.outputs + o];
      for (std::size_t tap = 0; tap < spec.taps; ++tap) {
        for (std::size_t i = 0; i < in; ++i) {
          y[o] += layer.weights[(tap * in + i) * spec.outputs + o] * layer.past[tap * spec.dilation][o / out * in + i];
        }
      }
    }
    return y;
  }

  static void addCondition(const Layer& layer, const Vector& condition, Vector& y) {
    const LayerSpec& spec = layer.spec;
    const double* kernel = layer.weights.data() + (spec.taps * (spec.inputs / spec.groups) + 1) * spec.outputs;
    add(y, affine(condition, kernel, spec.outputs, nullptr));
  }

  static Vector film(const Vector& x, const Vector& condition) {
    Vector y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      y[i] = x[i] * condition[i] + (condition.size() > x.size() ? condition[x.size() + i] : 0.0);
    }
    return y;
  }

  static Vector gate(const LayerSpec& spec, const Vector& x) {
    Vector y(spec.outputs);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double a = activate(spec.activation, x[i]), g = activate(spec.gateActivation, x[y.size() + i]);
      y[i] = spec.gateMode == GateMode::multiply ? a * g : g * a + (1.0 - g) * x[i];
    }
    return y;
  }

  static Vector maxPool(const Layer& layer) {
    Vector y = layer.past.back();
    for (std::size_t tap = 0; tap < layer.spec.taps; ++tap) {
      const Vector& x = layer.past[tap * layer.spec.dilation];
      for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::max(y[i], x[i]);
    }
    return y;
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
