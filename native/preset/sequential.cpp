#include "preset/sequential.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "preset/limits.hpp"
#include "preset/tensors.hpp"

namespace tonewright::preset {
namespace {

const std::map<std::string, LayerType> layerTypes{{"dense", LayerType::dense},
                                                  {"time-distributed-dense", LayerType::dense},
                                                  {"rnn", LayerType::rnn},
                                                  {"gru", LayerType::gru},
                                                  {"lstm", LayerType::lstm}};

const std::map<std::string, Activation> activations{{"", Activation::linear},         {"linear", Activation::linear},
                                                    {"tanh", Activation::tanh},       {"relu", Activation::relu},
                                                    {"sigmoid", Activation::sigmoid}, {"gelu", Activation::gelu},
                                                    {"elu", Activation::elu}};

/// The last size of a shape; those before it are the batch and time and may be null.
std::size_t lastSize(const Field& shape, std::size_t mostSizes, std::size_t most) {
  const std::size_t count = shape.array(1, mostSizes);
  constexpr double largest = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < count; ++i) {
    if (shape[i].json().is_null()) continue;
    const double size = shape[i].number(-largest, largest);
    if (size != std::floor(size)) shape[i].mismatch("an integer or null");
  }
  return shape[count - 1].integer(1, most);
}

Activation activationOf(const Field& layer, const char* absent = "") {
  const Field field = layer.at("activation");
  const auto found = activations.find(field.present() ? field.text() : absent);
  if (found == activations.end()) {
    refuse(ErrorCode::unsupported, field.path(), "the activation " + field.json().dump() + " is not supported yet",
           "Supported: linear, tanh, relu, sigmoid, gelu, elu.");
  }
  return found->second;
}

/// gru and lstm are tanh whatever is written: AIDA-X's files say "", Keras's "tanh"; anything else is another model.
Activation layerActivation(LayerType type, const Field& layer) {
  if (type == LayerType::rnn) return activationOf(layer, "tanh");
  const Activation activation = activationOf(layer);
  if (type == LayerType::dense) return activation;
  const Field field = layer.at("activation");
  if (field.present() && field.text() != "" && activation != Activation::tanh) field.mismatch("\"tanh\" or \"\"");
  return Activation::tanh;
}

/// Keras's GRU with reset_after false has one bias, [3H] instead of [2][3H].
bool readResetAfter(const Field& layer) {
  if (const Field field = layer.at("reset_after"); field.present()) return field.boolean();
  const Json& weights = layer.at("weights").json();
  if (weights.size() < 3 || !weights[2].is_array()) return true;
  return !weights[2].empty() && weights[2][0].is_array();
}

ReadLayer readLayer(const Field& layer, std::size_t inputs, std::size_t outputs) {
  const auto type = layerTypes.find(layer.at("type").text());
  if (type == layerTypes.end()) {
    refuse(ErrorCode::unsupported, layer.at("type").path(),
           "layers of type " + layer.at("type").json().dump() + " are not supported yet",
           "Supported: dense, time-distributed-dense, rnn, gru, lstm, activation.");
  }
  ReadLayer read;
  read.spec = {type->second, layerActivation(type->second, layer), std::uint32_t(inputs), std::uint32_t(outputs)};
  const Field weights = layer.at("weights");
  weights.array(0, 3);
  const bool resetAfter = readResetAfter(layer);
  if (read.spec.type == LayerType::gru) read.spec.resetAfter = resetAfter;
  const auto shapes = tensorShapes(read.spec);
  // Keras leaves the bias out when a layer has none.
  const std::size_t count = weights.array(shapes.size() - 1, shapes.size());
  for (std::size_t i = 0; i < count; ++i) appendTensor(weights[i], shapes[i], read.weights);
  read.weights.resize(weightCount(read.spec), 0.0f);
  return read;
}

/// A layer of RTNeural's type `activation` becomes the activation of the dense layer in front of it.
void applyActivation(const Field& layer, std::size_t outputs, std::vector<ReadLayer>& layers) {
  LayerSpec* before = layers.empty() ? nullptr : &layers.back().spec;
  if (!before || before->type != LayerType::dense || before->activation != Activation::linear ||
      before->outputs != outputs) {
    refuse(ErrorCode::unsupported, layer.path(),
           "an activation layer that does not follow a linear dense layer of its size is not supported yet");
  }
  before->activation = activationOf(layer);
}

/// Mono samples; AIDA-X's tools also nest each one in an array of its own.
std::vector<float> readBatch(const Field& batch) {
  std::vector<float> samples(batch.array(1, limits::selfTestSamples));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Field sample = batch[i];
    const bool nested = sample.json().is_array() && sample.array(1, 1) == 1;
    samples[i] = nested ? sample[0].finiteFloat() : sample.finiteFloat();
  }
  return samples;
}

std::optional<SelfTest> readSelfTest(const Field& document) {
  const Field input = document.at("input_batch"), output = document.at("output_batch");
  if (!input.present() && !output.present()) return std::nullopt;
  SelfTest test{readBatch(input), readBatch(output)};
  if (test.input.size() != test.output.size()) output.mismatch("as many samples as input_batch");
  return test;
}

float readGain(const Field& gainDb) {
  return gainDb.present() ? float(std::pow(10.0, gainDb.number(-120.0, 120.0) / 20.0)) : 1.0f;
}

}  // namespace

std::size_t inputsOf(const Field& document) { return lastSize(document.at("in_shape"), 3, limits::inputs); }

void readSequential(const Field& document, Preset& preset) {
  std::size_t inputs = inputsOf(document);
  const Field list = document.at("layers");
  const std::size_t count = list.array(1, limits::layers);
  std::vector<ReadLayer> layers;
  for (std::size_t i = 0; i < count; ++i) {
    const Field layer = list[i];
    const std::size_t outputs = lastSize(layer.at("shape"), limits::containers, limits::units);
    layer.at("weights").array(0, limits::containers);
    if (layer.at("type").text() == "activation") {
      applyActivation(layer, outputs, layers);
    } else {
      layers.push_back(readLayer(layer, inputs, outputs));
      inputs = outputs;
    }
  }
  joinLayers(layers, preset);
  const Field skip = document.at("in_skip");
  preset.spec.skip = skip.present() && skip.integer(0, 1) == 1;
  preset.spec.inputGain = readGain(document.at("in_gain"));
  preset.spec.outputGain = readGain(document.at("out_gain"));
  preset.selfTest = readSelfTest(document);
}

}  // namespace tonewright::preset
