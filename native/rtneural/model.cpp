#include "rtneural/model.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "engine/pack.hpp"
#include "rtneural/network.hpp"
#include "rtneural/refusals.hpp"

namespace tonewright::rtneural {
namespace {

#if RTNEURAL_AVX_ENABLED
constexpr InstructionSet kCompiledFor = InstructionSet::avx2;
#else
constexpr InstructionSet kCompiledFor = InstructionSet::baseline;
#endif

/// The engine's packer checks the model, so that both engines refuse the same ones with the same words.
ModelInfo checkedInfo(const ModelSpec& spec, std::span<const float> weights) {
  ModelInfo info = HostModel(pack(spec, weights)).info();
  info.memoryBytes = 0;
  if (!isAvailable(kCompiledFor)) {
    throw std::invalid_argument("RTNeural was compiled for AVX2, which this processor does not have");
  }
  const std::string refused = refusal(spec, weights);
  if (!refused.empty()) throw std::invalid_argument(refused);
  return info;
}

std::unique_ptr<Network> makeFixed(const ModelSpec& spec, std::span<const float> weights) {
  for (const auto make : {makeFixedGru, makeFixedLstm}) {
    if (auto network = make(spec, weights)) return network;
  }
  return nullptr;
}

float* floatsOf(const AlignedBytes& bytes) { return reinterpret_cast<float*>(bytes.span().data()); }

ModelSpec withoutLayers(ModelSpec spec) {
  spec.layers.clear();
  return spec;
}

}  // namespace

RtNeuralModel::RtNeuralModel(const ModelSpec& spec, std::span<const float> weights, Sizes sizes)
    : spec(withoutLayers(spec)),
      facts(checkedInfo(spec, weights)),
      stride(padded(facts.inputs)),
      rows(kTileFrames * stride * sizeof(float)),
      played(kTileFrames * facts.outputs * sizeof(float)) {
  if (sizes != Sizes::free) network = makeFixed(spec, weights);
  chosen = network ? Sizes::fixed : Sizes::free;
  if (!network && sizes == Sizes::fixed) throw std::invalid_argument("RTNeural has no fixed sizes for this model");
  if (!network) network = makeFree(spec, weights);
  reset();
}

RtNeuralModel::~RtNeuralModel() = default;

const char* variant() noexcept {
#if RTNEURAL_USE_EIGEN
  return kCompiledFor == InstructionSet::avx2 ? "Eigen, AVX2" : "Eigen";
#else
  return kCompiledFor == InstructionSet::avx2 ? "plain loops, AVX2" : "plain loops";
#endif
}

void RtNeuralModel::reset() noexcept {
  network->reset();
  std::fill_n(floatsOf(rows), kTileFrames * stride, 0.0f);
  for (std::size_t left = spec.settleSamples; left > 0;) {
    const std::size_t frames = std::min(left, kTileFrames);
    network->run(floatsOf(rows), stride, floatsOf(played), frames);
    left -= frames;
  }
}

void RtNeuralModel::process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
  for (std::size_t start = 0; start < frames; start += kTileFrames) {
    const std::size_t count = std::min(kTileFrames, frames - start);
    read(inputs, start, count);
    network->run(floatsOf(rows), stride, floatsOf(played), count);
    if (!write(outputs, start, count)) reset();
  }
}

/// Planar channels to rows; what is not finite becomes 0.
void RtNeuralModel::read(const float* const* inputs, std::size_t start, std::size_t frames) noexcept {
  for (std::size_t channel = 0; channel < facts.inputs; ++channel) {
    const float gain = channel == 0 ? spec.inputGain : 1.0f;
    float* row = floatsOf(rows) + channel;
    for (std::size_t t = 0; t < frames; ++t) {
      const float value = gain * inputs[channel][start + t];
      row[t * stride] = isFinite(value) ? value : 0.0f;
    }
  }
}

/// Rows to planar channels, with gain and skip on audio. False when something was not finite, which becomes 0.
bool RtNeuralModel::write(float* const* outputs, std::size_t start, std::size_t frames) noexcept {
  bool isGood = true;
  for (std::size_t channel = 0; channel < facts.outputs; ++channel) {
    const float gain = channel == 0 ? spec.outputGain : 1.0f;
    const float skip = channel == 0 && spec.skip ? 1.0f : 0.0f;
    for (std::size_t t = 0; t < frames; ++t) {
      const float value = gain * (floatsOf(played)[t * facts.outputs + channel] + skip * floatsOf(rows)[t * stride]);
      isGood = isGood && isFinite(value);
      outputs[channel][start + t] = isFinite(value) ? value : 0.0f;
    }
  }
  return isGood;
}

}  // namespace tonewright::rtneural
