#include "preset/layer_list.hpp"

#include "preset/limits.hpp"

namespace tonewright::preset {
namespace {

/// The fields of a layer that name other layers.
constexpr std::int32_t LayerSpec::*references[] = {&LayerSpec::source, &LayerSpec::condition, &LayerSpec::residual};

}  // namespace

std::int32_t LayerList::add(LayerSpec spec, std::vector<float> weights) {
  if (layers_.size() == limits::layers) {
    refuse(ErrorCode::tooLarge, "config", "expected at most " + std::to_string(limits::layers) + " layers, found more");
  }
  if (spec.outputs > limits::units) {
    refuse(ErrorCode::invalid, "config",
           "expected at most " + std::to_string(limits::units) + " channels, found " + std::to_string(spec.outputs));
  }
  weights_ += weights.size();
  if (weights_ > limits::weights) {
    refuse(ErrorCode::tooLarge, "config",
           "expected layers of at most " + std::to_string(limits::weights) + " weights, found more");
  }
  spec.source = sourceOf(spec, layers_.size());
  spec.inputs = channels(spec.source);
  spec.conditionChannels = spec.condition == kNone ? 0 : channels(spec.condition);
  layers_.push_back({spec, std::move(weights)});
  return std::int32_t(layers_.size()) - 1;
}

std::uint32_t LayerList::channels(std::int32_t index) const {
  return index == kModelInput ? modelInputs_ : layers_[index].spec.outputs;
}

std::vector<ReadLayer> LayerList::used(std::int32_t last) const {
  std::vector<bool> isUsed(layers_.size(), false);
  isUsed[last] = true;
  for (std::int32_t index = last; index >= 0; --index) {
    for (const auto field : references) {
      const std::int32_t reference = layers_[index].spec.*field;
      if (isUsed[index] && reference >= 0) isUsed[reference] = true;
    }
  }
  std::vector<ReadLayer> kept;
  std::vector<std::int32_t> numbers(layers_.size());
  for (std::int32_t index = 0; index <= last; ++index) {
    if (!isUsed[index]) continue;
    numbers[index] = std::int32_t(kept.size());
    kept.push_back(layers_[index]);
    LayerSpec& spec = kept.back().spec;
    for (const auto field : references) {
      if (spec.*field >= 0) spec.*field = numbers[spec.*field];
    }
    if (spec.source == numbers[index] - 1) spec.source = kPrevious;
  }
  return kept;
}

}  // namespace tonewright::preset
