#include "preset/tensors.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "preset/limits.hpp"

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
  const std::size_t columns = gateCount(layer.type) * layer.outputs;
  std::vector<Shape> shapes{{layer.inputs, columns}};
  if (layer.type != LayerType::dense) shapes.push_back({layer.outputs, columns});
  const bool twoBiases = layer.type == LayerType::gru && layer.resetAfter;
  shapes.push_back(twoBiases ? Shape{2, columns} : Shape{columns});
  return shapes;
}

std::size_t sizeOf(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

void appendTensor(const Field& tensor, const Shape& shape, std::vector<float>& to) {
  appendFrom(tensor, shape.begin(), shape, to);
}

void joinLayers(const std::vector<ReadLayer>& layers, Preset& preset) {
  if (layers.empty() || layers.size() > limits::layers) {
    refuse(ErrorCode::invalid, "layers",
           "expected 1 to " + std::to_string(limits::layers) + " layers, found " + std::to_string(layers.size()));
  }
  if (const auto outputs = layers.back().spec.outputs; outputs != 1) {
    refuse(ErrorCode::invalid, "layers",
           "expected a last layer of one output (the audio), found " + std::to_string(outputs));
  }
  for (const auto& layer : layers) {
    preset.spec.layers.push_back(layer.spec);
    preset.weights.insert(preset.weights.end(), layer.weights.begin(), layer.weights.end());
  }
}

}  // namespace tonewright::preset
