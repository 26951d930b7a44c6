#include "preset/merge.hpp"

#include <algorithm>
#include <map>

#include "preset/batch_norm.hpp"
#include "preset/limits.hpp"

namespace tonewright::preset {
namespace {

using Layers = std::vector<ReadLayer>;

/// The last layer, when it is linear and of one of these types.
ReadLayer* linearLast(Layers& layers, std::initializer_list<LayerType> types) {
  if (layers.empty() || layers.back().spec.activation != Activation::linear) return nullptr;
  const bool fits = std::find(types.begin(), types.end(), layers.back().spec.type) != types.end();
  return fits ? &layers.back() : nullptr;
}

void addActivation(Layers& layers, std::uint32_t channels, Activation activation, const std::vector<float>& slopes) {
  ReadLayer* target = linearLast(layers, {LayerType::dense, LayerType::conv, LayerType::activation});
  if (!target) {
    layers.push_back({{.type = LayerType::activation, .inputs = channels, .outputs = channels}, {}});
    target = &layers.back();
  }
  target->spec.activation = activation;
  target->weights.insert(target->weights.end(), slopes.begin(), slopes.end());
}

void mergeActivation(const Field& layer, std::uint32_t channels, Layers& layers) {
  const Activation activation = activationOf(layer.at("activation"));
  if (activation == Activation::prelu) layer.at("activation").mismatch("an activation without weights");
  addActivation(layers, channels, activation, {});
}

/// The numbers of arrays in arrays, at most `depth` deep.
void appendFlat(const Field& field, int depth, std::vector<float>& to) {
  if (depth == 0 || !field.json().is_array()) {
    to.push_back(field.finiteFloat());
    return;
  }
  for (std::size_t i = 0; i < field.json().size(); ++i) appendFlat(field[i], depth - 1, to);
}

/// Slopes [H], which Keras's shared axes nest in further arrays; one is for all channels.
void mergePrelu(const Field& layer, std::uint32_t channels, Layers& layers) {
  const Field weights = layer.at("weights");
  weights.array(1, 1);
  std::vector<float> slopes;
  appendFlat(weights[0], 3, slopes);
  if (slopes.size() != channels && slopes.size() != 1) {
    weights[0].mismatch("1 or " + std::to_string(channels) + " slopes");
  }
  slopes.resize(channels, slopes[0]);
  addActivation(layers, channels, Activation::prelu, slopes);
}

void mergeBatchNorm(const Field& layer, std::uint32_t channels, Layers& layers) {
  const Field weights = layer.at("weights");
  const std::size_t count = weights.array(2, 4);
  if (count == 3) weights.mismatch("4 tensors (gamma, beta, mean, variance) or 2 (mean, variance)");
  BatchNorm norm{std::vector<float>(channels, 1.0f), std::vector<float>(channels, 0.0f), {}, {}, 0.0f};
  if (count == 4) norm.gamma.clear(), norm.beta.clear();
  std::vector<float>* tensors[] = {&norm.gamma, &norm.beta, &norm.mean, &norm.variance};
  for (std::size_t i = 0; i < count; ++i) appendTensor(weights[i], {channels}, *tensors[4 - count + i]);
  norm.epsilon = layer.at("epsilon").finiteFloat();
  ReadLayer* target = linearLast(layers, {LayerType::dense, LayerType::conv});
  if (!target) {
    LayerSpec spec{.type = LayerType::conv, .inputs = channels, .outputs = channels};
    spec.groups = channels;
    std::vector<float> unit(channels, 1.0f);
    unit.resize(2 * channels, 0.0f);
    layers.push_back({spec, std::move(unit)});
    target = &layers.back();
  }
  foldBatchNorm(norm, *target, weights.path());
}

using Merge = void (*)(const Field& layer, std::uint32_t channels, Layers& layers);

const std::map<std::string, Merge> merges{
    {"activation", mergeActivation}, {"prelu", mergePrelu}, {"batchnorm", mergeBatchNorm}};

}  // namespace

bool isMerged(const std::string& type) { return merges.count(type) > 0; }

void merge(const Field& layer, std::uint32_t channels, Layers& layers) {
  if (outputsOf(layer) != channels) {
    layer.at("shape").mismatch(std::to_string(channels) + " outputs, as the layer before gives");
  }
  merges.at(layer.at("type").text())(layer, channels, layers);
}

}  // namespace tonewright::preset
