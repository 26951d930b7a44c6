#include "preset/pytorch.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "preset/limits.hpp"
#include "preset/tensors.hpp"

namespace tonewright::preset {
namespace {

using GateOrder = std::vector<std::size_t>;

/// For each gate in Keras's order, where it lies in PyTorch's.
const std::map<LayerType, GateOrder> gateOrders{
    {LayerType::dense, {0}}, {LayerType::rnn, {0}}, {LayerType::gru, {1, 0, 2}}, {LayerType::lstm, {0, 1, 2, 3}}};

constexpr const char* onlyThese = "layers other than linear, RNN, GRU, LSTM and Conv1d are not supported";

bool isNested(const Json& json) { return json.is_array() && !json.empty() && json[0].is_array(); }

/// The tensors of a state_dict; remembers which were read.
class Tensors {
 public:
  explicit Tensors(const Field& stateDict) : stateDict_(stateDict.object()) {}

  bool has(const std::string& key) const { return stateDict_.contains(key); }
  const Json& json() const { return stateDict_; }

  /// Rows and columns of a matrix.
  std::pair<std::size_t, std::size_t> matrixSize(const std::string& key) const {
    const Field field = at(key);
    const bool isMatrix = field.present() && isNested(field.json()) && !isNested(field.json()[0]);
    if (!isMatrix) refuse(ErrorCode::unsupported, key, onlyThese, "A weight must be a matrix.");
    return {field.array(1, 4 * limits::units), field[0].array(1, limits::units)};
  }

  /// Whether a weight is the kernel of a convolution, [outputs][inputs][taps].
  bool isKernel(const std::string& key) const { return isNested(at(key).json()) && isNested(at(key).json()[0]); }

  Shape kernelShape(const std::string& key) const {
    const Field kernel = at(key);
    return {kernel.array(1, limits::units), kernel[0].array(1, limits::units), kernel[0][0].array(1, limits::taps)};
  }

  std::vector<float> kernel(const std::string& key, const Shape& shape) { return tensor(key, shape); }

  std::vector<float> matrix(const std::string& key, std::size_t rows, std::size_t columns) {
    return tensor(key, {rows, columns});
  }

  /// A bias, zeros when the file has none.
  std::vector<float> bias(const std::string& key, std::size_t size) {
    return has(key) ? tensor(key, {size}) : std::vector<float>(size);
  }

  void refuseUnread() const {
    for (const auto& [key, value] : stateDict_.items()) {
      if (!read_.count(key))
        refuse(ErrorCode::unsupported, key, std::string("a tensor of an unknown layer: ") + onlyThese);
    }
  }

 private:
  Field at(const std::string& key) const {
    const auto found = stateDict_.find(key);
    return Field(found == stateDict_.end() ? nullptr : &*found, key);
  }

  std::vector<float> tensor(const std::string& key, const Shape& shape) {
    read_.insert(key);
    std::vector<float> values;
    appendTensor(at(key), shape, values);
    return values;
  }

