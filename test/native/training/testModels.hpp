// Models whose layers name their sources, each with two inputs: the audio and a knob.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::training {

inline LayerSpec layer(LayerType type, Activation activation, std::uint32_t inputs, std::uint32_t outputs) {
  LayerSpec spec;
  spec.type = type;
  spec.activation = activation;
  spec.inputs = inputs;
  spec.outputs = outputs;
  return spec;
}

inline LayerSpec conv(Activation activation, std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps,
                      std::uint32_t dilation) {
  LayerSpec spec = layer(LayerType::conv, activation, inputs, outputs);
  spec.taps = taps;
  spec.dilation = dilation;
  return spec;
}

inline std::int32_t last(const ModelSpec& spec) { return static_cast<std::int32_t>(spec.layers.size()) - 1; }

/// NAM's WaveNet with one array of layers: gated or not, and a head that sums what the layers give and, in the second
/// generation, reaches back itself.
inline ModelSpec waveNet(std::uint32_t inputs, std::uint32_t channels, std::initializer_list<std::uint32_t> dilations,
                         bool gated, std::uint32_t headTaps = 1) {
  ModelSpec spec;
  spec.layers = {conv(Activation::linear, inputs, channels, 1, 1)};
  std::int32_t head = kNone;
  for (std::uint32_t dilation : dilations) {
    const std::int32_t before = head == kNone ? 0 : head - 1;  // the residual path
    LayerSpec dilated =
        conv(gated ? Activation::linear : Activation::tanh, channels, (gated ? 2 : 1) * channels, 3, dilation);
    dilated.source = before;
    dilated.condition = kModelInput;
    dilated.conditionChannels = inputs;
    spec.layers.push_back(dilated);
    if (gated) spec.layers.push_back(layer(LayerType::gate, Activation::tanh, 2 * channels, channels));
    const std::int32_t activated = last(spec);
    spec.layers.push_back(conv(Activation::linear, channels, channels, 1, 1));
    spec.layers.back().residual = before;
    spec.layers.push_back(layer(LayerType::activation, Activation::linear, channels, channels));
    spec.layers.back().source = activated;
    spec.layers.back().residual = head;
    head = last(spec);
  }
  spec.layers.push_back(conv(Activation::linear, channels, 1, headTaps, 1));
  return spec;
}

/// A TCN whose blocks are modulated by FiLM from a small network on the knobs, with max pooling and a gate.
inline ModelSpec tcnWithFilm() {
  ModelSpec spec;
  spec.layers = {layer(LayerType::dense, Activation::prelu, 2, 3), layer(LayerType::dense, Activation::linear, 3, 8)};
  LayerSpec first = conv(Activation::linear, 2, 4, 2, 3);
  first.source = kModelInput;
  LayerSpec film = layer(LayerType::film, Activation::prelu, 4, 4);
  film.condition = 1;
  film.conditionChannels = 8;
  LayerSpec second = conv(Activation::gelu, 4, 4, 3, 5);
  second.groups = 2;
  second.residual = 3;
  LayerSpec pool = layer(LayerType::maxPool, Activation::linear, 4, 4);
  pool.taps = 3;
  pool.dilation = 2;
  LayerSpec gate = layer(LayerType::gate, Activation::tanh, 4, 2);
  gate.gateMode = GateMode::blend;
  LayerSpec unread = conv(Activation::tanh, 2, 3, 2, 1);
  LayerSpec out = layer(LayerType::dense, Activation::linear, 2, 1);
  out.source = 6;
  spec.layers.insert(spec.layers.end(), {first, film, second, pool, gate, unread, out});
  return spec;
}

/// Convolutions around an LSTM with a trained start, and a residual past it.
inline ModelSpec hybrid() {
  ModelSpec spec;
  LayerSpec lstm = layer(LayerType::lstm, Activation::tanh, 4, 4);
  lstm.hasInitialState = true;
  LayerSpec sum = layer(LayerType::activation, Activation::silu, 4, 4);
  sum.residual = 0;
  LayerSpec twice = layer(LayerType::activation, Activation::linear, 4, 4);
  twice.residual = 2;  // its own source
  LayerSpec gru = layer(LayerType::gru, Activation::tanh, 4, 3);
  gru.resetAfter = false;
  spec.layers = {conv(Activation::softSign, 2, 4, 3, 2), lstm, sum, twice, gru, conv(Activation::linear, 3, 1, 2, 40)};
  return spec;
}

struct NamedModel {
  std::string name;
  ModelSpec spec;
};
inline std::vector<NamedModel> graphModels() {
  return {{"WaveNet", waveNet(2, 3, {1, 2, 4}, false)},
          {"WaveNet of the second generation", waveNet(2, 3, {1, 2, 4}, false, 5)},
          {"gated WaveNet", waveNet(2, 2, {1, 8, 64}, true)},
          {"TCN with FiLM", tcnWithFilm()},
          {"hybrid", hybrid()}};
}

}  // namespace tonewright::training
