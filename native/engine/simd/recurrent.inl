// rnn, gru and lstm over packs of eight units. A step sweeps the rows of weights once: a tile of units keeps all its
// sums in registers while one element of the state after the other is broadcast, and the gates are then applied to
// those registers. Layers wider than a tile take several, and sweep forwards and backwards in turn, so that what one
// step left in the L1 cache the next one meets first. The equations stand in reference/layers.hpp.

/// Rows of weights and the vector that they multiply, walked forwards or backwards.
struct Sweep {
  const float* rows;
  const float* x;
  std::ptrdiff_t rowStep, xStep;
  std::size_t count;

  TONEWRIGHT_INLINE Sweep(const float* rows, std::size_t stride, const float* x, std::size_t count, bool isForward)
      : rows(isForward ? rows : rows + (count - 1) * stride),
        x(isForward ? x : x + count - 1),
        rowStep(isForward ? static_cast<std::ptrdiff_t>(stride) : -static_cast<std::ptrdiff_t>(stride)),
        xStep(isForward ? 1 : -1),
        count(count) {}
};

/// sum[group][gate] += row[group][First + gate] * x for `Used` of the RowGates gates of one row.
template <int Groups, int Gates, int RowGates, int First, int Used>
TONEWRIGHT_INLINE void addRow(Pack (&sum)[Groups * Gates], const float* row, Pack factor) {
#pragma GCC unroll 32
  for (int group = 0; group < Groups; ++group) {
#pragma GCC unroll 4
    for (int gate = 0; gate < Used; ++gate) {
      Pack& s = sum[group * Gates + gate];
      s = load(row + (group * RowGates + First + gate) * static_cast<int>(kLanes)) * factor + s;
    }
  }
}

/// All rows of a sweep.
template <int Groups, int Gates, int RowGates, int First, int Used>
TONEWRIGHT_INLINE void addRows(Pack (&sum)[Groups * Gates], Sweep sweep) {
  for (; sweep.count > 0; --sweep.count, sweep.rows += sweep.rowStep, sweep.x += sweep.xStep) {
    addRow<Groups, Gates, RowGates, First, Used>(sum, sweep.rows, Pack(*sweep.x));
  }
}

/// The rows of the state, on which everything waits. Fewer sums than the multipliers can work on at a time are split in
/// two, to halve the chain. When `HasHead`, the first eight rows take their factors from the lanes of `head`.
template <int Groups, int Gates, bool HasHead>
TONEWRIGHT_INLINE void addState(Pack (&sum)[Groups * Gates], Sweep sweep, Pack head) {
  constexpr bool isSplit = Groups * Gates * kVectors <= kSplitBelow;
  Pack other[Groups * Gates];
  if constexpr (isSplit) {
    for (Pack& pack : other) pack = Pack(0.0f);
  }
  Pack(&second)[Groups * Gates] = isSplit ? other : sum;
  const auto add = [&](Pack(&target)[Groups * Gates], Pack factor) TONEWRIGHT_LAMBDA {
    addRow<Groups, Gates, Gates, 0, Gates>(target, sweep.rows, factor);
    sweep.rows += sweep.rowStep;
    sweep.x += sweep.xStep;
    --sweep.count;
  };
  if constexpr (HasHead) {
    add(sum, broadcastLane<0>(head));
    add(second, broadcastLane<1>(head));
    add(sum, broadcastLane<2>(head));
    add(second, broadcastLane<3>(head));
    add(sum, broadcastLane<4>(head));
    add(second, broadcastLane<5>(head));
    add(sum, broadcastLane<6>(head));
    add(second, broadcastLane<7>(head));
  }
  if constexpr (isSplit) {
    while (sweep.count >= 2) {
      add(sum, Pack(*sweep.x));
      add(second, Pack(*sweep.x));
    }
  }
  while (sweep.count > 0) add(sum, Pack(*sweep.x));
  if constexpr (isSplit) {
#pragma GCC unroll 32
    for (int i = 0; i < Groups * Gates; ++i) sum[i] = sum[i] + other[i];
  }
}

template <int Count>
TONEWRIGHT_INLINE void loadAll(Pack (&sum)[Count], const float* from) {
#pragma GCC unroll 32
  for (int i = 0; i < Count; ++i) sum[i] = load(from + i * static_cast<int>(kLanes));
}

/// One step of one layer, as its tiles see it.
struct Step {
  const LayerBlock& block;
  const RecurrentLayout& at;
  const float* x;
  const float* h;
  float* next;
  bool isForward;
  Pack head;  // h of the first group, where tiles are told to take it from here

  /// Rows of this layer's inputs or state, from the first gate of a tile's first group.
  TONEWRIGHT_INLINE Sweep inputs(std::size_t offset) const {
    return {block.weights + at.inputRows + offset, at.inputStride, x, at.inputs, true};
  }
  TONEWRIGHT_INLINE Sweep state(std::size_t offset) const {
    return {block.weights + at.stateRows + offset, at.stateStride, h, at.units, isForward};
  }
};

struct Rnn {
  static constexpr int kGates = 1, kStateGates = 1, kPasses = 1;

