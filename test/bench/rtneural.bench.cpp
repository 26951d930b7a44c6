// Tonewright's engine beside RTNeural, one JSON line a row: {"name": "GRU-16, RTNeural fixed sizes", "value": 2.1,
// "unit": "x the engine's time"}. Usage: bench_rtneural [row ...]
//
// Mono noise in blocks of 64. The contenders take turns, a millisecond or so each, and each is given its fastest turn:
// what else runs on a machine only ever slows one down.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/denormals.hpp"
#include "engine/host.hpp"
#include "engine/pack.hpp"
#include "rtneural/model.hpp"

using namespace tonewright;
using rtneural::RtNeuralModel;
using rtneural::Sizes;

namespace {

struct Row {
  std::string name;
  ModelSpec spec;
};

LayerSpec layerOf(LayerType type, std::uint32_t inputs, std::uint32_t outputs, Activation activation) {
  LayerSpec layer;
  layer.type = type;
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.activation = activation;
  return layer;
}

Row recurrent(const char* kind, LayerType type, std::uint32_t units) {
  Row row{kind + std::to_string(units), {}};
  row.spec.layers = {layerOf(type, 1, units, Activation::tanh),
                     layerOf(LayerType::dense, units, 1, Activation::linear)};
  return row;
}

/// Eight layers of three taps, dilations 1 to 128.
Row convolutions(std::uint32_t channels) {
  Row row{"conv 8x" + std::to_string(channels), {}};
  for (std::uint32_t i = 0; i < 8; ++i) {
    LayerSpec layer = layerOf(LayerType::conv, i == 0 ? 1 : channels, channels, Activation::tanh);
    layer.taps = 3;
    layer.dilation = 1u << i;
    row.spec.layers.push_back(layer);
  }
  row.spec.layers.push_back(layerOf(LayerType::dense, channels, 1, Activation::linear));
  return row;
}

std::vector<Row> rows() {
  std::vector<Row> all;
  for (const std::uint32_t units : {8u, 16u, 20u, 32u, 40u, 64u})
    all.push_back(recurrent("GRU-", LayerType::gru, units));
  for (const std::uint32_t units : {8u, 16u, 20u, 32u, 40u, 64u, 80u}) {
    all.push_back(recurrent("LSTM-", LayerType::lstm, units));
  }
  for (const std::uint32_t channels : {8u, 16u}) all.push_back(convolutions(channels));
  return all;
}

std::vector<float> randomWeights(const ModelSpec& spec) {
  std::mt19937 random(1);
  std::vector<float> weights;
  for (const LayerSpec& layer : spec.layers) {
    const float bound = 1.0f / std::sqrt(static_cast<float>(layer.taps * layer.inputs + layer.outputs));
    std::uniform_real_distribution<float> uniform(-bound, bound);
    for (std::size_t i = 0; i < weightCount(layer); ++i) weights.push_back(uniform(random));
  }
  return weights;
}

/// Plays one block of 64 frames.
using Play = std::function<void(const float* const*, float* const*)>;
constexpr std::size_t kBlockFrames = 64;

struct Contender {
  std::string name;
  Play play;
  double seconds = 1e9;  // of its fastest turn
};

void takeTurn(Contender& contender, const std::vector<float>& input) {
  std::vector<float> output(kBlockFrames);
  float* out[] = {output.data()};
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t frame = 0; frame < input.size(); frame += kBlockFrames) {
    const float* in[] = {input.data() + frame};
    contender.play(in, out);
  }
  const std::chrono::duration<double> turn = std::chrono::steady_clock::now() - start;
  contender.seconds = std::min(contender.seconds, turn.count());
}

void printRow(const std::string& name, double value, const char* unit) {
  std::printf("{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

void race(const std::string& name, std::vector<Contender>& contenders) {
  constexpr int turns = 200;
  std::mt19937 random(2);
  std::uniform_real_distribution<float> uniform(-0.5f, 0.5f);
  std::vector<float> input(4096);
  for (float& x : input) x = uniform(random);
  for (int turn = 0; turn < turns; ++turn) {
    for (Contender& contender : contenders) takeTurn(contender, input);
  }
  const double own = contenders[0].seconds;
  printRow(name + ", engine", own / static_cast<double>(input.size()) * 1e9, "ns/sample");
  for (std::size_t i = 1; i < contenders.size(); ++i) {
    printRow(name + ", " + contenders[i].name, contenders[i].seconds / own, "x the engine's time");
  }
}

void runRow(const Row& row) {
  const std::vector<float> weights = randomWeights(row.spec);
  HostModel own(pack(row.spec, weights));
  RtNeuralModel free(row.spec, weights, Sizes::free), best(row.spec, weights);
  std::vector<Contender> contenders;
  const auto add = [&](const char* name, auto& model) {
    contenders.push_back({name, [&model](auto in, auto out) { model.process(in, out, kBlockFrames); }});
  };
  add("engine", own.model());
  if (best.sizes() == Sizes::fixed) add("RTNeural fixed sizes", best);
  add("RTNeural free sizes", free);
  race(row.name, contenders);
}

}  // namespace

int main(int argc, char** argv) {
  const FlushToZero flush;
  const std::vector<std::string_view> wanted(argv + 1, argv + argc);
  std::fprintf(stderr, "RTNeural: %s\n", rtneural::variant());
  for (const Row& row : rows()) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), row.name) != wanted.end()) runRow(row);
  }
  return 0;
}
