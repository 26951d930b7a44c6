#include "training/network.hpp"

#include <algorithm>

namespace tonewright::training {

PackedModel::PackedModel(const ModelSpec& spec, const Kernels& kernels) : spec_(spec), kernels_(kernels) {
  std::size_t count = 0;
  for (const LayerSpec& layer : spec.layers) {
    offsets_.push_back(count);
    count += (kernels.packedCount(layer) + kLanes - 1) / kLanes * kLanes;
  }
  packed_ = AlignedFloats(count);
}

void PackedModel::pack(const float* weights) {
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    kernels_.pack(spec_.layers[i], weights, packed_.data() + offsets_[i]);
    weights += weightCount(spec_.layers[i]);
  }
}

Network::Network(const ModelSpec& spec, const Kernels& kernels, int maxSteps)
    : spec_(spec),
      kernels_(kernels),
      input_(static_cast<std::size_t>(maxSteps) * spec.layers.front().inputs * kLanes),
      mixed_(static_cast<std::size_t>(maxSteps) * kLanes) {
  const auto steps = static_cast<std::size_t>(maxSteps);
  for (const LayerSpec& layer : spec.layers) {
    const std::size_t row = static_cast<std::size_t>(layer.outputs) * kLanes;
    const bool hasCell = layer.type == LayerType::lstm || (layer.type == LayerType::gru && !layer.resetAfter);
    layers_.push_back({layer, AlignedFloats((1 + steps) * row),
                       AlignedFloats(steps * static_cast<std::size_t>(gateRows(layer)) * kLanes),
                       AlignedFloats(hasCell ? (1 + steps) * row : 0), AlignedFloats(steps * row),
                       AlignedFloats(2 * row)});
  }
}

void Network::reset() {
  for (Layer& layer : layers_) {
    std::fill_n(layer.output.data(), layer.spec.outputs * kLanes, 0.0f);
    if (layer.cell.size() > 0) std::fill_n(layer.cell.data(), layer.spec.outputs * kLanes, 0.0f);
  }
  lastSteps_ = 0;
}

void Network::carry(Layer& layer) {
  const std::size_t row = static_cast<std::size_t>(layer.spec.outputs) * kLanes;
  const std::size_t last = static_cast<std::size_t>(lastSteps_) * row;
  std::copy_n(layer.output.data() + last, row, layer.output.data());
  if (layer.cell.size() > 0) std::copy_n(layer.cell.data() + last, row, layer.cell.data());
}

LayerRun Network::runOf(const PackedModel& model, std::size_t i, int steps) {
  Layer& layer = layers_[i];
  LayerRun run;
  run.spec = layer.spec;
  run.steps = steps;
  run.packed = model.layer(i);
  run.input = i == 0 ? input_.data() : layers_[i - 1].output.data() + layers_[i - 1].spec.outputs * kLanes;
  run.output = layer.output.data();
  run.gates = layer.gates.data();
  run.cell = layer.cell.data();
  run.outputGradient = layer.outputGradient.data();
  run.inputGradient = i == 0 ? nullptr : layers_[i - 1].outputGradient.data();
  run.scratch = layer.scratch.data();
  return run;
}

void Network::forward(const PackedModel& model, int steps) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (lastSteps_ > 0) carry(layers_[i]);
    kernels_.forward(runOf(model, i, steps));
  }
  lastSteps_ = steps;
  mixOutput(steps);
}

void Network::mixOutput(int steps) {
  const float* y = layers_.back().output.data() + kLanes;
  output_ = y;
  if (!spec_.skip && spec_.outputGain == 1.0f) return;
  const std::size_t features = spec_.layers.front().inputs;
  for (std::size_t t = 0; t < static_cast<std::size_t>(steps); ++t)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float dry = spec_.skip ? input_.data()[t * features * kLanes + lane] : 0.0f;
      mixed_.data()[t * kLanes + lane] = spec_.outputGain * (y[t * kLanes + lane] + dry);
    }
  output_ = mixed_.data();
}

void Network::backward(const PackedModel& model, int steps, const float* outputGradient, float* weightGradient) {
  const std::size_t count = static_cast<std::size_t>(steps) * kLanes;
  float* last = layers_.back().outputGradient.data();
  for (std::size_t i = 0; i < count; ++i) last[i] = spec_.outputGain * outputGradient[i];
  weightGradient += weightCount(spec_);
  for (std::size_t i = layers_.size(); i-- > 0;) {
    weightGradient -= weightCount(layers_[i].spec);
    LayerRun run = runOf(model, i, steps);
    run.weightGradient = weightGradient;
    kernels_.backward(run);
  }
}

}  // namespace tonewright::training
