#include "training/initialise.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::training {
namespace {

std::size_t gateCount(const LayerSpec& layer) {
  return layer.type == LayerType::lstm ? 4 : layer.type == LayerType::gru ? 3 : 1;
}

bool isConvolution(const LayerSpec& layer) { return layer.type == LayerType::conv || layer.type == LayerType::dense; }

/// Inputs that each output of a dense or conv layer sums.
std::size_t fanIn(const LayerSpec& layer) { return std::size_t{layer.taps} * (layer.inputs / layer.groups); }

void fillUniform(float* w, std::size_t count, double limit, Random& random) {
  for (std::size_t i = 0; i < count; ++i) w[i] = static_cast<float>(limit * (2.0 * random.uniform() - 1.0));
}

double gaussian(Random& random) {  // Box-Muller
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * random.uniform());
}

// A matrix [rows][columns] whose shorter side is orthonormal, by Gram-Schmidt on Gaussian vectors, written to
// w[row * stride + column].
void fillOrthogonal(float* w, std::size_t rows, std::size_t columns, std::size_t stride, Random& random) {
  const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
  const std::size_t next = rows <= columns ? stride : 1, step = rows <= columns ? 1 : stride;
  std::vector<double> vectors(count * length);
  for (std::size_t i = 0; i < count; ++i) {
    double* vector = &vectors[i * length];
    for (std::size_t k = 0; k < length; ++k) vector[k] = gaussian(random);
    for (int pass = 0; pass < 2; ++pass) {  // twice is enough (Kahan, Parlett)
      for (std::size_t j = 0; j < i; ++j) {
        double dot = 0;
        for (std::size_t k = 0; k < length; ++k) dot += vector[k] * vectors[j * length + k];
        for (std::size_t k = 0; k < length; ++k) vector[k] -= dot * vectors[j * length + k];
      }
    }
    double norm = 0;
    for (std::size_t k = 0; k < length; ++k) norm += vector[k] * vector[k];
    for (std::size_t k = 0; k < length; ++k) {
      vector[k] /= std::sqrt(norm);
      w[i * next + k * step] = static_cast<float>(vector[k]);
    }
  }
}

void fillConvolution(const LayerSpec& layer, Initialisation kind, float* w, Random& random) {
  const std::size_t h = layer.outputs, conditions = layer.conditionChannels, count = fanIn(layer) * h;
  if (kind == Initialisation::uniform) {
    fillUniform(w, count + h, 1.0 / std::sqrt(static_cast<double>(fanIn(layer))), random);
  } else {
    const std::size_t in = layer.inputs / layer.groups, out = h / layer.groups;
    for (std::size_t group = 0; group < layer.groups; ++group)
      fillOrthogonal(w + count - in * h + group * out, in, out, h, random);
  }
  if (conditions > 0)
    fillUniform(w + count + h, conditions * h, 1.0 / std::sqrt(static_cast<double>(conditions)), random);
}

void fillRecurrent(const LayerSpec& layer, Initialisation kind, float* w, Random& random) {
  const std::size_t in = layer.inputs, h = layer.outputs, rows = gateCount(layer) * h;
  if (kind == Initialisation::uniform) {
    const std::size_t state = layer.hasInitialState ? stateCount(layer) : 0;
    return fillUniform(w, weightCount(layer) - state, 1.0 / std::sqrt(static_cast<double>(h)), random);
  }
  fillUniform(w, in * rows, std::sqrt(6.0 / static_cast<double>(in + rows)), random);
  float* recurrent = w + in * rows;
  for (std::size_t gate = 0; gate < gateCount(layer); ++gate) fillOrthogonal(recurrent + gate * h, h, h, rows, random);
  if (layer.type == LayerType::lstm) {
    float* forgetBias = recurrent + h * rows + h;
    for (std::size_t i = 0; i < h; ++i) forgetBias[i] = 1.0f;
  }
}

void fillPreluSlopes(const LayerSpec& layer, float* end) {
  if (layer.activation == Activation::prelu) std::fill(end - layer.outputs, end, 0.25f);
}

// Adds `sign` * log(tau - 1) to a gate's biases, with tau log-spaced over the units from 2 to `longest` samples.
void spreadMemory(float* bias, std::size_t units, double longest, double sign) {
  for (std::size_t i = 0; i < units; ++i) {
    const double place = units > 1 ? static_cast<double>(i) / static_cast<double>(units - 1) : 1.0;
    bias[i] += static_cast<float>(sign * std::log(2.0 * std::pow(longest / 2.0, place) - 1.0));
  }
}

void spreadMemory(const LayerSpec& layer, float* w, double longest) {
  const std::size_t in = layer.inputs, h = layer.outputs;
  float* bias = w + gateCount(layer) * h * (in + h);
  if (layer.type == LayerType::gru) spreadMemory(bias, h, longest, 1.0);  // z keeps the state
  if (layer.type == LayerType::lstm) {
    spreadMemory(bias, h, longest, -1.0);     // i
    spreadMemory(bias + h, h, longest, 1.0);  // f keeps the state
  }
}

}  // namespace

std::vector<float> initialWeights(const ModelSpec& spec, Initialisation kind, double longestMemorySamples,
                                  Random& random) {
  std::vector<float> weights(weightCount(spec));
  float* w = weights.data();
  for (const LayerSpec& layer : spec.layers) {
    if (isConvolution(layer)) fillConvolution(layer, kind, w, random);
    if (isRecurrent(layer.type)) fillRecurrent(layer, kind, w, random);
    fillPreluSlopes(layer, w + weightCount(layer));
    if (longestMemorySamples > 2.0) spreadMemory(layer, w, longestMemorySamples);
    w += weightCount(layer);
  }
  return weights;
}

void clearBiases(const ModelSpec& spec, std::vector<float>& weights) {
  float* w = weights.data();
  for (const LayerSpec& layer : spec.layers) {
    const BiasRows biases = biasRows(layer);
    const std::size_t stride = gateCount(layer) * layer.outputs;
    std::fill_n(w + biases.first * stride, biases.count * stride, 0.0f);
    w += weightCount(layer);
  }
}

}  // namespace tonewright::training
