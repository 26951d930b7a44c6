// Planar layers over packs of eight frames: whatever the number of channels, every lane is in use. A tile of a
// convolution keeps the sums of a few outputs for several packs in registers while one tap of one input after the other
// is loaded, and the weights are broadcast. The equations stand in reference/planar.hpp.

/// Activations that are linear on both sides of zero are applied in registers.
TONEWRIGHT_INLINE bool isKinked(Activation activation) {
  return activation == Activation::relu || activation == Activation::leakyRelu || activation == Activation::prelu;
}
TONEWRIGHT_INLINE float slopeOf(Activation activation, const float* slopes, std::size_t channel) {
  return activation == Activation::prelu ? slopes[channel] : activation == Activation::relu ? 0.0f : kLeakySlope;
}

/// A run of rows of a convolution: one channel after the other, times one row of weights each.
template <int Outputs, int Packs>
TONEWRIGHT_INLINE void addChannels(Pack (&sum)[Outputs * Packs], const float* x, std::size_t stride, std::size_t count,
                                   const float*& weights) {
  for (; count > 0; --count, x += stride, weights += ConvLayout::kTile) {
    Pack frames[Packs];
#pragma GCC unroll 8
    for (int p = 0; p < Packs; ++p) frames[p] = loadFrames(x + p * static_cast<int>(kLanes));
#pragma GCC unroll 4
    for (int o = 0; o < Outputs; ++o) {
      const Pack weight(weights[o]);
#pragma GCC unroll 8
      for (int p = 0; p < Packs; ++p) sum[o * Packs + p] = frames[p] * weight + sum[o * Packs + p];
    }
  }
}

/// A convolution's block and what all its tiles share.
struct ConvTask {
  const PlanarBlock& block;
  const ConvLayout at;
  const std::size_t history, sourceStride, residualStride, outStride;

  explicit ConvTask(const PlanarBlock& block)
      : block(block),
        at(block.layer->spec()),
        history(historyOf(block.layer->spec())),
        sourceStride(block.source->stride()),
        residualStride(block.residual != nullptr ? block.residual->stride() : 0),
        outStride(block.out->stride()) {}
};

/// `Outputs` outputs of one group, from `first` on, and the packs from frame `t` on.
template <int Outputs, int Packs>
inline void convTile(const ConvTask& task, std::size_t group, std::size_t first, std::size_t t) noexcept {
  const PlanarBlock& block = task.block;
  const std::size_t channel = group * task.at.outputs + first;
  const auto place = [](int i, std::size_t stride) TONEWRIGHT_LAMBDA {
    return static_cast<std::size_t>(i / Packs) * stride + (i % Packs) * kLanes;
  };
  Pack sum[Outputs * Packs];
#pragma GCC unroll 32
  for (int i = 0; i < Outputs * Packs; ++i) sum[i] = Pack(block.weights[channel + i / Packs]);
  if (block.residual != nullptr) {
    const float* added = block.residual->at(0) + channel * task.residualStride + t;
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) sum[i] = sum[i] + loadFrames(added + place(i, task.residualStride));
  }
  const float* weights = block.weights + task.at.tile(group, first / ConvLayout::kTile);
  const std::size_t input = group * task.at.inputs * task.sourceStride + t;
  for (std::size_t delay = task.history;; delay -= block.layer->dilation) {
    addChannels<Outputs, Packs>(sum, block.source->at(delay) + input, task.sourceStride, task.at.inputs, weights);
    if (delay == 0) break;
  }
  if (block.condition != nullptr) {
    addChannels<Outputs, Packs>(sum, block.condition->at(0) + t, block.condition->stride(), task.at.conditionChannels,
                                weights);
  }
  const Activation activation = block.layer->activation;
  if (isKinked(activation)) {
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) {
      sum[i] = leakyReluOf(sum[i], Pack(slopeOf(activation, block.weights + task.at.slopes, channel + i / Packs)));
    }
  }
  float* out = block.out->present() + channel * task.outStride + t;
  const std::size_t left = block.frames - t;
  if (left >= Packs * kLanes) {
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) storeFrames(out + place(i, task.outStride), sum[i], kLanes);
  } else {
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) {
      const std::size_t frame = (i % Packs) * kLanes;
      if (frame < left) storeFrames(out + place(i, task.outStride), sum[i], left - frame);
    }
  }
}

/// Packs of frames whose sums for so many outputs fit in registers: a power of two.
template <int Outputs>
constexpr int kConvPacks = std::min(8, static_cast<int>(std::bit_floor(static_cast<unsigned>(TONEWRIGHT_SUM_REGISTERS /
                                                                                             kVectors / Outputs))));