  template <int Groups, int Pass, bool HasHead>
  TONEWRIGHT_INLINE static Pack tile(const Step& step, std::size_t group) {
    const std::size_t unit = group * kLanes;
    Pack sum[Groups];
    loadAll(sum, step.block.weights + unit);
    addRows<Groups, 1, 1, 0, 1>(sum, step.inputs(unit));
    addState<Groups, 1, HasHead>(sum, step.state(unit), step.head);
    const bool isTanh = step.block.layer->activation == Activation::tanh;
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      if (isTanh) sum[g] = tanhOf(sum[g]);
      store(step.next + unit + g * kLanes, sum[g]);
    }
    if (isTanh) return sum[0];
    activateGroups(step.block.layer->activation, step.next + unit, Groups);
    return load(step.next + unit);
  }
};

struct Lstm {
  static constexpr int kGates = 4, kStateGates = 4, kPasses = 1;

  template <int Groups, int Pass, bool HasHead>
  TONEWRIGHT_INLINE static Pack tile(const Step& step, std::size_t group) {
    const std::size_t unit = group * kLanes, offset = unit * 4;
    Pack sum[Groups * 4];
    loadAll(sum, step.block.weights + offset);
    addRows<Groups, 4, 4, 0, 4>(sum, step.inputs(offset));
    addState<Groups, 4, HasHead>(sum, step.state(offset), step.head);
    // Stage by stage over all groups rather than group by group: a processor looks ahead about as far as one stage.
    float* cell = step.block.cell + unit;
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const Pack halfCell = Pack(0.5f) * load(cell + g * kLanes);
      const Pack kept = scaledTanh(sum[g * 4 + 1], halfCell, halfCell);
      sum[g * 4 + 2] = sigmoidOfTwice(sum[g * 4]) * tanhOf(sum[g * 4 + 2]) + kept;
      store(cell + g * kLanes, sum[g * 4 + 2]);
    }
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) sum[g * 4 + 3] = sigmoidOfTwice(sum[g * 4 + 3]);
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const Ratio<Pack> t = tanhRatio(sum[g * 4 + 2]);
      sum[g] = quotient(sum[g * 4 + 3] * t.numerator, t.denominator);
      store(step.next + unit + g * kLanes, sum[g]);
    }
    return sum[0];
  }
};

/// h' = (1 - z) n + z h
TONEWRIGHT_INLINE Pack gruBlend(Pack candidate, Pack z, Pack h) { return scaledTanh(candidate, Pack(1.0f) - z, z * h); }

struct GruResetAfter {
  static constexpr int kGates = 3, kStateGates = 3, kPasses = 1;

  template <int Groups, int Pass, bool HasHead>
  TONEWRIGHT_INLINE static Pack tile(const Step& step, std::size_t group) {
    const std::size_t unit = group * kLanes, offset = unit * 3;
    Pack sum[Groups * 3], inputSum[Groups];  // z, r, state side of h; input side of h
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const float* bias = step.block.weights + offset + g * 3 * kLanes;
      sum[g * 3] = load(bias);
      sum[g * 3 + 1] = load(bias + kLanes);
      inputSum[g] = load(bias + 2 * kLanes);
      sum[g * 3 + 2] = load(step.block.weights + step.at.stateBias + unit + g * kLanes);
    }
    addRows<Groups, 1, 3, 2, 1>(inputSum, step.inputs(offset));
    addRows<Groups, 3, 3, 0, 2>(sum, step.inputs(offset));
    addState<Groups, 3, HasHead>(sum, step.state(offset), step.head);
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const Pack side = sum[g * 3 + 2];  // half of U h + b', so that r times it is (1 + tanh) times this
      inputSum[g] = scaledTanh(sum[g * 3 + 1], side, inputSum[g] + side);
    }
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) sum[g * 3] = sigmoidOfTwice(sum[g * 3]);
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const Pack h = g == 0 && HasHead ? step.head : load(step.h + unit + g * kLanes);
      inputSum[g] = gruBlend(inputSum[g], sum[g * 3], h);
      store(step.next + unit + g * kLanes, inputSum[g]);
    }
    return inputSum[0];
  }
};

/// First pass: z, kept in the row to come, and twice r * h, in the scratch. Second pass: the candidate.
struct GruResetBefore {
  static constexpr int kGates = 3, kStateGates = 2, kPasses = 2;

  template <int Groups, int Pass, bool HasHead>
  TONEWRIGHT_INLINE static Pack tile(const Step& step, std::size_t group) {
    if constexpr (Pass == 0) return gates<Groups, HasHead>(step, group * kLanes);
    return candidate<Groups>(step, group * kLanes);
  }

