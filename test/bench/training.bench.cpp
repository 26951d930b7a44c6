// Million samples per second of whole training loops: shuffling, warm-up, loss, optimiser and a fortieth of a
// validation, and the share of the core's measured peak (floating-point operations = 6 x multiply-adds). One JSON line
// a figure. Usage: bench_training [model substring] [instruction set: baseline | avx2 | avx512]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include "training/random.hpp"
#include "training/trainer.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

TrainingPair noisePair(std::size_t samples, std::uint64_t seed) {
  Random random(seed);
  TrainingPair pair;
  pair.channels.resize(1);
  float state = 0;
  for (std::size_t t = 0; t < samples; ++t) {
    const auto x = static_cast<float>(random.uniform() - 0.5);
    state += 0.2f * (x - state);
    pair.channels[0].push_back(x);
    pair.target.push_back(0.5f * x + state);
  }
  return pair;
}

LayerSpec layer(LayerType type, Activation activation, std::uint32_t inputs, std::uint32_t outputs,
                std::uint32_t taps = 1, std::uint32_t dilation = 1) {
  LayerSpec spec;
  spec.type = type;
  spec.activation = activation;
  spec.inputs = inputs;
  spec.outputs = outputs;
  spec.taps = taps;
  spec.dilation = dilation;
  return spec;
}

ModelSpec recurrentModel(LayerType type, std::uint32_t units) {
  ModelSpec spec;
  spec.layers = {layer(type, Activation::tanh, 1, units), layer(LayerType::dense, Activation::linear, units, 1)};
  spec.skip = true;
  return spec;
}

/// One of the arrays that make up Neural Amp Modeler's WaveNet.
struct LayerArray {
  std::uint32_t channels;
  std::vector<std::uint32_t> dilations;
};

std::int32_t add(ModelSpec& spec, const LayerSpec& layer, std::int32_t source, std::int32_t residual = kNone) {
  spec.layers.push_back(layer);
  spec.layers.back().source = source;
  spec.layers.back().residual = residual;
  return static_cast<std::int32_t>(spec.layers.size()) - 1;
}

/// Neural Amp Modeler's WaveNet of its first generation ("A1"): kernels of 3, tanh, a head that sums all layers.
ModelSpec waveNet(const std::vector<LayerArray>& arrays) {
  ModelSpec spec;
  std::int32_t path = kModelInput, head = kNone;
  std::uint32_t width = 1;
  for (std::size_t a = 0; a < arrays.size(); ++a) {
    const std::uint32_t channels = arrays[a].channels;
    path = add(spec, layer(LayerType::conv, Activation::linear, width, channels), path);
    for (std::uint32_t dilation : arrays[a].dilations) {
      LayerSpec dilated = layer(LayerType::conv, Activation::tanh, channels, channels, 3, dilation);
      dilated.condition = kModelInput;
      dilated.conditionChannels = 1;
      const std::int32_t activated = add(spec, dilated, path);
      path = add(spec, layer(LayerType::conv, Activation::linear, channels, channels), activated, path);
      head = head == kNone
                 ? activated
                 : add(spec, layer(LayerType::activation, Activation::linear, channels, channels), activated, head);
    }
    const std::uint32_t next = a + 1 < arrays.size() ? arrays[a + 1].channels : 1;
    head = add(spec, layer(LayerType::conv, Activation::linear, channels, next), head);
    width = channels;
  }
  return spec;
}

/// A chain of dilated convolutions of 16 channels, as in GuitarML's and micro-TCN's models.
ModelSpec convolutions() {
  ModelSpec spec;
  for (std::uint32_t i = 0; i < 10; ++i)
    spec.layers.push_back(layer(LayerType::conv, Activation::leakyRelu, i == 0 ? 1 : 16, 16, 3, 1u << i));
  spec.layers.push_back(layer(LayerType::conv, Activation::linear, 16, 1));
  return spec;
}

/// Samples per second from the quickest epochs with and without a validation.
double samplesPerSecond(const ModelSpec& spec, int threads, InstructionSet set) {
  const bool isRecurrentModel = isRecurrent(spec.layers.front().type);
  const std::size_t samples = isRecurrentModel ? 240000 : 1000000;
  TrainerOptions options;
  options.epochs = isRecurrentModel ? 20 : 6;
  options.validateEvery = 2;
  options.batchSize = 32;
  if (!isRecurrentModel) {  // as the command line does it
    options.tbpttSamples = 512;
    options.segmentSamples = 96000;
    options.warmUpSamples = 4092;
  }
  options.threads = threads;
  options.optimiser.learningRate = 1e-3;
  options.instructionSet = set;
  Trainer trainer(spec, options, {{noisePair(samples, 1)}, {noisePair(samples / 10, 2)}});
  double quickest[2] = {1e9, 1e9}, before = 0;
  trainer.run([&](const EpochReport& report) {
    double& best = quickest[report.validated];
    if (report.epoch > 1) best = std::min(best, report.seconds - before);
    before = report.seconds;
  });
  const double validation = std::max(0.0, quickest[1] - quickest[0]);
  return static_cast<double>(samples) / (quickest[0] + validation / 40);
}

