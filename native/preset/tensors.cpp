#include "preset/tensors.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "preset/graph.hpp"

namespace tonewright::preset {
namespace {

void appendFrom(const Field& tensor, Shape::const_iterator size, const Shape& shape, std::vector<float>& to) {
  if (!tensor.present() || !tensor.json().is_array() || tensor.json().size() != *size) {
    std::string sizes;
    for (auto at = size; at != shape.end(); ++at) sizes.append("[").append(std::to_string(*at)).append("]");
    tensor.mismatch("an array of " + std::to_string(*size) + " (shape " + sizes + ")", "Shapes must fit the layer.");
  }
  const bool innermost = size + 1 == shape.end();
  for (std::size_t i = 0; i < *size; ++i) {
    if (innermost) {
      const auto value = toFloat(tensor.json()[i]);
      to.push_back(value ? *value : tensor[i].finiteFloat());
    } else {
      appendFrom(tensor[i], size + 1, shape, to);
    }
  }
}

}  // namespace

std::size_t gateCount(LayerType type) {
  switch (type) {
    case LayerType::gru:
      return 3;
    case LayerType::lstm:
      return 4;
    default:
      return 1;
  }
}

std::vector<Shape> tensorShapes(const LayerSpec& layer) {
  const std::size_t outputs = layer.outputs, columns = gateCount(layer.type) * outputs;
  std::vector<Shape> shapes;
  if (layer.type == LayerType::conv) {
    shapes = {{layer.taps, layer.inputs / layer.groups, outputs}, {outputs}};
    if (layer.conditionChannels > 0) shapes.push_back({layer.conditionChannels, outputs});
  } else if (layer.type == LayerType::dense) {
    shapes = {{layer.inputs, outputs}, {outputs}};
  } else if (isRecurrent(layer.type)) {
    const bool twoBiases = layer.type == LayerType::gru && layer.resetAfter;
    shapes = {{layer.inputs, columns}, {outputs, columns}, twoBiases ? Shape{2, columns} : Shape{columns}};
    const std::size_t states = layer.hasInitialState ? stateCount(layer) / outputs : 0;
    shapes.insert(shapes.end(), states, {outputs});
  }
  if (layer.activation == Activation::prelu) shapes.push_back({outputs});
  return shapes;
}

std::size_t sizeOf(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

void appendTensor(const Field& tensor, const Shape& shape, std::vector<float>& to) {
  appendFrom(tensor, shape.begin(), shape, to);
}

std::vector<float> kernelFromRows(std::span<const float> rows, const Shape& shape, const Shape& kept) {
  const std::size_t inputs = shape[1], taps = shape[2];
  std::vector<float> kernel;
  kernel.reserve(taps * kept[1] * kept[0]);
  for (std::size_t tap = 0; tap < taps; ++tap) {
    for (std::size_t in = 0; in < kept[1]; ++in) {
      for (std::size_t out = 0; out < kept[0]; ++out) kernel.push_back(rows[(out * inputs + in) * taps + tap]);
    }
  }
  return kernel;
}

void joinLayers(const std::vector<ReadLayer>& layers, Preset& preset, bool mayHaveOutputs) {
  for (const auto& layer : layers) {
    preset.spec.layers.push_back(layer.spec);
    preset.weights.insert(preset.weights.end(), layer.weights.begin(), layer.weights.end());
  }
  checkGraph(preset.spec.layers, mayHaveOutputs);
  // Sums and products of the file's weights may overflow.
  const auto isFinite = [](float weight) { return std::isfinite(weight); };
  if (!std::all_of(preset.weights.begin(), preset.weights.end(), isFinite)) {
    refuse(ErrorCode::invalid, "layers",
           "expected finite float32 weights when batch norms, biases and scales are folded");
  }
}

}  // namespace tonewright::preset