  template <int Groups, bool HasHead>
  TONEWRIGHT_INLINE static Pack gates(const Step& step, std::size_t unit) {
    Pack sum[Groups * 2];
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      sum[g * 2] = load(step.block.weights + unit * 3 + g * 3 * kLanes);
      sum[g * 2 + 1] = load(step.block.weights + unit * 3 + (g * 3 + 1) * kLanes);
    }
    addRows<Groups, 2, 3, 0, 2>(sum, step.inputs(unit * 3));
    addState<Groups, 2, HasHead>(sum, step.state(unit * 2), step.head);
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      const Pack h = load(step.h + unit + g * kLanes);
      store(step.next + unit + g * kLanes, sigmoidOfTwice(sum[g * 2]));
      store(step.block.cell + unit + g * kLanes, scaledTanh(sum[g * 2 + 1], h, h));
    }
    return step.head;
  }

  template <int Groups>
  TONEWRIGHT_INLINE static Pack candidate(const Step& step, std::size_t unit) {
    Pack sum[Groups];
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) sum[g] = load(step.block.weights + unit * 3 + (g * 3 + 2) * kLanes);
    addRows<Groups, 1, 3, 2, 1>(sum, step.inputs(unit * 3));
    const RecurrentLayout& at = step.at;
    addRows<Groups, 1, 1, 0, 1>(sum, Sweep(step.block.weights + at.candidateRows + unit, at.candidateStride,
                                           step.block.cell, at.units, step.isForward));
#pragma GCC unroll 32
    for (int g = 0; g < Groups; ++g) {
      float* next = step.next + unit + g * kLanes;
      sum[g] = gruBlend(sum[g], load(next), load(step.h + unit + g * kLanes));
      store(next, sum[g]);
    }
    return sum[0];
  }
};

/// All tiles of a step: the first `wide` have Groups + 1 groups, the others Groups.
template <class Cell, int Groups, int Pass>
TONEWRIGHT_INLINE void runPass(const Step& step, std::size_t tiles, std::size_t wide) {
  for (std::size_t i = 0; i < tiles; ++i) {
    const std::size_t tile = step.isForward ? i : tiles - 1 - i;
    if (tile >= wide) {
      Cell::template tile<Groups, Pass, false>(step, tile * Groups + wide);
    } else if constexpr (Groups < kMaxGroups<Cell>) {
      Cell::template tile<Groups + 1, Pass, false>(step, tile * (Groups + 1));
    }
  }
}

template <class Cell, int Groups>
void runBlock(const LayerBlock& block) noexcept {
  const RecurrentLayout at(block.layer->spec());
  const std::size_t tiles = (at.groups + kMaxGroups<Cell> - 1) / kMaxGroups<Cell>, wide = at.groups % tiles;
  for (std::size_t t = 0; t < block.frames; ++t) {
    float* next = block.out + t * block.outStride;
    const Step step{
        block,     at, block.in + t * block.inStride, next - block.outStride, next, (block.firstStep + t) % 2 == 0,
        Pack(0.0f)};
    runPass<Cell, Groups, 0>(step, tiles, wide);
    if constexpr (Cell::kPasses == 2) runPass<Cell, Groups, 1>(step, tiles, wide);
  }
}

/// A layer that is one tile, of eight units or more, and stays in the L1 cache: its state stays in registers from step
/// to step where it can.
template <class Cell, int Groups>
void runNarrowBlock(const LayerBlock& block) noexcept {
  RecurrentLayout at(block.layer->spec());
  at.inputStride = at.inputRows = Groups * Cell::kGates * kLanes;  // as it is, now known to the compiler
  at.stateStride = Groups * Cell::kStateGates * kLanes;
  Pack head = load(block.out - block.outStride);
  for (std::size_t t = 0; t < block.frames; ++t) {
    float* next = block.out + t * block.outStride;
    const Step step{block, at, block.in + t * block.inStride, next - block.outStride, next, true, head};
    head = Cell::template tile<Groups, 0, true>(step, 0);
    if constexpr (Cell::kPasses == 2) head = Cell::template tile<Groups, 1, false>(step, 0);
  }
}

/// Picks the tile size at run time: as few tiles as the registers allow, as even as they can be.
template <class Cell, int... Sizes>
TONEWRIGHT_INLINE void runTiled(const LayerBlock& block, std::integer_sequence<int, Sizes...>) {
  constexpr RowKernel bySize[] = {runBlock<Cell, Sizes + 1>...};
  constexpr RowKernel narrowBySize[] = {runNarrowBlock<Cell, Sizes + 1>...};
  const std::size_t groups = groupsOf(block.layer->outputs);
  const std::size_t tiles = (groups + kMaxGroups<Cell> - 1) / kMaxGroups<Cell>;
  const bool isCached = block.layer->weightsCount * sizeof(float) <= kCachedBytes;
  const bool isNarrow = isCached && tiles == 1 && block.layer->outputs >= kLanes && groups <= kMaxNarrowGroups<Cell>;
  (isNarrow ? narrowBySize : bySize)[groups / tiles - 1](block);
}

template <class Cell>
void recurrent(const LayerBlock& block) noexcept {
  runTiled<Cell>(block, std::make_integer_sequence<int, kMaxGroups<Cell>>{});
}

inline void gru(const LayerBlock& block) noexcept {
  block.layer->spec().resetAfter ? recurrent<GruResetAfter>(block) : recurrent<GruResetBefore>(block);
}
