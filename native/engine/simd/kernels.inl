// All kernels of one instruction set. dispatch.hpp includes this once for each, in a namespace of its own and with
//   TONEWRIGHT_VECTOR_LANES     floats in a vector register: 4 or 8
//   TONEWRIGHT_REGISTERS        vector registers that there are
//   TONEWRIGHT_SUM_REGISTERS    vector registers that a tile's sums may take
#define TONEWRIGHT_INLINE [[gnu::always_inline]] inline

#include "engine/simd/pack.inl"

#include "engine/activation_formulas.inl"
#include "engine/simd/activate.inl"

/// Sums that hide the latency of a multiply-add (4 to 5 cycles, two a cycle): a tile with at most this many is split.
constexpr int kSplitBelow = 8;
constexpr int kDenseGroups = TONEWRIGHT_SUM_REGISTERS / kVectors >= 12 ? 3 : 2;
constexpr int kDenseFrames = TONEWRIGHT_SUM_REGISTERS / kVectors / kDenseGroups;

/// Groups of eight units that a tile of a layer type can hold in registers.
template <class Cell>
constexpr int kMaxGroups =
    TONEWRIGHT_SUM_REGISTERS / kVectors / Cell::kGates < 12 ? TONEWRIGHT_SUM_REGISTERS / kVectors / Cell::kGates : 12;

/// Groups up to which there are also registers to spare for the state itself.
template <class Cell>
constexpr std::size_t kMaxNarrowGroups = (TONEWRIGHT_REGISTERS - 4) / kVectors / Cell::kGates;

/// Weights that stay in an L1 cache of 32 KB beside the rows that pass through it.
constexpr std::size_t kCachedBytes = 28 * 1024;

#include "engine/simd/recurrent.inl"

#include "engine/simd/dense.inl"

#include "engine/simd/planar.inl"

inline constexpr KernelTable kKernels{dense,      recurrent<Rnn>, gru,  recurrent<Lstm>, conv,
                                      activation, film,           gate, maxPool};

#undef TONEWRIGHT_INLINE
