// RTNeural's back end against the engine: every model that RTNeural has layers for sounds the same on both.
#include <doctest/doctest.h>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using rtneural::RtNeuralModel;
using rtneural::Sizes;

namespace {

LayerSpec dense(std::uint32_t inputs, std::uint32_t outputs, Activation activation = Activation::linear) {
  return layerOf(LayerType::dense, inputs, outputs, true, activation);
}

LayerSpec conv(std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps, std::uint32_t dilation,
               Activation activation = Activation::tanh, std::uint32_t groups = 1) {
  return convOf(inputs, outputs, taps, dilation, activation, groups);
}

LayerSpec activation(std::uint32_t channels, Activation function) {
  return layerOf(LayerType::activation, channels, channels, true, function);
}

ModelSpec modelOf(std::vector<LayerSpec> layers) {
  ModelSpec spec;
  spec.layers = std::move(layers);
  return spec;
}

}  // namespace

TEST_CASE("one recurrent layer of every size in the table sounds as on the engine, with fixed and with free sizes") {
  for (const LayerType type : {LayerType::gru, LayerType::lstm}) {
    for (const std::uint32_t units : {8u, 12u, 16u, 20u, 24u, 32u, 40u, 64u, 80u}) {
      for (const std::uint32_t inputs : {1u, 2u, 3u}) {
        CAPTURE(int(type));
        CAPTURE(units);
        CAPTURE(inputs);
        const ModelSpec spec = oneLayer(type, units, inputs);
        const auto weights = randomWeights(spec);
        CHECK(RtNeuralModel(spec, weights).sizes() == Sizes::fixed);
        CHECK(differenceOfEngines(spec, weights, Sizes::fixed) < 1e-5);
        CHECK(differenceOfEngines(spec, weights, Sizes::free) < 1e-5);
      }
    }
  }
}

TEST_CASE("recurrent models outside the table are played with free sizes and sound as on the engine") {
  const ModelSpec specs[] = {
      oneLayer(LayerType::gru, 1),
      oneLayer(LayerType::gru, 10),
      oneLayer(LayerType::gru, 16, 4),
      oneLayer(LayerType::lstm, 37, 3),
      modelOf({layerOf(LayerType::gru, 1, 16), dense(16, 1, Activation::tanh)}),
      modelOf({layerOf(LayerType::lstm, 1, 8), dense(8, 2)}),
      modelOf(
          {layerOf(LayerType::lstm, 2, 12), layerOf(LayerType::gru, 12, 9), dense(9, 5, Activation::elu), dense(5, 1)}),
      modelOf({dense(1, 6, Activation::relu), layerOf(LayerType::gru, 6, 8), dense(8, 1, Activation::sigmoid)}),
  };
  for (const ModelSpec& spec : specs) {
    CAPTURE(spec.layers[0].outputs);
    const auto weights = randomWeights(spec);
    CHECK(RtNeuralModel(spec, weights).sizes() == Sizes::free);
    CHECK(differenceOfEngines(spec, weights) < 1e-5);
  }
}

