#include "preset/nam_activation.hpp"

#include <algorithm>
#include <map>

namespace tonewright::preset::nam {
namespace {

constexpr float usualSlope = 0.01f;

NamActivation readLeaky(Fields& fields) {
  const float slope = fields.number("negative_slope", usualSlope);
  if (slope == usualSlope) return {Activation::leakyRelu, {}, {}};
  return {Activation::prelu, {slope}, {}};
}

NamActivation readPrelu(Fields& fields) {
  if (fields.has("negative_slope") || !fields.has("negative_slopes")) return readLeaky(fields);
  const Field list = fields.list("negative_slopes");
  NamActivation activation{Activation::prelu, {}, {}};
  appendTensor(list, {list.json().size()}, activation.slopes);
  if (activation.slopes == std::vector{usualSlope}) return {Activation::leakyRelu, {}, {}};
  return activation;
}

NamActivation readLeakyHardTanh(Fields& fields) {
  const NamActivation::Limits limits{fields.number("min_val", -1.0f), fields.number("max_val", 1.0f),
                                     fields.number("min_slope", usualSlope), fields.number("max_slope", usualSlope)};
  const bool isUsual =
      limits.low == -1.0f && limits.high == 1.0f && limits.lowSlope == usualSlope && limits.highSlope == usualSlope;
  if (isUsual) return {Activation::leakyHardTanh, {}, {}};
  return {Activation::linear, {}, limits};
}

template <Activation type>
NamActivation plain(Fields&) {
  return {type, {}, {}};
}

const std::map<std::string, NamActivation (*)(Fields&)> readers{{"Tanh", plain<Activation::tanh>},
                                                                {"ReLU", plain<Activation::relu>},
                                                                {"Sigmoid", plain<Activation::sigmoid>},
                                                                {"SiLU", plain<Activation::silu>},
                                                                {"Hardtanh", plain<Activation::hardTanh>},
                                                                {"Hardswish", plain<Activation::hardSwish>},
                                                                {"Softsign", plain<Activation::softSign>},
                                                                {"LeakyReLU", readLeaky},
                                                                {"PReLU", readPrelu},
                                                                {"LeakyHardtanh", readLeakyHardTanh},
                                                                {"LeakyHardTanh", readLeakyHardTanh}};

/// max_slope - 1 above max_val and 1 - min_slope below min_val, added to x.
std::int32_t addLimits(LayerList& list, std::int32_t x, const NamActivation::Limits& limits) {
  const std::uint32_t channels = list.channels(x);
  std::vector<float> beyond, slopes(2 * channels);
  for (std::uint32_t i = 0; i < 2 * channels; ++i) beyond.push_back(i % 2 == 0 ? 1.0f : -1.0f);
  for (std::uint32_t i = 0; i < 2 * channels; ++i) beyond.push_back(i % 2 == 0 ? -limits.high : limits.low);
  std::fill_n(slopes.begin(), channels, float(double(limits.highSlope) - 1.0));
  std::fill_n(slopes.begin() + channels, channels, float(1.0 - double(limits.lowSlope)));
  slopes.resize(3 * channels, 0.0f);
  LayerSpec spec{.type = LayerType::conv, .activation = Activation::relu, .outputs = 2 * channels, .source = x};
  spec.groups = channels;
  spec.source = list.add(spec, std::move(beyond));
  spec.activation = Activation::linear;
  spec.outputs = channels;
  spec.residual = x;
  return list.add(spec, std::move(slopes));
}

/// One half of the channels of `source` times `gain`, plus the residual.
std::int32_t addHalf(LayerList& list, std::int32_t source, std::size_t half, float gain,
                     std::int32_t residual = kNone) {
  const std::size_t channels = list.channels(source), outputs = channels / 2;
  std::vector<float> weights((channels + 1) * outputs, 0.0f);
  for (std::size_t i = 0; i < outputs; ++i) weights[(half * outputs + i) * outputs + i] = gain;
  LayerSpec spec{.type = LayerType::conv, .outputs = std::uint32_t(outputs), .source = source};
  spec.residual = residual;
  return list.add(spec, std::move(weights));
}

}  // namespace

NamActivation readActivation(const Field& field, std::size_t channels, std::vector<std::string>& unknown) {
  static const Json empty = Json::object();
  const bool isName = field.present() && field.json().is_string();
  Fields fields(isName ? Field(&empty, field.path()) : field, unknown);
  const Field type = isName ? field : fields.get("type");
  const auto reader = readers.find(type.text());
  if (reader == readers.end()) {
    refuse(ErrorCode::unsupported, field.path(), "the activation " + type.json().dump() + " is not supported",
           "Supported: those of Neural Amp Modeler 0.7 but Fasttanh.");
  }
  const NamActivation activation = reader->second(fields);
  if (const std::size_t count = activation.slopes.size(); count > 0 && channels % count != 0) {
    field.mismatch("1 or " + std::to_string(channels) + " slopes");
  }
  return activation;
}

std::int32_t activate(LayerList& list, std::int32_t index, const NamActivation& activation) {
  if (activation.limits) return addLimits(list, index, *activation.limits);
  ReadLayer& layer = list[index];
  layer.spec.activation = activation.type;
  const auto& slopes = activation.slopes;
  const std::size_t count = slopes.empty() ? 0 : layer.spec.outputs;
  for (std::size_t channel = 0; channel < count; ++channel) {
    layer.weights.push_back(slopes[channel % slopes.size()]);
  }
  return index;
}

std::int32_t addGate(LayerList& list, std::int32_t source, GateMode mode, const NamActivation& activation,
                     const NamActivation& gateActivation) {
  const std::uint32_t outputs = list.channels(source) / 2;
  if (activation.isGates() && gateActivation.isGates()) {
    return list.add({.type = LayerType::gate,
                     .activation = activation.type,
                     .outputs = outputs,
                     .gateActivation = gateActivation.type,
                     .gateMode = mode,
                     .source = source});
  }
  // The halves apart, and a film layer that multiplies them. Blend: g a + (1 - g) x = g (a - x) + x.
  const bool isBlend = mode == GateMode::blend;
  std::int32_t factor = activate(list, addHalf(list, source, 0, 1.0f), activation);
  const std::int32_t gate = activate(list, addHalf(list, source, 1, 1.0f), gateActivation);
  if (isBlend) factor = addHalf(list, source, 0, -1.0f, factor);
  LayerSpec product{.type = LayerType::film, .outputs = outputs, .source = factor};
  product.condition = gate;
  const std::int32_t multiplied = list.add(product);
  return isBlend ? addHalf(list, source, 0, 1.0f, multiplied) : multiplied;
}

}  // namespace tonewright::preset::nam
