#include "preset/nam_sequential.hpp"

#include <algorithm>

#include "preset/batch_norm.hpp"
#include "preset/nam_activation.hpp"

namespace tonewright::preset::nam {
namespace {

std::vector<float> takeVector(Weights& weights, std::size_t count) {
  const auto values = weights.take(count);
  return {values.begin(), values.end()};
}

BatchNorm takeBatchNorm(Weights& weights, std::size_t channels) {
  BatchNorm norm;
  for (auto* tensor : {&norm.mean, &norm.variance, &norm.gamma, &norm.beta}) *tensor = takeVector(weights, channels);
  norm.epsilon = weights.take(1)[0];
  return norm;
}

std::int32_t addDense(LayerList& list, std::int32_t source, std::size_t outputs, Weights& weights) {
  const LayerSpec spec{.type = LayerType::dense, .outputs = std::uint32_t(outputs), .source = source};
  return list.add(spec, weights.convolution({outputs, list.channels(source)}));
}

std::int32_t addLstmLayer(LayerList& list, std::int32_t source, std::size_t units, Weights& weights) {
  LayerSpec spec{.type = LayerType::lstm, .activation = Activation::tanh, .outputs = std::uint32_t(units)};
  spec.source = source;
  // One matrix in the file; its transpose is the kernel and, below it, the recurrent kernel.
  auto tensors = weights.convolution({4 * units, list.channels(source) + units});
  const auto state = weights.take(2 * units);
  spec.hasInitialState = std::any_of(state.begin(), state.end(), [](float value) { return value != 0.0f; });
  if (spec.hasInitialState) tensors.insert(tensors.end(), state.begin(), state.end());
  return list.add(spec, std::move(tensors));
}

}  // namespace

std::int32_t addConvNet(LayerList& list, const Source& source) {
  auto& [fields, weights, outputs, unknown] = source;
  const std::size_t channels = fields.count("channels"), groups = fields.count("groups", 1);
  const auto dilations = fields.counts("dilations", limits::history);
  const bool hasBatchNorm = fields.flag("batchnorm");
  const NamActivation activation = readActivation(fields.get("activation"), channels, unknown);
  std::int32_t x = kModelInput;
  for (const std::size_t dilation : dilations) {
    LayerSpec spec{.type = LayerType::conv, .outputs = std::uint32_t(channels), .taps = 2};
    spec.dilation = std::uint32_t(dilation);
    spec.groups = std::uint32_t(groups);
    spec.source = x;
    x = list.add(spec, weights.convolution({channels, list.channels(x), 2, groups, !hasBatchNorm}));
    if (hasBatchNorm) foldBatchNorm(takeBatchNorm(weights, channels), list[x], fields.path());
    x = activate(list, x, activation);
  }
  return addDense(list, x, outputs, weights);
}

std::int32_t addLinear(LayerList& list, const Source& source) {
  auto& [fields, weights, outputs, unknown] = source;
  if (outputs != 1) fields.get("out_channels").mismatch("1");
  const std::size_t taps = fields.count("receptive_field", 0, limits::taps);
  const bool hasBias = fields.flag("bias");
  fields.get("implementation");
  auto tensors = takeVector(weights, taps);
  std::reverse(tensors.begin(), tensors.end());  // in the file from the present sample to the oldest
  tensors.push_back(hasBias ? weights.take(1)[0] : 0.0f);
  LayerSpec spec{.type = LayerType::conv, .taps = std::uint32_t(taps)};
  spec.source = kModelInput;
  return list.add(spec, std::move(tensors));
}

std::int32_t addLstm(LayerList& list, const Source& source) {
  auto& [fields, weights, outputs, unknown] = source;
  const std::size_t units = fields.count("hidden_size");
  const std::size_t layers = fields.count("num_layers", 0, limits::layers);
  if (const Field inputs = fields.get("input_size"); inputs.integer(1, limits::units) != 1) {
    inputs.mismatch("1, as the model has one input");
  }
  std::int32_t x = kModelInput;
  for (std::size_t i = 0; i < layers; ++i) x = addLstmLayer(list, x, units, weights);
  return addDense(list, x, outputs, weights);
}

}  // namespace tonewright::preset::nam
