// Million samples per second of whole training loops (shuffling, warm-up, loss, optimiser; validation every 40 epochs),
// one JSON line a figure. Usage: bench_training [model substring] [instruction set: baseline | avx2 | avx512]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

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

double millionSamplesPerSecond(const ModelSpec& spec, int threads, InstructionSet set) {
  TrainerOptions options;
  options.epochs = 40;
  options.validateEvery = 40;
  options.batchSize = 32;
  options.threads = threads;
  options.tbpttSamples = 256;
  options.optimiser.learningRate = 1e-3;
  options.timeLimitSeconds = 1.2;
  options.instructionSet = set;
  Trainer trainer(spec, options, {{noisePair(480000, 1)}, {noisePair(48000, 2)}});
  double best = 0;
  trainer.run([&](const EpochReport& report) {
    if (report.epoch > 1) best = std::max(best, report.samplesPerSecond);
  });
  return best * 1e-6;
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
  for (const auto& family : families) {
    for (std::uint32_t units : family.sizes) {
      const std::string name = std::string(family.name) + "-" + std::to_string(units);
      if (name.find(filter) == std::string::npos) continue;
      const ModelSpec spec = recurrentModel(family.type, units);
      for (int threads : {1, 2}) {
        std::printf("{\"name\":\"train %s, %d thread%s\",\"value\":%.3f,\"unit\":\"million samples/s\"}\n",
                    name.c_str(), threads, threads > 1 ? "s" : "", millionSamplesPerSecond(spec, threads, set));
        std::fflush(stdout);
      }
    }
  }
}
