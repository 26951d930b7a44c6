#include "preset/graph.hpp"

#include <algorithm>

#include "preset/field.hpp"
#include "preset/limits.hpp"

namespace tonewright::preset {
namespace {

using Layers = std::vector<LayerSpec>;

[[noreturn]] void mismatch(const std::string& path, const std::string& expected, const std::string& found) {
  refuse(ErrorCode::invalid, path, "expected " + expected + ", found " + found);
}

std::size_t historyOf(const LayerSpec& layer) { return (layer.taps - std::size_t{1}) * layer.dilation; }

/// The layers, or the model's input, that a layer reads.
std::vector<std::int32_t> parentsOf(const LayerSpec& layer, std::size_t index) {
  std::vector<std::int32_t> parents{sourceOf(layer, index)};
  for (const std::int32_t parent : {layer.condition, layer.residual}) {
    if (parent != kNone) parents.push_back(parent);
  }
  return parents;
}

void checkSources(const Layers& layers, std::size_t index, const std::string& path) {
  for (const std::int32_t parent : parentsOf(layers[index], index)) {
    if (parent >= kModelInput && parent < std::int32_t(index)) continue;
    mismatch(path, "sources further up the list or -1 (the model's input)", std::to_string(parent));
  }
  const LayerType type = layers[index].type;
  if (layers[index].condition != kNone && type != LayerType::conv && type != LayerType::film) {
    mismatch(path + ".condition", "nothing: only layers of type conv1d and film take it", "a condition");
  }
  if (layers[index].residual != kNone && type != LayerType::conv && type != LayerType::activation) {
    mismatch(path + ".residual", "nothing: only layers of type conv1d and activation take it", "a residual");
  }
}

void checkSizes(const LayerSpec& layer, const std::string& path) {
  const auto text = [](std::size_t number) { return std::to_string(number); };
  const bool isElementwise =
      layer.type == LayerType::activation || layer.type == LayerType::film || layer.type == LayerType::maxPool;
  if (isElementwise && layer.inputs != layer.outputs) {
    mismatch(path, text(layer.inputs) + " outputs", text(layer.outputs));
  }
  if (layer.type == LayerType::gate && layer.inputs != 2 * layer.outputs) {
    mismatch(path, "half as many outputs as its " + text(layer.inputs) + " inputs", text(layer.outputs));
  }
  if (layer.inputs % layer.groups != 0 || layer.outputs % layer.groups != 0) {
    mismatch(path + ".groups", "a divisor of " + text(layer.inputs) + " inputs and " + text(layer.outputs) + " outputs",
             text(layer.groups));
  }
}

void checkChannels(const Layers& layers, std::size_t index, const std::string& path) {
  const LayerSpec& layer = layers[index];
  const auto expect = [](const std::string& at, const std::string& what, std::size_t expected, std::size_t found) {
    if (found != expected) mismatch(at, std::to_string(expected) + " " + what, std::to_string(found));
  };
  expect(path, "inputs, as its source gives", channelsOf(layers, sourceOf(layer, index)), layer.inputs);
  if (layer.residual != kNone) {
    expect(path + ".residual", "channels", layer.outputs, channelsOf(layers, layer.residual));
  }
  const std::uint32_t channels = layer.condition == kNone ? 0 : channelsOf(layers, layer.condition);
  expect(path + ".condition", "channels", layer.conditionChannels, channels);
  if (layer.type == LayerType::film && channels != layer.outputs && channels != 2 * layer.outputs) {
    mismatch(path + ".condition",
             "a layer of " + std::to_string(layer.outputs) + " channels (scale) or twice as many (scale and shift)",
             std::to_string(channels));
  }
}

/// Samples before the present one that the last layer's output depends on, recurrence left aside.
std::size_t longestHistory(const Layers& layers) {
  std::vector<std::size_t> reach;
  for (std::size_t index = 0; index < layers.size(); ++index) {
    std::size_t longest = 0;
    for (const std::int32_t parent : parentsOf(layers[index], index)) {
      if (parent != kModelInput) longest = std::max(longest, reach[parent]);
    }
    reach.push_back(longest + historyOf(layers[index]));
  }
  return reach.back();
}

/// Multiply-adds, or what takes as long, for each sample.
std::size_t costOf(const LayerSpec& layer) {
  return weightCount(layer) + std::size_t{layer.outputs} * (layer.type == LayerType::maxPool ? layer.taps : 1);
}

void checkTotal(std::uint64_t total, std::uint64_t limit, const std::string& what, const std::string& path) {
  if (total > limit) mismatch(path, "at most " + std::to_string(limit) + " " + what, std::to_string(total));
}

/// Of one layer, in 64 bits: so that sums over all of them fit into 32, which is what a browser counts in.
void checkTotals(const LayerSpec& layer, const std::string& place) {
  const std::uint64_t inputs = layer.inputs, history = (std::uint64_t{layer.taps} - 1) * layer.dilation;
  checkTotal(inputs / layer.groups * layer.outputs * layer.taps, limits::weights, "weights", place);
  checkTotal(history, limits::history, "samples of history (taps - 1) * dilation", place);
  checkTotal(history * inputs, limits::historyFloats, "floats of past samples (taps - 1) * dilation * inputs", place);
}

}  // namespace

std::uint32_t channelsOf(const Layers& layers, std::int32_t index) {
  return index == kModelInput ? layers[0].inputs : layers[index].outputs;
}

void checkGraph(const Layers& layers, bool mayHaveOutputs) {
  const std::string path = "layers";
  if (layers.empty() || layers.size() > limits::layers) {
    mismatch(path, "1 to " + std::to_string(limits::layers) + " layers", std::to_string(layers.size()));
  }
  std::size_t weights = 0, floats = 0;
  for (std::size_t index = 0; index < layers.size(); ++index) {
    const std::string place = path + "[" + std::to_string(index) + "]";
    checkSources(layers, index, place);
    checkSizes(layers[index], place);
    checkChannels(layers, index, place);
    checkTotals(layers[index], place);
    weights += weightCount(layers[index]);
    floats += historyOf(layers[index]) * layers[index].inputs;
  }
  if (const auto outputs = layers.back().outputs; outputs != 1 && !mayHaveOutputs) {
    mismatch(path, "a last layer of one output (the audio)", std::to_string(outputs));
  }
  checkTotal(weights, limits::weights, "weights", path);
  checkTotal(floats, limits::historyFloats, "floats of past samples (taps - 1) * dilation * inputs", path);
  checkTotal(longestHistory(layers), limits::history, "samples of history (taps - 1) * dilation", path);
}

void checkStart(const ModelSpec& spec, std::size_t selfTestSamples) {
  std::uint64_t cost = 0;
  for (const LayerSpec& layer : spec.layers) cost += costOf(layer);
  checkTotal(cost * (std::uint64_t{spec.settleSamples} + selfTestSamples), limits::startWork,
             "multiply-adds in settle_samples and self-test together", "layers");
}

}  // namespace tonewright::preset
