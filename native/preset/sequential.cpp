#include "preset/sequential.hpp"

#include <cmath>

#include "preset/limits.hpp"
#include "preset/merge.hpp"

namespace tonewright::preset {
namespace {

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

/// A model of conv2d layers has other shapes all over: this error says more than one about them.
void refuseImages(const Field& layers) {
  const std::size_t count = layers.json().is_array() ? layers.json().size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Field type = layers[i].json().is_object() ? layers[i].at("type") : Field(nullptr, "");
    if (!type.says("conv2d") && !type.says("batchnorm2d")) continue;
    refuse(ErrorCode::unsupported, type.path(), "layers of type " + type.json().dump() + " are not supported",
           "A model of audio has conv1d layers.");
  }
}

/// What RTNeural's, AIDA-X's and our files have besides the layers.
void readRest(const Field& document, Preset& preset) {
  const Field skip = document.at("in_skip");
  preset.spec.skip = skip.present() && skip.integer(0, 1) == 1;
  preset.spec.inputGain = readGain(document.at("in_gain"));
  preset.spec.outputGain = readGain(document.at("out_gain"));
  preset.selfTest = readSelfTest(document);
}

}  // namespace

std::size_t inputsOf(const Field& document) { return lastSize(document.at("in_shape"), 3, limits::inputs); }

void readOwnLayers(const Field& document, Preset& preset) {
  const auto inputs = std::uint32_t(inputsOf(document));
  const Field list = document.at("layers");
  const std::size_t count = list.array(1, limits::layers);
  std::vector<ReadLayer> layers;
  const auto channels = [&](std::int32_t index) { return index < 0 ? inputs : layers[index].spec.outputs; };
  for (std::size_t i = 0; i < count; ++i) {
    checkOwnLayer(list[i]);
    layers.push_back(readLayer(list[i], i, channels));
  }
  joinLayers(layers, preset);
  const Field settle = document.at("settle_samples");
  if (settle.present()) preset.spec.settleSamples = std::uint32_t(settle.integer(0, limits::settleSamples));
  readRest(document, preset);
}

void readPeerLayers(const Field& document, Preset& preset) {
  refuseImages(document.at("layers"));
  auto inputs = std::uint32_t(inputsOf(document));
  const Field list = document.at("layers");
  const std::size_t count = list.array(1, limits::layers);
  std::vector<ReadLayer> layers;
  for (std::size_t i = 0; i < count; ++i) {
    checkPeerLayer(list[i]);
    if (isMerged(list[i].at("type").text())) {
      merge(list[i], inputs, layers);
    } else {
      layers.push_back(readLayer(list[i], i, [&](std::int32_t) { return inputs; }));
    }
    inputs = layers.back().spec.outputs;
  }
  joinLayers(layers, preset);
  readRest(document, preset);
}

}  // namespace tonewright::preset
