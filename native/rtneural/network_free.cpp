// Models of any size: RTNeural's run-time layers.
#include <RTNeural/RTNeural.h>

#include <algorithm>

#include "engine/image.hpp"
#include "rtneural/network.hpp"
#include "rtneural/weights.hpp"

namespace tonewright::rtneural {
namespace {

using Layer = RTNeural::Layer<float>;
using Owned = std::unique_ptr<Layer>;

Owned makeGru(const LayerSpec& layer, Reader& weights) {
  auto gru = std::make_unique<RTNeural::GRULayer<float>>(layer.inputs, layer.outputs);
  loadGru(*gru, layer, weights);
  return gru;
}

Owned makeLstm(const LayerSpec& layer, Reader& weights) {
  auto lstm = std::make_unique<RTNeural::LSTMLayer<float>>(layer.inputs, layer.outputs);
  loadLstm(*lstm, layer, weights);
  return lstm;
}

Owned makeDense(const LayerSpec& layer, Reader& weights) {
  auto dense = std::make_unique<RTNeural::Dense<float>>(layer.inputs, layer.outputs);
  loadDense(*dense, layer, weights);
  return dense;
}

Owned makeConv(const LayerSpec& layer, Reader& weights) {
  auto conv =
      std::make_unique<RTNeural::Conv1D<float>>(layer.inputs, layer.outputs, layer.taps, layer.dilation, layer.groups);
  loadConv(*conv, layer, weights);
  return conv;
}

Owned makePrelu(std::vector<float> slopes) {
  auto prelu = std::make_unique<RTNeural::PReLUActivation<float>>(static_cast<int>(slopes.size()));
  prelu->setAlphaVals(slopes);
  return prelu;
}

/// Null for `linear`, which needs no layer.
Owned makeActivation(const LayerSpec& layer, Reader& weights) {
  const int size = static_cast<int>(layer.outputs);
  switch (layer.activation) {
    case Activation::tanh:
      return std::make_unique<RTNeural::TanhActivation<float>>(size);
    case Activation::relu:
      return std::make_unique<RTNeural::ReLuActivation<float>>(size);
    case Activation::sigmoid:
      return std::make_unique<RTNeural::SigmoidActivation<float>>(size);
    case Activation::elu:
      return std::make_unique<RTNeural::ELuActivation<float>>(size);
    case Activation::prelu:
      return makePrelu(weights.vector(layer.outputs));
    case Activation::leakyRelu:
      return makePrelu(std::vector<float>(layer.outputs, 0.01f));
    default:
      return nullptr;
  }
}

/// A layer all the same where `linear` stands alone: RTNeural wants one at least.
Owned makeLoneActivation(const LayerSpec& layer, Reader& weights) {
  if (layer.activation == Activation::linear) return makePrelu(std::vector<float>(layer.outputs, 1.0f));
  return makeActivation(layer, weights);
}

struct Maker {
  LayerType type;
  Owned (*make)(const LayerSpec&, Reader&);
  Owned (*makeNext)(const LayerSpec&, Reader&) = nullptr;
};

constexpr Maker kMakers[] = {
    {LayerType::gru, makeGru},
    {LayerType::lstm, makeLstm},
    {LayerType::dense, makeDense, makeActivation},
    {LayerType::conv, makeConv, makeActivation},
    {LayerType::activation, makeLoneActivation},
};

/// Frames of silence that fill a layer's past; none for recurrent layers, which stay at rest.
std::size_t settlingFrames(const LayerSpec& layer) {
  if (isRecurrent(layer.type)) return 0;
  return layer.type == LayerType::conv ? (layer.taps - 1) * std::size_t{layer.dilation} + 1 : 1;
}

class FreeNetwork final : public Network {
 public:
  FreeNetwork(const ModelSpec& spec, std::span<const float> weights)
      : outputs(spec.layers.back().outputs), model(static_cast<int>(spec.layers.front().inputs)) {
    for (const LayerSpec& layer : spec.layers) {
      const auto own = weights.first(weightCount(layer));
      add(layer, own);
      weights = weights.subspan(own.size());
    }
  }

  void reset() noexcept override {
    model.reset();
    settle();
  }

  void run(const float* in, std::size_t stride, float* out, std::size_t frames) noexcept override {
    for (std::size_t t = 0; t < frames; ++t) {
      model.forward(in + t * stride);
      out = std::copy_n(model.getOutputs(), outputs, out);
    }
  }

 private:
  void add(const LayerSpec& layer, std::span<const float> own) {
    const Maker& maker = *std::find_if(std::begin(kMakers), std::end(kMakers),
                                       [&](const Maker& candidate) { return candidate.type == layer.type; });
    Reader reader(own);
    append(maker.make(layer, reader), settlingFrames(layer));
    if (maker.makeNext != nullptr) append(maker.makeNext(layer, reader), 1);
  }

  void append(Owned layer, std::size_t frames) {
    if (layer == nullptr) return;
    model.addLayer(layer.release());
    settling.push_back(frames);
  }

  /// Fills the convolutions' past with what silence gives, layer by layer, with zeros from recurrent layers, as the
  /// engine does.
  void settle() noexcept {
    float *in = rows[0], *out = rows[1];
    std::fill(std::begin(rows[0]), std::end(rows[0]), 0.0f);
    for (std::size_t i = 0; i < settling.size(); ++i) {
      Layer& layer = *model.layers[i];
      std::fill_n(out, layer.out_size, 0.0f);
      for (std::size_t frame = 0; frame < settling[i]; ++frame) layer.forward(in, out);
      std::swap(in, out);
    }
  }

  std::size_t outputs;
  RTNeural::Model<float> model;
  std::vector<std::size_t> settling;            // settlingFrames of each of RTNeural's layers
  alignas(32) float rows[2][2 * kMaxChannels];  // to settle with
};

}  // namespace

std::unique_ptr<Network> makeFree(const ModelSpec& spec, std::span<const float> weights) {
  return std::make_unique<FreeNetwork>(spec, weights);
}

}  // namespace tonewright::rtneural
