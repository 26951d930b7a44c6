#include "training/tensorPlan.hpp"

#include <algorithm>
#include <utility>

#include "training/fast/kernels.hpp"

namespace tonewright::training {
namespace {

constexpr std::size_t kNoBuffer = static_cast<std::size_t>(-1);

/// Long enough for the sums over a block in the gradients of weights, short enough for the second-level cache.
int blockStepsFor(std::size_t widest) {
  constexpr std::size_t kRows = 2048;
  return static_cast<int>(std::clamp<std::size_t>(kRows / widest, 32, 256));
}

/// Layers whose backward pass does without their own output.
bool forgetsOutput(const LayerSpec& layer) {
  const bool sums = layer.type == LayerType::activation || layer.type == LayerType::conv ||
                    layer.type == LayerType::dense || layer.type == LayerType::film;
  return sums && layer.activation == Activation::linear;
}

}  // namespace

TensorPlan::TensorPlan(const ModelSpec& spec) : layers(spec.layers.size()) {
  std::size_t widest = 1;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    layers[i].source.layer = sourceOf(layer, i);
    layers[i].condition.layer = layer.condition;
    layers[i].residual.layer = layer.residual;
    widest = std::max({widest, std::size_t{layer.inputs}, std::size_t{layer.outputs}});
    widestGradient = std::max(widestGradient, std::size_t{layer.outputs});
  }
  blockSteps = blockStepsFor(widest);
  findReaders(spec);
  shareOutputs(spec);
  shareGradients();
}

void TensorPlan::findReaders(const ModelSpec& spec) {
  layers.back().isRead = true;
  for (std::size_t i = layers.size(); i-- > 0;) {
    Layer& layer = layers[i];
    if (!layer.isRead) continue;
    layer.historyRows = std::max<std::size_t>(layer.historyRows, isRecurrent(spec.layers[i].type) ? 1 : 0);
    for (const Edge* edge : {&layer.source, &layer.condition, &layer.residual})
      if (edge->isLayer()) layers[static_cast<std::size_t>(edge->layer)].isRead = true;
    const std::int32_t source = layer.source.layer;
    std::size_t& rows = source < 0 ? inputHistoryRows : layers[static_cast<std::size_t>(source)].historyRows;
    rows = std::max(rows, reach(spec.layers[i]));
  }
}

// A linear sum takes the memory of its residual when nobody else needs the residual's values any more, and nobody needs
// past ones of either.
void TensorPlan::shareOutputs(const ModelSpec& spec) {
  std::vector<int> readers(layers.size());
  for (const Layer& layer : layers)
    for (const Edge* edge : {&layer.source, &layer.condition, &layer.residual})
      if (layer.isRead && edge->isLayer()) ++readers[static_cast<std::size_t>(edge->layer)];
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].output = i;
    if (spec.layers[i].type != LayerType::activation || !layers[i].residual.isLayer()) continue;
    const auto residual = static_cast<std::size_t>(layers[i].residual.layer);
    if (forgetsOutput(spec.layers[i]) && forgetsOutput(spec.layers[residual]) && readers[residual] == 1 &&
        layers[residual].historyRows == 0 && layers[i].historyRows == 0)
      layers[i].output = layers[residual].output;
  }
}

// Buffers are taken and given back in the order of the backward pass. The gradient of a residual whose last reader is
// this layer begins as this layer's own, so it goes on in the same buffer.
void TensorPlan::shareGradients() {
  for (Layer& layer : layers) layer.gradient = kNoBuffer;
  std::vector<std::size_t> free;
  const auto take = [&] {
    if (free.empty()) return gradientBuffers++;
    const std::size_t buffer = free.back();
    free.pop_back();
    return buffer;
  };
  layers.back().gradient = take();
  bool hasInputGradient = false;
  for (std::size_t i = layers.size(); i-- > 0;) {
    Layer& layer = layers[i];
    if (!layer.isRead) continue;
    bool passedOn = false;
    for (Edge* edge : {&layer.source, &layer.condition, &layer.residual}) {
      if (edge->layer == kModelInput) edge->adds = std::exchange(hasInputGradient, true);
      if (!edge->isLayer()) continue;
      std::size_t& buffer = layers[static_cast<std::size_t>(edge->layer)].gradient;
      edge->adds = buffer != kNoBuffer;
      if (edge->adds) continue;
      passedOn = edge == &layer.residual;
      buffer = passedOn ? layer.gradient : take();
    }
    if (!passedOn) free.push_back(layer.gradient);
  }
}

std::size_t TensorPlan::bytes(const ModelSpec& spec, std::size_t maxSteps) const {
  std::size_t floats = (maxSteps + 2 * inputHistoryRows) * spec.layers.front().inputs;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    if (layers[i].output == i) floats += (maxSteps + 2 * layers[i].historyRows) * layer.outputs;
    floats += maxSteps * (static_cast<std::size_t>(gateRows(layer)) + (hasCell(layer) ? layer.outputs : 0));
  }
  floats += gradientBuffers * static_cast<std::size_t>(blockSteps) * widestGradient;
  return floats * kLanes * sizeof(float);
}

}  // namespace tonewright::training
