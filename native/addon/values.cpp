#include "values.hpp"

namespace tonewright::addon {

namespace {

constexpr Names<LayerType, 4> kLayerTypes{
    {{"dense", LayerType::dense}, {"rnn", LayerType::rnn}, {"gru", LayerType::gru}, {"lstm", LayerType::lstm}}};

constexpr Names<Activation, 6> kActivations{{{"linear", Activation::linear},
                                             {"tanh", Activation::tanh},
                                             {"relu", Activation::relu},
                                             {"sigmoid", Activation::sigmoid},
                                             {"gelu", Activation::gelu},
                                             {"elu", Activation::elu}}};

LayerSpec layerSpec(const Napi::Object& layer) {
  LayerSpec spec;
  spec.type = choice(layer, "type", kLayerTypes);
  spec.activation = choice(layer, "activation", kActivations);
  spec.inputs = static_cast<std::uint32_t>(whole(layer, "inputs", 1));
  spec.outputs = static_cast<std::uint32_t>(whole(layer, "outputs", 1));
  const Napi::Value resetAfter = layer.Get("resetAfter");
  spec.resetAfter = resetAfter.IsUndefined() || resetAfter.ToBoolean();
  return spec;
}

float decibels(const Napi::Object& object, const char* name) {
  return static_cast<float>(std::pow(10.0, number(object, name) / 20.0));
}

}  // namespace

ModelSpec modelSpec(const Napi::Value& value) {
  if (!value.IsObject()) throw std::invalid_argument("expected a model's description");
  const auto object = value.As<Napi::Object>();
  const Napi::Value layers = required(object, "layers");
  if (!layers.IsArray()) throw std::invalid_argument("expected an array in 'layers'");
  ModelSpec spec;
  const auto array = layers.As<Napi::Array>();
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value layer = array.Get(i);
    if (!layer.IsObject()) throw std::invalid_argument("expected objects in 'layers'");
    spec.layers.push_back(layerSpec(layer.As<Napi::Object>()));
  }
  spec.skip = required(object, "skip").ToBoolean();
  spec.inputGain = decibels(object, "inputGainDb");
  spec.outputGain = decibels(object, "outputGainDb");
  spec.sampleRate = static_cast<float>(number(object, "sampleRate"));
  return spec;
}

}  // namespace tonewright::addon
