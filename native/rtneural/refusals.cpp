#include "rtneural/refusals.hpp"

#include <algorithm>

namespace tonewright::rtneural {
namespace {

/// A layer, its place in the list and its own weights.
struct Subject {
  const LayerSpec& layer;
  std::size_t index;
  std::span<const float> weights;
};

bool hasActivation(const LayerSpec& layer) {
  return layer.type == LayerType::dense || layer.type == LayerType::conv || layer.type == LayerType::activation;
}

bool isUnknown(Activation activation) {
  constexpr Activation known[] = {Activation::linear, Activation::tanh,  Activation::relu,     Activation::sigmoid,
                                  Activation::elu,    Activation::prelu, Activation::leakyRelu};
  return std::find(std::begin(known), std::end(known), activation) == std::end(known);
}

bool startsElsewhere(const Subject& subject) {
  if (!subject.layer.hasInitialState) return false;
  const auto state = subject.weights.last(stateCount(subject.layer));
  return std::any_of(state.begin(), state.end(), [](float value) { return value != 0.0f; });
}

struct Refusal {
  bool (*applies)(const Subject&);
  const char* reason;
};

constexpr Refusal kRefusals[] = {
    {[](const Subject& s) { return sourceOf(s.layer, s.index) != static_cast<std::int32_t>(s.index) - 1; },
     "it reads another layer than the one before it, and RTNeural plays layers in a row only"},
    {[](const Subject& s) { return s.layer.residual != kNone; },
     "it adds a residual, and RTNeural plays layers in a row only"},
    {[](const Subject& s) { return s.layer.condition != kNone; },
     "it has a condition, and RTNeural's layers read one thing only"},
    {[](const Subject& s) { return s.layer.type == LayerType::rnn; }, "RTNeural has no simple recurrent layer"},
    {[](const Subject& s) { return s.layer.type == LayerType::gru && !s.layer.resetAfter; },
     "RTNeural's GRU resets after the recurrent product, this one before it"},
    {[](const Subject& s) { return s.layer.type == LayerType::gate; }, "RTNeural has no gate layer"},
    {[](const Subject& s) { return s.layer.type == LayerType::maxPool; }, "RTNeural has no pooling layer"},
    {[](const Subject& s) { return hasActivation(s.layer) && isUnknown(s.layer.activation); },
     "RTNeural has the activations tanh, relu, sigmoid, elu and prelu only"},
    {startsElsewhere, "it starts from a state of its own, and RTNeural's layers start from zero"},
};

}  // namespace

std::string refusal(const ModelSpec& spec, std::span<const float> weights) {
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    const std::size_t count = weightCount(spec.layers[i]);
    const Subject subject{spec.layers[i], i, weights.first(count)};
    for (const Refusal& refusal : kRefusals) {
      if (!refusal.applies(subject)) continue;
      return "RTNeural cannot play layers[" + std::to_string(i) + "]: " + refusal.reason +
             ". Play this model with the engine 'tonewright'.";
    }
    weights = weights.subspan(count);
  }
  return {};
}

}  // namespace tonewright::rtneural
