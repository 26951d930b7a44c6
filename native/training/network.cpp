#include "training/network.hpp"

#include <algorithm>

namespace tonewright::training {

PackedModel::PackedModel(const ModelSpec& spec, const Kernels& kernels) : spec_(spec), kernels_(kernels) {
  std::size_t count = 0;
  for (const LayerSpec& layer : spec.layers) {
    offsets_.push_back(count);
    count += (kernels.packedCount(layer) + kLanes - 1) / kLanes * kLanes;
    initialStates_.emplace_back(stateCount(layer));
  }
  packed_ = AlignedFloats(count);
}

void PackedModel::pack(const float* weights) {
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    const LayerSpec& layer = spec_.layers[i];
    kernels_.pack(layer, weights, packed_.data() + offsets_[i]);
    weights += weightCount(layer);
    if (layer.hasInitialState) std::copy(weights - stateCount(layer), weights, initialStates_[i].begin());
  }
}

Tensor::Tensor(std::size_t historyRows, std::size_t steps, std::size_t width)
    : width_(width), history_(historyRows * width), rows_(history_ + steps * width), kept_(history_) {}

void Tensor::holdFirstRow() {
  for (float* to = rows_.data(); to < row(0); to += width_) std::copy_n(row(0), width_, to);
}

void Tensor::keepHistory(std::size_t steps) { std::copy_n(rows_.data() + steps * width_, history_, kept_.data()); }

void Tensor::restoreHistory() { std::copy_n(kept_.data(), history_, rows_.data()); }

Network::Network(const ModelSpec& spec, const Kernels& kernels, int maxSteps)
    : spec_(spec),
      kernels_(kernels),
      plan_(spec),
      maxSteps_(maxSteps),
      input_(plan_.inputHistoryRows, static_cast<std::size_t>(maxSteps), spec.layers.front().inputs * kLanes),
      mixed_(static_cast<std::size_t>(maxSteps) * kLanes),
      before_(kLanes),
      inputGradient_(kLanes) {
  const auto steps = static_cast<std::size_t>(maxSteps);
  std::size_t weights = 0;
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    const std::size_t width = static_cast<std::size_t>(layer.outputs) * kLanes;
    const bool owns = plan_.layers[i].output == i;
    outputs_.emplace_back(plan_.layers[i].historyRows, owns ? steps : 0, width);
    cells_.emplace_back(hasCell(layer) ? 1 : 0, hasCell(layer) ? steps : 0, width);
    gates_.emplace_back(steps * static_cast<std::size_t>(gateRows(layer)) * kLanes);
    scratch_.emplace_back(isRecurrent(layer.type) ? 2 * width : 0);
    weightOffsets_.push_back(weights);
    weights += weightCount(layer);
  }
  for (std::size_t i = 0; i < plan_.gradientBuffers; ++i)
    gradients_.emplace_back(static_cast<std::size_t>(plan_.blockSteps) * plan_.widestGradient * kLanes);
}

template <class Visit>
void Network::eachTensor(Visit visit) {
  visit(input_);
  for (Tensor& tensor : outputs_) visit(tensor);
  for (Tensor& tensor : cells_) visit(tensor);
}

void Network::reset(const PackedModel& model) {
  isReset_ = true;
  input_.clear();
  input_.holdFirstRow();
  for (std::size_t i = 0; i < spec_.layers.size(); ++i)
    if (plan_.layers[i].isRead) hold(model, i);
  eachTensor([](Tensor& tensor) { tensor.keepHistory(0); });
  for (int left = static_cast<int>(spec_.settleSamples); left > 0; left -= maxSteps_)
    forward(model, std::min(left, maxSteps_));
  isReset_ = true;
}

// Fills a layer's history with what it gives for silence, once those before it have theirs.
void Network::hold(const PackedModel& model, std::size_t i) {
  Tensor& output = outputs_[plan_.layers[i].output];
  if (isRecurrent(spec_.layers[i].type)) {
    const std::vector<float>& state = model.initialState(i);
    const std::size_t units = spec_.layers[i].outputs;
    for (std::size_t k = 0; k < state.size(); ++k)
      std::fill_n((k < units ? output : cells_[i]).row(0) + k % units * kLanes, kLanes, state[k]);
    if (hasCell(spec_.layers[i])) cells_[i].holdFirstRow();
  } else {
    kernels_.forward(runOf(model, i, 0, 1));
  }
  output.holdFirstRow();
}

const float* Network::rowOf(const TensorPlan::Edge& edge, std::size_t t) {
  if (edge.layer == kNone) return nullptr;
  return edge.isLayer() ? outputs_[plan_.layers[static_cast<std::size_t>(edge.layer)].output].row(t) : input_.row(t);
}

