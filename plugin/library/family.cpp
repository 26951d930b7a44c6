#include "plugin/library/family.hpp"

#include <algorithm>

#include "engine/plan.hpp"

namespace tonewright::plugin {
namespace {

using Layers = std::vector<LayerSpec>;

/// A conv layer that hears more than the present sample.
bool hasMemory(const LayerSpec& layer) { return layer.type == LayerType::conv && layer.taps > 1; }

/// A head that sums the layers' outputs, or the model's input mixed into every layer.
bool isWavenet(const LayerSpec& layer) {
  return (layer.type == LayerType::conv && layer.condition != kNone) ||
         (layer.type == LayerType::activation && layer.residual != kNone);
}

/// What layers that look back are, the first that holds.
std::string convolutionalName(const Layers& layers) {
  const auto any = [&](auto holds) { return std::any_of(layers.begin(), layers.end(), holds); };
  if (any([](const LayerSpec& layer) { return layer.type == LayerType::maxPool; })) return "CNN";
  if (any(isWavenet)) return "WaveNet";
  if (any([](const LayerSpec& layer) { return layer.residual != kNone; })) return "TCN";
  if (layers.size() == 1 && layers[0].activation == Activation::linear) return "FIR";
  const bool areRestDense = std::all_of(layers.begin() + 1, layers.end(),
                                        [](const LayerSpec& layer) { return layer.type == LayerType::dense; });
  return hasMemory(layers[0]) && areRestDense ? "FNN" : "ConvNet";
}

const char* recurrentName(LayerType type) {
  return type == LayerType::rnn ? "RNN" : type == LayerType::gru ? "GRU" : type == LayerType::lstm ? "LSTM" : nullptr;
}

}  // namespace

std::string familyOf(const ModelSpec& spec) {
  std::vector<std::string> names;
  if (std::any_of(spec.layers.begin(), spec.layers.end(), hasMemory)) names.push_back(convolutionalName(spec.layers));
  for (const LayerSpec& layer : spec.layers) {
    const char* name = recurrentName(layer.type);
    if (name && std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  }
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " + ") + name;
  return text.empty() ? "Dense" : text;
}

std::uint64_t costOf(const ModelSpec& spec) {
  std::uint64_t cost = 0;
  for (const LayerSpec& layer : spec.layers) cost += multiplyAddsOf(layer);
  return cost;
}

}  // namespace tonewright::plugin
