// The kernels of native/engine/cortex on QEMU's Cortex-M7: for each model one line of JSON with the instructions that a
// sample takes and how far the output is from the reference kernels'.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "engine/denormals.hpp"
#include "engine/host.hpp"
#include "engine/pack.hpp"
#include "firmware/boards/mps2_an500/instructions.hpp"

extern "C" int getentropy(void*, std::size_t) { return -1; }  // which the C library asks for and nobody needs

namespace {

using namespace tonewright;

float noise() {
  static std::uint32_t seed = 1;
  seed = seed * 1664525u + 1013904223u;
  return static_cast<float>(seed >> 8) / 8388608.0f - 1.0f;
}

ModelSpec recurrent(LayerType type, std::uint32_t units, std::uint32_t inputs = 1) {
  ModelSpec spec;
  spec.layers = {{type, Activation::tanh, inputs, units, true}, {LayerType::dense, Activation::linear, units, 1, true}};
  spec.skip = true;
  return spec;
}

LayerSpec conv(std::uint32_t inputs, std::uint32_t outputs, std::uint32_t taps, std::uint32_t dilation,
               Activation activation) {
  LayerSpec layer{LayerType::conv, activation, inputs, outputs};
  layer.taps = taps;
  layer.dilation = dilation;
  return layer;
}

/// Layers of a WaveNet with the input as condition, residuals, and a head over the sum of what they put out.
ModelSpec waveNet(std::uint32_t channels, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& tapsAndDilations,
                  std::uint32_t headTaps, Activation activation) {
  ModelSpec spec;
  auto& layers = spec.layers;
  const auto last = [&] { return static_cast<std::int32_t>(layers.size()) - 1; };
  layers.push_back(conv(1, channels, 1, 1, Activation::linear));
  std::int32_t residual = 0, head = kNone;
  for (const auto& [taps, dilation] : tapsAndDilations) {
    LayerSpec layer = conv(channels, channels, taps, dilation, activation);
    layer.source = residual;
    layer.condition = kModelInput;
    layer.conditionChannels = 1;
    layers.push_back(layer);
    const std::int32_t activated = last();
    LayerSpec mix = conv(channels, channels, 1, 1, Activation::linear);
    mix.source = activated;
    mix.residual = residual;
    layers.push_back(mix);
    residual = last();
    if (head == kNone) {
      head = activated;
      continue;
    }
    LayerSpec sum{LayerType::activation, Activation::linear, channels, channels};
    sum.source = activated;
    sum.residual = head;
    layers.push_back(sum);
    head = last();
  }
  LayerSpec end = conv(channels, 1, headTaps, 1, Activation::linear);
  end.source = head;
  layers.push_back(end);
  return spec;
}

ModelSpec a2Lite() {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> layers;
  const auto array = [&] {
    for (const std::uint32_t dilation : {1, 3, 7, 17, 41, 101, 239}) layers.push_back({6, dilation});
  };
  array();
  array();
  layers.push_back({15, 1});
  layers.push_back({15, 13});
  array();
  return waveNet(3, layers, 16, Activation::leakyRelu);
}

void measure(const char* name, ModelSpec spec, float largestWeight) {
  constexpr std::size_t block = kTileFrames, blocks = 60;
  spec.sampleRate = 48000;
  std::vector<float> weights(weightCount(spec));
  for (float& weight : weights) weight = largestWeight * noise();
  const std::vector<std::byte> image = pack(spec, weights);
  HostModel fast(image), reference(image, InstructionSet::reference);
  const std::size_t inputs = fast.info().inputs;
  std::vector<std::vector<float>> signals(inputs, std::vector<float>(block));
  std::vector<const float*> in;
  for (const auto& signal : signals) in.push_back(signal.data());
  std::vector<float> ours(block), theirs(block);
  double instructions = 0.0, difference = 0.0, peak = 0.0;
  for (std::size_t i = 0; i < blocks; ++i) {
    for (auto& signal : signals) {
      for (float& x : signal) x = noise();
    }
    float *a = ours.data(), *b = theirs.data();
    instructions += boards::instructionsOf([&] { fast.model().process(in.data(), &a, block); });
    reference.model().process(in.data(), &b, block);
    for (std::size_t t = 0; t < block; ++t) {
      difference = std::max(difference, static_cast<double>(std::fabs(ours[t] - theirs[t])));
      peak = std::max(peak, static_cast<double>(std::fabs(theirs[t])));
    }
  }
  // Blocks that end between tiles and quads of frames, to the same samples.
  fast.model().reset();
  reference.model().reset();
  for (const std::size_t frames : {1u, 17u, 46u, 3u, 61u, 64u}) {
    float *a = ours.data(), *b = theirs.data();
    fast.model().process(in.data(), &a, frames);
    reference.model().process(in.data(), &b, frames);
    for (std::size_t t = 0; t < frames; ++t) {
      difference = std::max(difference, static_cast<double>(std::fabs(ours[t] - theirs[t])));
    }
  }
  std::printf("{\"model\": \"%s\", \"instructions\": %.1f, \"difference\": %.3g, \"peak\": %.3g}\n", name,
              instructions / (block * blocks), difference, peak);
}

}  // namespace

int main() {
  const FlushToZero flush;
  measure("gru:8", recurrent(LayerType::gru, 8), 0.6f);
  measure("gru:10", recurrent(LayerType::gru, 10), 0.6f);
  measure("gru:16", recurrent(LayerType::gru, 16), 0.6f);
  measure("gru:20", recurrent(LayerType::gru, 20), 0.5f);
  measure("gru:24", recurrent(LayerType::gru, 24), 0.5f);
  measure("gru:32", recurrent(LayerType::gru, 32), 0.4f);
  measure("gru:9 with 3 knobs", recurrent(LayerType::gru, 9, 4), 0.6f);
  measure("lstm:8", recurrent(LayerType::lstm, 8), 0.6f);
  measure("lstm:12", recurrent(LayerType::lstm, 12), 0.6f);
  measure("lstm:16", recurrent(LayerType::lstm, 16), 0.6f);
  measure("lstm:20", recurrent(LayerType::lstm, 20), 0.5f);
  measure("lstm:24", recurrent(LayerType::lstm, 24), 0.5f);
  measure("lstm:13 with 1 knob", recurrent(LayerType::lstm, 13, 2), 0.6f);
  measure("wavenet:a2-lite", a2Lite(), 0.3f);
  measure("wavenet:5x4x2, tanh", waveNet(5, {{3, 1}, {3, 2}, {3, 4}, {3, 8}}, 1, Activation::tanh), 0.4f);
  measure("wavenet:4x3, prelu", waveNet(4, {{2, 1}, {2, 5}, {2, 25}}, 3, Activation::prelu), 0.4f);
}