float* Network::gradientOf(std::size_t layer) { return gradients_[plan_.layers[layer].gradient].data(); }

GradientOut Network::gradientOf(const TensorPlan::Edge& edge) {
  if (edge.layer == kModelInput && wantsInputGradient_) return {inputGradient_.data(), edge.adds};
  if (!edge.isLayer()) return {};
  return {gradientOf(static_cast<std::size_t>(edge.layer)), edge.adds};
}

LayerRun Network::runOf(const PackedModel& model, std::size_t i, int first, int steps) {
  const TensorPlan::Layer& layer = plan_.layers[i];
  const auto t = static_cast<std::size_t>(first);
  LayerRun run;
  run.spec = spec_.layers[i];
  run.steps = steps;
  run.packed = model.layer(i);
  run.input = rowOf(layer.source, t);
  run.condition = rowOf(layer.condition, t);
  run.residual = rowOf(layer.residual, t);
  run.output = outputs_[layer.output].row(t);
  run.gates = gates_[i].data() + t * static_cast<std::size_t>(gateRows(run.spec)) * kLanes;
  run.cell = hasCell(run.spec) ? cells_[i].row(t) : nullptr;
  run.scratch = scratch_[i].data();
  return run;
}

void Network::forward(const PackedModel& model, int steps, const float* fed) {
  const int block = fed ? 1 : plan_.blockSteps;
  eachTensor([](Tensor& tensor) { tensor.restoreHistory(); });
  for (int first = 0; first < steps; first += block) {
    if (fed) feed(first, fed);
    for (std::size_t i = 0; i < spec_.layers.size(); ++i)
      if (plan_.layers[i].isRead) kernels_.forward(runOf(model, i, first, std::min(block, steps - first)));
  }
  eachTensor([steps](Tensor& tensor) { tensor.keepHistory(static_cast<std::size_t>(steps)); });
  mixOutput(steps);
  std::copy_n(output_ + static_cast<std::ptrdiff_t>(steps - 1) * kLanes, kLanes, before_.data());
  isReset_ = false;
}

void Network::feed(int step, const float* fed) {
  if (step == 0 && isReset_) return;
  const auto t = static_cast<std::size_t>(step);
  const float* before = step > 0 ? outputs_[plan_.layers.back().output].row(t - 1) : before_.data();
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (fed[t * kLanes + lane] != 0.0f) input_.row(t)[lane] = before[lane];
}

void Network::mixOutput(int steps) {
  const float* y = outputs_[plan_.layers.back().output].row(0);
  output_ = y;
  if (!spec_.skip && spec_.outputGain == 1.0f) return;
  for (std::size_t t = 0; t < static_cast<std::size_t>(steps); ++t)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float dry = spec_.skip ? input_.row(t)[lane] : 0.0f;
      mixed_.data()[t * kLanes + lane] = spec_.outputGain * (y[t * kLanes + lane] + dry);
    }
  output_ = mixed_.data();
}

// The output of a step has the gradient of the next one's input too, where that was fed.
void Network::takeFedGradient(int step, const float* fed, float* outputGradient) {
  const float* next = fed + static_cast<std::ptrdiff_t>(step + 1) * kLanes;
  for (int lane = 0; lane < kLanes; ++lane) outputGradient[lane] += next[lane] * inputGradient_.data()[lane];
}

void Network::backward(const PackedModel& model, int steps, const float* outputGradient, float* weightGradient,
                       const float* fed) {
  const int block = fed ? 1 : plan_.blockSteps;
  wantsInputGradient_ = fed;
  for (int first = (steps - 1) / block * block; first >= 0; first -= block) {
    const int count = std::min(block, steps - first);
    float* last = gradientOf(spec_.layers.size() - 1);
    for (int k = 0; k < count * kLanes; ++k) last[k] = spec_.outputGain * outputGradient[first * kLanes + k];
    if (fed && first + 1 < steps) takeFedGradient(first, fed, last);
    for (std::size_t i = spec_.layers.size(); i-- > 0;) {
      const TensorPlan::Layer& layer = plan_.layers[i];
      if (!layer.isRead) continue;
      LayerRun run = runOf(model, i, first, count);
      run.later = steps - first - count;
      run.outputGradient = gradientOf(i);
      run.inputGradient = gradientOf(layer.source);
      run.conditionGradient = gradientOf(layer.condition);
      run.residualGradient = gradientOf(layer.residual);
      run.weightGradient = weightGradient + weightOffsets_[i];
      kernels_.backward(run);
    }
  }
}

}  // namespace tonewright::training
