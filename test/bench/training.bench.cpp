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

ModelSpec recurrentModel(LayerType type, std::uint32_t units) {
  ModelSpec spec;
  spec.layers = {{type, Activation::tanh, 1, units, true}, {LayerType::dense, Activation::linear, units, 1, true}};
  spec.skip = true;
  return spec;
}

/// Samples per second from the quickest epochs with and without a validation.
double samplesPerSecond(const ModelSpec& spec, int threads, InstructionSet set) {
  constexpr std::size_t kSamples = 240000;
  TrainerOptions options;
  options.epochs = 10000;
  options.validateEvery = 2;
  options.batchSize = 32;
  options.threads = threads;
  options.optimiser.learningRate = 1e-3;
  options.timeLimitSeconds = 1.5;
  options.instructionSet = set;
  Trainer trainer(spec, options, {{noisePair(kSamples, 1)}, {noisePair(kSamples / 10, 2)}});
  double quickest[2] = {1e9, 1e9}, before = 0;
  trainer.run([&](const EpochReport& report) {
    double& best = quickest[report.validated];
    if (report.epoch > 1 && report.seconds < options.timeLimitSeconds) best = std::min(best, report.seconds - before);
    before = report.seconds;
  });
  const double validation = std::max(0.0, quickest[1] - quickest[0]);
  return kSamples / (quickest[0] + validation / 40);
}

double multiplyAdds(const ModelSpec& spec) {
  double sum = 0;
  for (const LayerSpec& l : spec.layers) {
    const double gates = l.type == LayerType::gru ? 3 : l.type == LayerType::lstm ? 4 : 1;
    sum += gates * l.outputs * (l.inputs + (l.type == LayerType::dense ? 0 : l.outputs));
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
  const double peak = available(InstructionSet::avx2) ? peakFlops() : 0;
  if (peak > 0) print("peak of one core", peak * 1e-9, "GFLOP/s");
  for (const auto& family : families) {
    for (std::uint32_t units : family.sizes) {
      const std::string name = std::string(family.name) + "-" + std::to_string(units);
      if (name.find(filter) != std::string::npos) measure(name, recurrentModel(family.type, units), set, peak);
    }
  }
}
