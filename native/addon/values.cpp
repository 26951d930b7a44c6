#include "values.hpp"

namespace tonewright::addon {

namespace {

constexpr Names<LayerType, 9> kLayerTypes{{{"dense", LayerType::dense},
                                           {"rnn", LayerType::rnn},
                                           {"gru", LayerType::gru},
                                           {"lstm", LayerType::lstm},
                                           {"conv", LayerType::conv},
                                           {"activation", LayerType::activation},
                                           {"film", LayerType::film},
                                           {"gate", LayerType::gate},
                                           {"maxPool", LayerType::maxPool}}};

constexpr Names<Activation, 13> kActivations{{{"linear", Activation::linear},
                                              {"tanh", Activation::tanh},
                                              {"relu", Activation::relu},
                                              {"sigmoid", Activation::sigmoid},
                                              {"gelu", Activation::gelu},
                                              {"elu", Activation::elu},
                                              {"leakyRelu", Activation::leakyRelu},
                                              {"prelu", Activation::prelu},
                                              {"silu", Activation::silu},
                                              {"hardTanh", Activation::hardTanh},
                                              {"hardSwish", Activation::hardSwish},
                                              {"leakyHardTanh", Activation::leakyHardTanh},
                                              {"softSign", Activation::softSign}}};

constexpr Names<GateMode, 2> kGateModes{{{"multiply", GateMode::multiply}, {"blend", GateMode::blend}}};

/// A field that may be left out.
template <class Read, class Value>
Value optional(const Napi::Object& object, const char* name, Value absent, Read read) {
  return object.Get(name).IsUndefined() ? absent : static_cast<Value>(read(object, name));
}

std::uint32_t count(const Napi::Object& object, const char* name, std::uint32_t absent, int low = 1) {
  return optional(object, name, absent, [low](const auto& o, const char* n) { return whole(o, n, low); });
}

std::int32_t source(const Napi::Object& object, const char* name, std::int32_t absent) {
  return optional(object, name, absent, [](const auto& o, const char* n) { return whole(o, n, kModelInput); });
}

LayerSpec layerSpec(const Napi::Object& layer) {
  LayerSpec spec;
  spec.type = choice(layer, "type", kLayerTypes);
  spec.activation = choice(layer, "activation", kActivations);
  spec.inputs = static_cast<std::uint32_t>(whole(layer, "inputs", 1));
  spec.outputs = static_cast<std::uint32_t>(whole(layer, "outputs", 1));
  spec.resetAfter = layer.Get("resetAfter").IsUndefined() || layer.Get("resetAfter").ToBoolean();
  spec.taps = count(layer, "taps", spec.taps);
  spec.dilation = count(layer, "dilation", spec.dilation);
  spec.groups = count(layer, "groups", spec.groups);
  spec.gateActivation = optional(layer, "gateActivation", spec.gateActivation,
                                 [](const auto& o, const char* n) { return choice(o, n, kActivations); });
  spec.gateMode =
      optional(layer, "gateMode", spec.gateMode, [](const auto& o, const char* n) { return choice(o, n, kGateModes); });
  spec.source = source(layer, "source", spec.source);
  spec.condition = source(layer, "condition", spec.condition);
  spec.conditionChannels = count(layer, "conditionChannels", spec.conditionChannels, 0);
  spec.residual = source(layer, "residual", spec.residual);
  spec.hasInitialState = layer.Get("initialState").ToBoolean();
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
  spec.settleSamples = count(object, "settleSamples", spec.settleSamples, 0);
  return spec;
}

}  // namespace tonewright::addon