/// All frames from `t` on, in tiles of `Packs`, then of half of it.
template <int Outputs, int Packs = kConvPacks<Outputs>>
inline void convFrames(const ConvTask& task, std::size_t group, std::size_t first, std::size_t t = 0) noexcept {
  for (; t + (Packs / 2) * kLanes < task.block.frames; t += Packs * kLanes) {
    convTile<Outputs, Packs>(task, group, first, t);
  }
  if constexpr (Packs > 1) {
    if (t < task.block.frames) convFrames<Outputs, Packs / 2>(task, group, first, t);
  }
}

inline void conv(const PlanarBlock& block) noexcept {
  constexpr void (*frames[])(const ConvTask&, std::size_t, std::size_t, std::size_t) noexcept = {
      convFrames<1>, convFrames<2>, convFrames<3>, convFrames<4>};
  const ConvTask task(block);
  for (std::size_t group = 0; group < task.at.groups; ++group) {
    for (std::size_t first = 0; first < task.at.outputs; first += ConvLayout::kTile) {
      frames[std::min(task.at.outputs - first, ConvLayout::kTile) - 1](task, group, first, 0);
    }
  }
  if (isKinked(block.layer->activation)) return;
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    activateFrames(block.layer->activation, Pack(0.0f), block.out->present() + channel * task.outStride, block.frames);
  }
}

TONEWRIGHT_INLINE const float* rowOf(const Signal& signal, std::size_t channel, std::size_t delay = 0) {
  return signal.at(delay) + channel * signal.stride();
}

/// out = activation(value(frame)) for every pack of one channel.
template <class Value>
TONEWRIGHT_INLINE void fillChannel(const PlanarBlock& block, std::size_t channel, Value value) {
  const Activation activation = block.layer->activation;
  float* out = block.out->present() + channel * block.out->stride();
  for (std::size_t t = 0; t < block.frames; t += kLanes) storeFrames(out + t, value(t), block.frames - t);
  activateFrames(activation, Pack(activation == Activation::prelu ? block.weights[channel] : 0.0f), out, block.frames);
}

inline void activation(const PlanarBlock& block) noexcept {
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    const float* x = rowOf(*block.source, channel);
    if (block.residual == nullptr) {
      fillChannel(block, channel, [x](std::size_t t) TONEWRIGHT_LAMBDA { return loadFrames(x + t); });
    } else {
      const float* added = rowOf(*block.residual, channel);
      fillChannel(block, channel,
                  [x, added](std::size_t t) TONEWRIGHT_LAMBDA { return loadFrames(x + t) + loadFrames(added + t); });
    }
  }
}

inline void film(const PlanarBlock& block) noexcept {
  const std::size_t channels = block.layer->outputs;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const float *x = rowOf(*block.source, channel), *scale = rowOf(*block.condition, channel);
    if (block.layer->conditionChannels == channels) {
      fillChannel(block, channel,
                  [x, scale](std::size_t t) TONEWRIGHT_LAMBDA { return loadFrames(x + t) * loadFrames(scale + t); });
    } else {
      const float* shift = rowOf(*block.condition, channels + channel);
      fillChannel(block, channel, [x, scale, shift](std::size_t t) TONEWRIGHT_LAMBDA {
        return loadFrames(x + t) * loadFrames(scale + t) + loadFrames(shift + t);
      });
    }
  }
}

inline void gate(const PlanarBlock& block) noexcept {
  const LayerSpec layer = block.layer->spec();
  const bool isBlend = layer.gateMode == GateMode::blend;
  for (std::size_t channel = 0; channel < layer.outputs; ++channel) {
    alignas(32) float opened[kTileFrames];  // gateActivation(second half)
    const float *x = rowOf(*block.source, channel), *second = rowOf(*block.source, layer.outputs + channel);
    for (std::size_t t = 0; t < block.frames; t += kLanes) store(opened + t, loadFrames(second + t));
    activateFrames(layer.gateActivation, Pack(0.0f), opened, block.frames);
    fillChannel(block, channel, [x](std::size_t t) TONEWRIGHT_LAMBDA { return loadFrames(x + t); });
    float* y = block.out->present() + channel * block.out->stride();
    for (std::size_t t = 0; t < block.frames; t += kLanes) {
      const Pack dry = loadFrames(x + t), wet = loadFrames(y + t), g = load(opened + t);
      storeFrames(y + t, isBlend ? g * (wet - dry) + dry : g * wet, block.frames - t);
    }
  }
}

inline void maxPool(const PlanarBlock& block) noexcept {
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    const float* x = rowOf(*block.source, channel);
    float* out = block.out->present() + channel * block.out->stride();
    fillChannel(block, channel, [x](std::size_t t) TONEWRIGHT_LAMBDA { return loadFrames(x + t); });
    for (std::size_t tap = 1; tap < block.layer->taps; ++tap) {
      const float* past = rowOf(*block.source, channel, tap * block.layer->dilation);
      for (std::size_t t = 0; t < block.frames; t += kLanes) {
        storeFrames(out + t, atLeast(loadFrames(past + t), loadFrames(out + t)), block.frames - t);
      }
    }
  }
}
