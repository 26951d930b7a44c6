// What the tests of RTNeural's back end share: both engines over the same audio.
#pragma once

#include "../engine/support.hpp"
#include "engine/denormals.hpp"
#include "rtneural/model.hpp"

namespace tonewright::test {

/// Whole channels through RTNeural, in blocks of the given sizes, over and over.
inline Channels playByRtNeural(rtneural::RtNeuralModel& model, const Channels& inputs,
                               const std::vector<std::size_t>& blocks = {64}) {
  const FlushToZero flush;
  const std::size_t frames = inputs[0].size();
  Channels outputs(model.info().outputs, std::vector<float>(frames));
  for (std::size_t start = 0, turn = 0; start < frames;) {
    const std::size_t block = std::min(blocks[turn++ % blocks.size()], frames - start);
    std::vector<const float*> in;
    std::vector<float*> out;
    for (const auto& channel : inputs) in.push_back(channel.data() + start);
    for (auto& channel : outputs) out.push_back(channel.data() + start);
    model.process(in.data(), out.data(), block);
    start += block;
  }
  return outputs;
}

inline double largestDifference(const Channels& a, const Channels& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, largestDifference(a[i], b[i]));
  return largest;
}

/// The largest difference between RTNeural and the engine over noise of full scale.
inline double differenceOfEngines(const ModelSpec& spec, const std::vector<float>& weights,
                                  rtneural::Sizes sizes = rtneural::Sizes::best, std::size_t frames = 9600) {
  const FlushToZero flush;
  const Channels inputs = noise(spec.layers.front().inputs, frames);
  rtneural::RtNeuralModel model(spec, weights, sizes);
  return largestDifference(playByRtNeural(model, inputs), play(spec, weights, InstructionSet::best, inputs));
}

}  // namespace tonewright::test
