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

/// `Outputs` outputs of one group, from `first` on, and the packs from frame `t` on.
template <int Outputs, int Packs>
inline void convTile(const PlanarBlock& block, const ConvLayout& at, std::size_t group, std::size_t first,
                     std::size_t t) noexcept {
  const std::size_t channel = group * at.outputs + first;
  Pack sum[Outputs * Packs];
#pragma GCC unroll 32
  for (int i = 0; i < Outputs * Packs; ++i) sum[i] = Pack(block.weights[channel + i / Packs]);
  if (block.residual != nullptr) {
    const float* added = block.residual->at(0) + channel * block.residual->stride() + t;
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) {
      sum[i] = sum[i] + loadFrames(added + (i / Packs) * block.residual->stride() + (i % Packs) * kLanes);
    }
  }
  const float* weights = block.weights + at.tile(group, first / ConvLayout::kTile);
  const std::size_t stride = block.source->stride(), input = group * at.inputs * stride + t;
  for (std::size_t delay = historyOf(block.layer->spec());; delay -= block.layer->dilation) {
    addChannels<Outputs, Packs>(sum, block.source->at(delay) + input, stride, at.inputs, weights);
    if (delay == 0) break;
  }
  if (block.condition != nullptr) {
    addChannels<Outputs, Packs>(sum, block.condition->at(0) + t, block.condition->stride(), at.conditionChannels,
                                weights);
  }
  const Activation activation = block.layer->activation;
  if (isKinked(activation)) {
#pragma GCC unroll 32
    for (int i = 0; i < Outputs * Packs; ++i) {
      sum[i] = leakyReluOf(sum[i], Pack(slopeOf(activation, block.weights + at.slopes, channel + i / Packs)));
    }
  }
  float* out = block.out->present() + channel * block.out->stride() + t;
#pragma GCC unroll 32
  for (int i = 0; i < Outputs * Packs; ++i) {
    const std::size_t frame = (i % Packs) * kLanes;
    if (t + frame < block.frames) {
      storeFrames(out + (i / Packs) * block.out->stride() + frame, sum[i], block.frames - t - frame);
    }
  }
}

/// Packs of frames whose sums for so many outputs fit in registers: a power of two.
template <int Outputs>
constexpr int kConvPacks = std::min(8, static_cast<int>(std::bit_floor(static_cast<unsigned>(TONEWRIGHT_SUM_REGISTERS /
                                                                                             kVectors / Outputs))));

/// All frames from `t` on, in tiles of `Packs`, then of half of it.
template <int Outputs, int Packs>
inline void convFrames(const PlanarBlock& block, const ConvLayout& at, std::size_t group, std::size_t first,
                       std::size_t t) noexcept {
  for (; t + (Packs / 2) * kLanes < block.frames; t += Packs * kLanes) {
    convTile<Outputs, Packs>(block, at, group, first, t);
  }
  if constexpr (Packs > 1) {
    if (t < block.frames) convFrames<Outputs, Packs / 2>(block, at, group, first, t);
  }
}

inline void conv(const PlanarBlock& block) noexcept {
  const ConvLayout at(block.layer->spec());
  for (std::size_t group = 0; group < at.groups; ++group) {
    for (std::size_t first = 0; first < at.outputs; first += ConvLayout::kTile) {
      switch (std::min(at.outputs - first, ConvLayout::kTile)) {
        case 1:
          convFrames<1, kConvPacks<1>>(block, at, group, first, 0);
          break;
        case 2:
          convFrames<2, kConvPacks<2>>(block, at, group, first, 0);
          break;
        case 3:
          convFrames<3, kConvPacks<3>>(block, at, group, first, 0);
          break;
        default:
          convFrames<4, kConvPacks<4>>(block, at, group, first, 0);
      }
    }
  }
  if (isKinked(block.layer->activation)) return;
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    activateFrames(block.layer->activation, Pack(0.0f), block.out->present() + channel * block.out->stride(),
                   block.frames);
  }
}

/// out = activation(value(channel, frame)) for every pack of every channel, for layers without weights but slopes.
template <class Value>
TONEWRIGHT_INLINE void fillPlanes(const PlanarBlock& block, Value value) {
  const Activation activation = block.layer->activation;
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    float* out = block.out->present() + channel * block.out->stride();
    for (std::size_t t = 0; t < block.frames; t += kLanes) storeFrames(out + t, value(channel, t), block.frames - t);
    activateFrames(activation, Pack(activation == Activation::prelu ? block.weights[channel] : 0.0f), out,
                   block.frames);
  }
}

TONEWRIGHT_INLINE Pack framesOf(const Signal& signal, std::size_t channel, std::size_t t, std::size_t delay = 0) {
  return loadFrames(signal.at(delay) + channel * signal.stride() + t);
}

inline void activation(const PlanarBlock& block) noexcept {
  if (block.residual == nullptr) {
    return fillPlanes(block, [&](std::size_t channel, std::size_t t)
                                 TONEWRIGHT_LAMBDA { return framesOf(*block.source, channel, t); });
  }
  fillPlanes(block, [&](std::size_t channel, std::size_t t) TONEWRIGHT_LAMBDA {
    return framesOf(*block.source, channel, t) + framesOf(*block.residual, channel, t);
  });
}

inline void film(const PlanarBlock& block) noexcept {
  const std::size_t channels = block.layer->outputs;
  const bool hasShift = block.layer->conditionChannels > channels;
  fillPlanes(block, [&](std::size_t channel, std::size_t t) TONEWRIGHT_LAMBDA {
    const Pack scaled = framesOf(*block.source, channel, t) * framesOf(*block.condition, channel, t);
    return hasShift ? scaled + framesOf(*block.condition, channels + channel, t) : scaled;
  });
}

inline void gate(const PlanarBlock& block) noexcept {
  const LayerSpec layer = block.layer->spec();
  const bool isBlend = layer.gateMode == GateMode::blend;
  for (std::size_t channel = 0; channel < layer.outputs; ++channel) {
    alignas(32) float opened[kTileFrames];  // gateActivation(second half)
    float* out = block.out->present() + channel * block.out->stride();
    for (std::size_t t = 0; t < block.frames; t += kLanes) {
      store(opened + t, framesOf(*block.source, layer.outputs + channel, t));
      storeFrames(out + t, framesOf(*block.source, channel, t), block.frames - t);
    }
    activateFrames(layer.gateActivation, Pack(0.0f), opened, block.frames);
    activateFrames(layer.activation, Pack(0.0f), out, block.frames);
    for (std::size_t t = 0; t < block.frames; t += kLanes) {
      const Pack x = framesOf(*block.source, channel, t), y = loadFrames(out + t), g = load(opened + t);
      storeFrames(out + t, isBlend ? g * (y - x) + x : g * y, block.frames - t);
    }
  }
}

inline void maxPool(const PlanarBlock& block) noexcept {
  fillPlanes(block, [&](std::size_t channel, std::size_t t) TONEWRIGHT_LAMBDA {
    Pack largest = framesOf(*block.source, channel, t);
    for (std::size_t tap = 1; tap < block.layer->taps; ++tap) {
      largest = atLeast(framesOf(*block.source, channel, t, tap * block.layer->dilation), largest);
    }
    return largest;
  });
}
