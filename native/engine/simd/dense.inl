// Dense layers over packs: many outputs as tiles of frames x groups of outputs, few outputs as dot products.

/// Frames x Groups sums in registers; each weight is loaded once for all frames of the tile.
template <int Frames, int Groups>
TONEWRIGHT_INLINE void denseTile(const DenseLayout& at, const float* weights, const float* in, std::size_t inStride,
                                 float* out, std::size_t outStride) {
  Pack sum[Frames * Groups];
#pragma GCC unroll 32
  for (int i = 0; i < Frames * Groups; ++i) sum[i] = load(weights + (i % Groups) * kLanes);
  const float* row = weights + at.weightRows;
  for (std::size_t k = 0; k < at.inputs; ++k, row += at.stride) {
#pragma GCC unroll 32
    for (int i = 0; i < Frames * Groups; ++i) {
      sum[i] = load(row + (i % Groups) * kLanes) * Pack(in[(i / Groups) * inStride + k]) + sum[i];
    }
  }
#pragma GCC unroll 32
  for (int i = 0; i < Frames * Groups; ++i) store(out + (i / Groups) * outStride + (i % Groups) * kLanes, sum[i]);
}

template <int Groups>
void denseColumns(const LayerBlock& block, const DenseLayout& at, std::size_t group) noexcept {
  constexpr int frames = kDenseFrames;
  const float* weights = block.weights + group * kLanes;
  const auto tile = [&]<int Frames>(std::size_t t) TONEWRIGHT_LAMBDA {
    denseTile<Frames, Groups>(at, weights, block.in + t * block.inStride, block.inStride,
                              block.out + t * block.outStride + group * kLanes, block.outStride);
  };
  std::size_t t = 0;
  for (; t + frames <= block.frames; t += frames) tile.template operator()<frames>(t);
  for (; t < block.frames; ++t) tile.template operator()<1>(t);
}

/// One output of eight frames: dot products in lanes. Frames past the end repeat the last one and are not stored.
inline void denseDots(const LayerBlock& block, const DenseLayout& at, std::size_t output, std::size_t start) {
  const float* weights = block.weights + at.weightRows + output * at.stride;
  alignas(32) float y[kLanes];
  Pack sum[kLanes];
  const float* rows[kLanes];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kLanes; ++i) {
    rows[i] = block.in + std::min(start + i, block.frames - 1) * block.inStride;
    sum[i] = load(weights) * load(rows[i]);
  }
  for (std::size_t k = kLanes; k < at.stride; k += kLanes) {
    const Pack w = load(weights + k);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kLanes; ++i) sum[i] = w * load(rows[i] + k) + sum[i];
  }
  *reinterpret_cast<Quad*>(y) = laneSums(sum);
  *reinterpret_cast<Quad*>(y + 4) = laneSums(sum + 4);
  store(y, load(y) + Pack(block.weights[output]));
  activateGroups(block.layer->activation, y, 1);
  for (std::size_t i = 0; i < kLanes && start + i < block.frames; ++i) {
    block.out[(start + i) * block.outStride + output] = y[i];
  }
}

inline void dense(const LayerBlock& block) noexcept {
  const DenseLayout at(block.layer->spec());
  if (at.isDotProduct) {
    std::fill_n(block.out, block.frames * block.outStride, 0.0f);
    for (std::size_t output = 0; output < at.outputs; ++output) {
      for (std::size_t t = 0; t < block.frames; t += kLanes) denseDots(block, at, output, t);
    }
    return;
  }
  const std::size_t groups = groupsOf(at.outputs);
  std::size_t group = 0;
  for (; group + kDenseGroups <= groups; group += kDenseGroups) denseColumns<kDenseGroups>(block, at, group);
  for (; group < groups; ++group) denseColumns<1>(block, at, group);
  activateGroups(block.layer->activation, block.out, block.frames * groups);
}
