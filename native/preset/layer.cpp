#include "preset/layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "preset/limits.hpp"
#include "preset/merge.hpp"

namespace tonewright::preset {
namespace {

struct NamedType {
  LayerType type;
  bool isOurs;  // unknown to RTNeural and AIDA-X
};

const std::map<std::string, NamedType> layerTypes{{"dense", {LayerType::dense, false}},
                                                  {"time-distributed-dense", {LayerType::dense, false}},
                                                  {"rnn", {LayerType::rnn, false}},
                                                  {"gru", {LayerType::gru, false}},
                                                  {"lstm", {LayerType::lstm, false}},
                                                  {"conv1d", {LayerType::conv, false}},
                                                  {"activation", {LayerType::activation, false}},
                                                  {"film", {LayerType::film, true}},
                                                  {"gate", {LayerType::gate, true}},
                                                  {"maxpool", {LayerType::maxPool, true}}};

const std::map<std::string, Activation> activations{{"", Activation::linear},
                                                    {"linear", Activation::linear},
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
                                                    {"softSign", Activation::softSign}};

/// Types whose activation is not free, and what it is.
const std::map<LayerType, Activation> fixedActivations{
    {LayerType::gru, Activation::tanh}, {LayerType::lstm, Activation::tanh}, {LayerType::maxPool, Activation::linear}};

/// Types that may have slopes for each channel.
constexpr LayerType preluTypes[] = {LayerType::dense, LayerType::conv, LayerType::activation, LayerType::film};

const std::map<std::string, GateMode> gateModes{{"multiply", GateMode::multiply}, {"blend", GateMode::blend}};

/// gru and lstm are tanh whatever is written: AIDA-X's files say "", Keras's "tanh"; anything else is another model.
Activation layerActivation(LayerType type, const Field& field) {
  const Activation activation = activationOf(field, type == LayerType::rnn ? "tanh" : "");
  const bool takesPrelu = std::find(std::begin(preluTypes), std::end(preluTypes), type) != std::end(preluTypes);
  if (activation == Activation::prelu && !takesPrelu) field.mismatch("an activation without weights");
  const auto fixed = fixedActivations.find(type);
  if (fixed == fixedActivations.end()) return activation;
  if (field.present() && field.text() != "" && activation != fixed->second) {
    field.mismatch(fixed->second == Activation::tanh ? "\"tanh\" or \"\"" : "\"\"");
  }
  return fixed->second;
}

/// Keras's GRU with reset_after false has one bias, [3H] instead of [2][3H].
bool readResetAfter(const Field& layer) {
  if (const Field field = layer.at("reset_after"); field.present()) return field.boolean();
  const Json& weights = layer.at("weights").json();
  if (weights.size() < 3 || !weights[2].is_array()) return true;
  return !weights[2].empty() && weights[2][0].is_array();
}

/// Kernel sizes and dilations are a number, or an array whose last item counts.
std::uint32_t readCount(const Field& field, std::size_t most) {
  const bool isList = field.present() && field.json().is_array();
  const Field last = isList ? field[field.array(1, limits::containers) - 1] : field;
  return std::uint32_t(last.integer(1, most));
}

/// The layer that a field names, by its index.
std::int32_t readReference(const Field& field, std::size_t index, std::int32_t absent) {
  if (!field.present()) return absent;
  const double named = field.json().is_number() ? field.json().get<double>() : std::nan("");
  if (!(named >= -1.0 && named < double(index)) || named != std::floor(named)) {
    field.mismatch("the index of a layer further up or -1 (the model's input)");
  }
  return std::int32_t(named);
}

void readTimes(const Field& layer, LayerSpec& spec) {
  spec.taps = readCount(layer.at("kernel_size"), limits::taps);
  const Field dilation = layer.at("dilation");
  spec.dilation = dilation.present() ? readCount(dilation, limits::history) : 1;
}

void readGroups(const Field& layer, LayerSpec& spec) {
  const Field groups = layer.at("groups");
  if (!groups.present()) return;
  spec.groups = std::uint32_t(groups.integer(1, limits::units));
  if (spec.inputs % spec.groups != 0 || spec.outputs % spec.groups != 0) {
    groups.mismatch("a divisor of " + std::to_string(spec.inputs) + " inputs and " + std::to_string(spec.outputs) +
                    " outputs");
  }
}

GateMode readMode(const Field& mode) {
  if (!mode.present()) return GateMode::multiply;
  const auto found = gateModes.find(mode.text());
  if (found == gateModes.end()) {
    refuse(ErrorCode::unsupported, mode.path(), "the mode " + mode.json().dump() + " is not supported",
           "Supported: multiply, blend.");
  }
  return found->second;
}

void readGate(const Field& layer, LayerSpec& spec) {
  const Field activation = layer.at("gate_activation");
  spec.gateActivation = activationOf(activation, "sigmoid");
  if (spec.gateActivation == Activation::prelu) activation.mismatch("an activation without weights");
  spec.gateMode = readMode(layer.at("mode"));
}

constexpr double largest = std::numeric_limits<double>::max();

void checkInteger(const Field& field) {
  const double value = field.number(-largest, largest);
  if (value != std::floor(value)) field.mismatch("an integer");
}

/// Fields that have a type whether the layer takes them or not, as in schema.json.
void checkTypes(const Field& layer) {
  for (const char* key : {"kernel_size", "dilation"}) {
    const Field count = layer.at(key);
    if (!count.present()) continue;
    const std::size_t items = count.json().is_array() ? count.array(1, limits::containers) : 0;
    for (std::size_t i = 0; i < items; ++i) checkInteger(count[i]);
    if (items == 0) checkInteger(count);
  }
  if (layer.at("groups").present()) checkInteger(layer.at("groups"));
  if (layer.at("epsilon").present()) layer.at("epsilon").number(-largest, largest);
  if (layer.at("reset_after").present()) layer.at("reset_after").boolean();
  if (layer.at("activation").present()) layer.at("activation").text();
  layer.at("weights").array(0, limits::containers);
}

[[noreturn]] void refuseType(const Field& type, const std::string& more) {
  refuse(ErrorCode::unsupported, type.path(), "layers of type " + type.json().dump() + " are not supported",
         "Supported: dense, time-distributed-dense, rnn, gru, lstm, conv1d, activation, " + more + ".");
}

/// What only our files may say; another player of the file would not play it.
void refuseOurs(const Field& layer) {
  for (const char* key : {"source", "condition", "residual", "initial_state", "film", "gate", "maxpool"}) {
    if (!layer.at(key).present()) continue;
    refuse(ErrorCode::unsupported, layer.at(key).path(), "only Tonewright presets know this field",
           "Add \"tonewright\": 1 if this is one.");
  }
}

LayerSpec readSpec(const Field& layer, std::size_t index, const Channels& channels) {
  LayerSpec spec;
  spec.type = layerTypes.at(layer.at("type").text()).type;
  spec.activation = layerActivation(spec.type, layer.at("activation"));
  const std::int32_t before = std::int32_t(index) - 1;
  const std::int32_t source = readReference(layer.at("source"), index, before);
  spec.source = source == before ? kPrevious : source;
  spec.condition = readReference(layer.at("condition"), index, kNone);
  spec.residual = readReference(layer.at("residual"), index, kNone);
  spec.inputs = channels(source);
  spec.outputs = outputsOf(layer);
  if (spec.condition != kNone) spec.conditionChannels = channels(spec.condition);
  if (spec.type == LayerType::gru) spec.resetAfter = readResetAfter(layer);
  if (spec.type == LayerType::conv || spec.type == LayerType::maxPool) readTimes(layer, spec);
  if (spec.type == LayerType::conv) readGroups(layer, spec);
  if (spec.type == LayerType::gate) readGate(layer, spec);
  const Field state = layer.at("initial_state");
  spec.hasInitialState = state.present() && state.boolean();
  if (spec.hasInitialState && !isRecurrent(spec.type)) state.mismatch("nothing: only rnn, gru and lstm have a state");
  return spec;
}

}  // namespace

void checkOwnLayer(const Field& layer) {
  const Field type = layer.at("type");
  if (!layerTypes.count(type.text())) refuseType(type, "film, gate, maxpool");
  checkTypes(layer);
  activationOf(layer.at("gate_activation"));
  readMode(layer.at("mode"));
}

void checkPeerLayer(const Field& layer) {
  refuseOurs(layer);
  const Field type = layer.at("type");
  const auto found = layerTypes.find(type.text());
  const bool isKnown = found == layerTypes.end() ? isMerged(type.text()) : !found->second.isOurs;
  if (!isKnown) refuseType(type, "prelu, batchnorm");
  checkTypes(layer);
}

ReadLayer readLayer(const Field& layer, std::size_t index, const Channels& channels) {
  ReadLayer read{readSpec(layer, index, channels), {}};
  const Field weights = layer.at("weights");
  const auto shapes = tensorShapes(read.spec);
  // Keras leaves the bias out when a layer has none; it must be the last tensor then.
  const bool endsInBias = !shapes.empty() && read.spec.activation != Activation::prelu &&
                          read.spec.condition == kNone && !read.spec.hasInitialState;
  const std::size_t count = weights.array(shapes.size() - (endsInBias ? 1 : 0), shapes.size());
  for (std::size_t i = 0; i < count; ++i) appendTensor(weights[i], shapes[i], read.weights);
  read.weights.resize(weightCount(read.spec), 0.0f);
  return read;
}

std::uint32_t outputsOf(const Field& layer) {
  return std::uint32_t(lastSize(layer.at("shape"), limits::containers, limits::units));
}

std::size_t lastSize(const Field& shape, std::size_t mostSizes, std::size_t most) {
  const std::size_t count = shape.array(1, mostSizes);
  for (std::size_t i = 0; i < count; ++i) {
    if (!shape[i].json().is_null()) checkInteger(shape[i]);
  }
  return shape[count - 1].integer(1, most);
}

Activation activationOf(const Field& field, const char* absent) {
  const std::string name = field.present() ? field.text() : absent;
  const auto found = activations.find(name);
  if (found != activations.end()) return found->second;
  refuse(ErrorCode::unsupported, field.path(),
         name == "softmax" ? "softmax makes probabilities of channels: it is no activation for audio"
                           : "the activation " + field.json().dump() + " is not supported",
         "Supported: linear, tanh, relu, sigmoid, elu and those of format.md.");
}

}  // namespace tonewright::preset