TEST_CASE("convolutions in a row, alone and with recurrent layers, sound as on the engine from the first sample") {
  // Biases are random, so that what the layers remember of silence is heard at the start.
  const std::pair<const char*, ModelSpec> models[] = {
      {"one convolution", modelOf({conv(1, 1, 16, 1, Activation::linear)})},
      {"dilated stack", modelOf({conv(1, 8, 3, 1), conv(8, 8, 3, 2), conv(8, 8, 3, 4), conv(8, 8, 3, 8), dense(8, 1)})},
      {"long memory", modelOf({conv(1, 4, 2, 500), conv(4, 1, 5, 127, Activation::linear)})},
      {"controls", modelOf({conv(3, 12, 4, 3, Activation::elu), conv(12, 2, 1, 1, Activation::linear)})},
      {"groups", modelOf({conv(1, 12, 3, 1), conv(12, 6, 3, 2, Activation::relu, 3), conv(6, 1, 1, 1)})},
      {"depthwise, as a batch norm becomes",
       modelOf({conv(1, 7, 3, 5), conv(7, 7, 1, 1, Activation::tanh, 7), dense(7, 1)})},
      {"prelu", modelOf({conv(1, 6, 3, 2, Activation::prelu), dense(6, 5, Activation::prelu), dense(5, 1)})},
      {"leaky relu", modelOf({conv(1, 6, 3, 2, Activation::leakyRelu), dense(6, 1)})},
      {"activations of their own", modelOf({conv(1, 5, 2, 1, Activation::linear), activation(5, Activation::prelu),
                                            activation(5, Activation::sigmoid), dense(5, 1)})},
      {"an activation that does nothing", modelOf({activation(1, Activation::linear)})},
      {"convolution before a GRU", modelOf({conv(1, 8, 5, 3), layerOf(LayerType::gru, 8, 12), dense(12, 1)})},
      {"convolution before an LSTM", modelOf({conv(2, 4, 2, 9), layerOf(LayerType::lstm, 4, 16), dense(16, 1)})},
      {"convolution behind a GRU", modelOf({layerOf(LayerType::gru, 1, 8), conv(8, 4, 3, 4), dense(4, 1)})},
  };
  for (const auto& [name, spec] : models) {
    CAPTURE(name);
    CHECK(differenceOfEngines(spec, randomWeights(spec)) < 1e-5);
  }
}

TEST_CASE("gains and the skip touch audio as on the engine, and controls not at all") {
  for (const Sizes sizes : {Sizes::fixed, Sizes::free}) {
    ModelSpec spec = oneLayer(LayerType::gru, 12, 3);
    spec.skip = true;
    spec.inputGain = 2.5f;
    spec.outputGain = 0.4f;
    CHECK(differenceOfEngines(spec, randomWeights(spec), sizes) < 1e-5);
  }
}

TEST_CASE("a stream sounds the same in whatever blocks it comes") {
  const std::pair<ModelSpec, Sizes> models[] = {
      {oneLayer(LayerType::lstm, 16, 2), Sizes::fixed},
      {oneLayer(LayerType::lstm, 16, 2), Sizes::free},
      {modelOf({conv(2, 8, 3, 50), layerOf(LayerType::gru, 8, 12), dense(12, 1)}), Sizes::free},
  };
  for (const auto& [spec, sizes] : models) {
    const Channels inputs = noise(2, 6000);
    RtNeuralModel model(spec, randomWeights(spec), sizes);
    const Channels expected = playByRtNeural(model, inputs, {6000});
    for (const std::vector<std::size_t>& blocks :
         {std::vector<std::size_t>{1}, {512}, {1, 2, 3, 5, 64, 65, 100, 128, 511, 512}}) {
      model.reset();
      CHECK(largestDifference(playByRtNeural(model, inputs, blocks), expected) == 0.0);
    }
  }
}

TEST_CASE("half a minute of noise does not drift from the engine") {
  const ModelSpec spec = oneLayer(LayerType::gru, 20);
  CHECK(differenceOfEngines(spec, randomWeights(spec), Sizes::fixed, 30 * 48000) < 1e-5);
}

TEST_CASE("the facts are the engine's, but for the memory, of which RTNeural tells nothing") {
  const ModelSpec spec = oneLayer(LayerType::lstm, 8, 2);
  const auto weights = randomWeights(spec);
  const ModelInfo found = RtNeuralModel(spec, weights).info(), expected = HostModel(pack(spec, weights)).info();
  CHECK(found.inputs == 2);
  CHECK(found.outputs == 1);
  CHECK(found.sampleRate == expected.sampleRate);
  CHECK(found.receptiveFieldSamples == kUnboundedField);
  CHECK(found.multiplyAddsPerSample == expected.multiplyAddsPerSample);
  CHECK(found.memoryBytes == 0);
}