  const Json& stateDict_;
  std::set<std::string> read_;
};

/// Appends PyTorch's [gates * units][columns] as Keras's [columns][gates * units], the gates in Keras's order.
void appendTransposed(const std::vector<float>& source, std::size_t units, const GateOrder& order,
                      std::vector<float>& to) {
  const std::size_t rows = units * order.size(), columns = source.size() / rows;
  for (std::size_t column = 0; column < columns; ++column) {
    for (std::size_t row = 0; row < rows; ++row) {
      to.push_back(source[(order[row / units] * units + row % units) * columns + column]);
    }
  }
}

ReadLayer readLinear(Tensors& tensors, const std::string& module) {
  const auto [outputs, inputs] = tensors.matrixSize(module + "weight");
  if (outputs > limits::units) {
    refuse(ErrorCode::invalid, module + "weight", "expected at most " + std::to_string(limits::units) + " rows");
  }
  ReadLayer layer;
  layer.spec = {LayerType::dense, Activation::linear, std::uint32_t(inputs), std::uint32_t(outputs)};
  appendTransposed(tensors.matrix(module + "weight", outputs, inputs), outputs, gateOrders.at(LayerType::dense),
                   layer.weights);
  const auto bias = tensors.bias(module + "bias", outputs);
  layer.weights.insert(layer.weights.end(), bias.begin(), bias.end());
  return layer;
}

/// PyTorch's taps run from the oldest sample to the present one, as ours do.
ReadLayer readConv(Tensors& tensors, const std::string& module) {
  const Shape shape = tensors.kernelShape(module + "weight");
  const auto bias = tensors.bias(module + "bias", shape[0]);
  ReadLayer layer;
  layer.spec = {.type = LayerType::conv, .inputs = std::uint32_t(shape[1]), .outputs = std::uint32_t(shape[0])};
  layer.spec.taps = std::uint32_t(shape[2]);
  layer.weights = kernelFromRows(tensors.kernel(module + "weight", shape), shape, {shape[0], shape[1]});
  layer.weights.insert(layer.weights.end(), bias.begin(), bias.end());
  return layer;
}

LayerType recurrentType(const std::string& key, std::size_t rows, std::size_t units) {
  for (const auto type : {LayerType::rnn, LayerType::gru, LayerType::lstm}) {
    if (gateCount(type) * units == rows) return type;
  }
  refuse(ErrorCode::invalid, key,
         "expected 1, 3 or 4 times " + std::to_string(units) + " rows (RNN, GRU, LSTM), found " + std::to_string(rows));
}

ReadLayer readRecurrent(Tensors& tensors, const std::string& module, const std::string& suffix) {
  const std::string kernelKey = module + "weight_ih" + suffix, recurrentKey = module + "weight_hh" + suffix;
  const auto [rows, units] = tensors.matrixSize(recurrentKey);
  const std::size_t inputs = tensors.matrixSize(kernelKey).second;
  const LayerType type = recurrentType(recurrentKey, rows, units);
  const GateOrder& order = gateOrders.at(type);

  ReadLayer layer;
  layer.spec = {type, Activation::tanh, std::uint32_t(inputs), std::uint32_t(units)};
  appendTransposed(tensors.matrix(kernelKey, rows, inputs), units, order, layer.weights);
  appendTransposed(tensors.matrix(recurrentKey, rows, units), units, order, layer.weights);
  auto bias = tensors.bias(module + "bias_ih" + suffix, rows);
  const auto recurrentBias = tensors.bias(module + "bias_hh" + suffix, rows);
  if (type != LayerType::gru)
    std::transform(bias.begin(), bias.end(), recurrentBias.begin(), bias.begin(), std::plus<>());
  appendTransposed(bias, units, order, layer.weights);
  if (type == LayerType::gru) appendTransposed(recurrentBias, units, order, layer.weights);
  return layer;
}

/// The names in front of the tensors' own, in the order of the file: "rec.", "lin.".
std::vector<std::string> modulesOf(const Json& stateDict) {
  std::vector<std::string> modules;
  for (const auto& [key, value] : stateDict.items()) {
    const std::string module = key.substr(0, key.rfind('.') + 1);
    if (std::find(modules.begin(), modules.end(), module) == modules.end()) modules.push_back(module);
  }
  return modules;
}

void checkChain(const std::vector<ReadLayer>& layers) {
  if (!layers.empty() && layers[0].spec.inputs > limits::inputs) {
    refuse(ErrorCode::invalid, "the first layer", "expected at most " + std::to_string(limits::inputs) + " inputs");
  }
  for (std::size_t i = 1; i < layers.size(); ++i) {
    const auto inputs = layers[i].spec.inputs, outputs = layers[i - 1].spec.outputs;
    if (inputs == outputs) continue;
    refuse(
        ErrorCode::invalid, "layer " + std::to_string(i),
        "expected " + std::to_string(outputs) + " inputs, as the layer before gives, found " + std::to_string(inputs));
  }
}

/// Reads every tensor, so that nothing of a model is dropped in silence.
std::vector<ReadLayer> readStateDict(const Field& stateDict) {
  Tensors tensors(stateDict);
  std::vector<ReadLayer> layers;
  for (const auto& module : modulesOf(tensors.json())) {
    if (tensors.has(module + "weight")) {
      const bool isConv = tensors.isKernel(module + "weight");
      layers.push_back(isConv ? readConv(tensors, module) : readLinear(tensors, module));
    }
    for (std::size_t k = 0; tensors.has(module + "weight_ih_l" + std::to_string(k)); ++k) {
      layers.push_back(readRecurrent(tensors, module, "_l" + std::to_string(k)));
    }
  }
  tensors.refuseUnread();
  checkChain(layers);
  return layers;
}

/// What `model_data` says must be what the tensors are; a field that is absent says nothing.
void checkModelData(const Field& modelData, const std::vector<ReadLayer>& layers) {
  const std::map<LayerType, const char*> names{
      {LayerType::rnn, "RNN"}, {LayerType::gru, "GRU"}, {LayerType::lstm, "LSTM"}};
  const LayerSpec* first = nullptr;
  std::size_t count = 0;
  for (const auto& layer : layers) {
    if (layer.spec.type == LayerType::dense) continue;
    if (count++ == 0) first = &layer.spec;
  }
  Json found{{"model", "SimpleRNN"}, {"num_layers", count}};
  found["unit_type"] = first ? Json(names.at(first->type)) : Json();
  found["hidden_size"] = first ? Json(first->outputs) : Json();
  found["input_size"] = layers.empty() ? Json() : Json(layers.front().spec.inputs);
  found["output_size"] = layers.empty() ? Json() : Json(layers.back().spec.outputs);
  for (const auto& [key, value] : found.items()) {
    const Field told = modelData.at(key);
    const std::string expected = value.is_null() ? "nothing" : value.dump();
    if (told.present() && told.json() != value) told.mismatch(expected + " (this is what the tensors are)");
  }
}

bool readSkip(const Field& modelData, std::vector<std::string>& notices) {
  const Field skip = modelData.at("skip");
  if (skip.present()) return skip.integer(0, 1) == 1;
  notices.push_back("The file does not say its skip: 1 is assumed, as CoreAudioML does.");
  return true;
}

}  // namespace

bool isStateDict(const Field& document) {
  for (const auto& [key, value] : document.object().items()) {
    const std::string name = key.substr(key.rfind('.') + 1);
    if (name == "weight" || name == "weight_ih_l0") return true;
  }
  return false;
}

void readPytorch(const Field& document, Preset& preset) {
  const Field stateDict = document.at("state_dict"), modelData = document.at("model_data");
  if (!stateDict.present() && !modelData.present()) {
    preset.notices.push_back("A bare state_dict says nothing about skip, activations and dilations: none are assumed.");
    joinLayers(readStateDict(document), preset, true);
    const auto outputs = preset.spec.layers.back().outputs;
    if (outputs > 1) {
      preset.notices.push_back("The model has " + std::to_string(outputs) +
                               " outputs: the first is taken as the audio.");
    }
    return;
  }
  modelData.object();
  const auto layers = readStateDict(stateDict);
  checkModelData(modelData, layers);
  const Field linearBias = modelData.at("bias_fl");
  const bool mayLackBias = linearBias.present() && linearBias.json() == false;
  if (!mayLackBias && !stateDict.at("lin.bias").present()) {
    Field(nullptr, "lin.bias").mismatch("this tensor (bias_fl is not false)");
  }
  joinLayers(layers, preset);
  preset.spec.skip = readSkip(modelData, preset.notices);
}

}  // namespace tonewright::preset