double multiplyAdds(const ModelSpec& spec) {
  double sum = 0;
  for (const LayerSpec& l : spec.layers) {
    const double gates = l.type == LayerType::gru ? 3 : l.type == LayerType::lstm ? 4 : 1;
    if (isRecurrent(l.type)) sum += gates * l.outputs * (l.inputs + l.outputs);
    if (l.type == LayerType::conv || l.type == LayerType::dense)
      sum += static_cast<double>(l.outputs) * (l.taps * l.inputs / l.groups + l.conditionChannels);
  }
  return sum;
}

#if defined(__x86_64__)
/// Independent multiply-adds in registers: the most that one core can do.
__attribute__((target("avx2,fma"))) double peakFlops() {
  typedef float Vector __attribute__((vector_size(32)));
  double best = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    Vector sums[12] = {};
    Vector factor = Vector{} + 0.999f, term = Vector{} + 0.001f;
    for (Vector& sum : sums) asm volatile("" : "+x"(sum));  // else the compiler sees that all are alike
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 500000; ++i) {
      for (Vector& sum : sums) sum = sum * factor + term;
      asm volatile("" : "+x"(factor), "+x"(term));
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (Vector& sum : sums) asm volatile("" : "+x"(sum));
    best = std::max(best, 12 * 16 * 500000 / seconds);
  }
  return best;
}
#else
double peakFlops() { return 0; }
#endif

void print(const std::string& name, double value, const char* unit) {
  std::printf("{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\"}\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

void measure(const std::string& name, const ModelSpec& spec, InstructionSet set, double peak) {
  const double one = samplesPerSecond(spec, 1, set), two = samplesPerSecond(spec, 2, set);
  print("train " + name + ", 1 thread", one * 1e-6, "million samples/s");
  print("train " + name + ", 2 threads", two * 1e-6, "million samples/s");
  print("train " + name + ", 2 threads over 1", two / one, "ratio");
  if (peak > 0) print("train " + name + ", share of peak", 6 * multiplyAdds(spec) * one / peak, "ratio");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string filter = argc > 1 ? argv[1] : "";
  InstructionSet set = InstructionSet::automatic;
  if (argc > 2) {
    for (InstructionSet s : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512})
      if (available(s) && std::strcmp(kernels(s).name, argv[2]) == 0) set = s;
  }
  const struct {
    const char* name;
    LayerType type;
    std::vector<std::uint32_t> sizes;
  } families[] = {{"rnn", LayerType::rnn, {8, 16, 32}},
                  {"gru", LayerType::gru, {8, 10, 12, 16, 20, 24, 32, 40, 64}},
                  {"lstm", LayerType::lstm, {8, 12, 16, 20, 24, 32, 40, 64}}};
  const std::vector<std::uint32_t> upTo64 = {1, 2, 4, 8, 16, 32, 64}, upTo512 = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
  std::vector<std::uint32_t> late = {128, 256, 512};
  late.insert(late.end(), upTo512.begin(), upTo512.end());
  const struct {
    const char* name;
    ModelSpec spec;
  } convolutional[] = {{"wavenet-standard", waveNet({{16, upTo512}, {8, upTo512}})},
                       {"wavenet-feather", waveNet({{8, upTo64}, {4, late}})},
                       {"wavenet-nano", waveNet({{4, upTo64}, {2, late}})},
                       {"conv-16x10", convolutions()}};
  const double peak = available(InstructionSet::avx2) ? peakFlops() : 0;
  if (peak > 0) print("peak of one core", peak * 1e-9, "GFLOP/s");
  for (const auto& family : families) {
    for (std::uint32_t units : family.sizes) {
      const std::string name = std::string(family.name) + "-" + std::to_string(units);
      if (name.find(filter) != std::string::npos) measure(name, recurrentModel(family.type, units), set, peak);
    }
  }
  for (const auto& model : convolutional)
    if (std::string(model.name).find(filter) != std::string::npos) measure(model.name, model.spec, set, peak);
}
