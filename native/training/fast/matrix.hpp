// The matrix kernels over lanes, in register tiles:
//   affine    y[r] = start[r] + sum_k w[k][r] x[k]      (forward; with transposed weights also dx = W^T dy)
//   dots      the same for few rows, several time steps at once
//   outer     dW[k][r] += sum over time and lanes of x[k] dy[r]
#pragma once

#include "training/fast/pack.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

#if defined(__AVX512F__)
inline constexpr int kMaxRows = 16, kOuterColumns = 5, kOuterRows = 5;
#elif defined(__AVX2__)
inline constexpr int kMaxRows = 6, kOuterColumns = 3, kOuterRows = 4;
#else
inline constexpr int kMaxRows = 3, kOuterColumns = 3, kOuterRows = 4;
#endif

/// One product W x: weights [count][stride], of which a tile uses columns r..r+Rows; x [count][lane].
struct Term {
  const float* weights = nullptr;
  const float* x = nullptr;
  int count = 0;
  int stride = 0;
};

enum class Start { zero, bias, accumulate };

template <int Rows>
TONEWRIGHT_INLINE void addTerm(Pack (&sum)[Rows], const Term& term, int row) {
  const float* w = term.weights + row;
  const float* x = term.x;
  for (int k = 0; k < term.count; ++k, w += term.stride, x += kLanes) {
    const Pack xk = load(x);
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; ++i) sum[r].v[i] += w[r] * xk.v[i];
  }
}

template <int Rows>
void affineTile(float* y, int row, Start start, const float* bias, const Term& a, const Term& b) {
  Pack sum[Rows];
  y += row * kLanes;
#pragma GCC unroll 32
  for (int r = 0; r < Rows; ++r) {
    sum[r] = start == Start::accumulate ? load(y + r * kLanes) : broadcast(start == Start::bias ? bias[row + r] : 0.0f);
  }
  addTerm(sum, a, row);
  addTerm(sum, b, row);
#pragma GCC unroll 32
  for (int r = 0; r < Rows; ++r) store(y + r * kLanes, sum[r]);
}

using AffineTile = void (*)(float*, int, Start, const float*, const Term&, const Term&);

template <int... Rows>
struct AffineTiles {
  static constexpr AffineTile table[] = {nullptr, &affineTile<Rows>...};
};

// std::make_integer_sequence by hand, since standard headers stay out of these files.
template <template <int...> class T, int N, int... Is>
struct Counted : Counted<T, N - 1, N, Is...> {};
template <template <int...> class T, int... Is>
struct Counted<T, 0, Is...> {
  using Type = T<Is...>;
};

/// y[rows][lane] = start + a + b, in tiles of nearly equal height.
TONEWRIGHT_INLINE void affine(float* y, int rows, Start start, const float* bias, const Term& a, const Term& b = {}) {
  int tiles = (rows + kMaxRows - 1) / kMaxRows;
  for (int row = 0; row < rows; --tiles) {
    const int height = (rows - row + tiles - 1) / tiles;
    Counted<AffineTiles, kMaxRows>::Type::table[height](y, row, start, bias, a, b);
    row += height;
  }
}

/// y[t][lane] = bias + sum_k w[k] x[t][k][lane] for Steps time steps; the strides are in floats.
template <int Steps>
TONEWRIGHT_INLINE void dots(float* y, int yStride, float bias, const float* w, int wStride, const float* x, int count) {
  Pack sum[Steps];
  for (int t = 0; t < Steps; ++t) sum[t] = broadcast(bias);
  for (int k = 0; k < count; ++k)
#pragma GCC unroll 8
    for (int t = 0; t < Steps; ++t) sum[t] = sum[t] + w[k * wStride] * load(x + (t * count + k) * kLanes);
  for (int t = 0; t < Steps; ++t) store(y + t * yStride, sum[t]);
}

/// A quantity that weights multiply, data [steps][stride], and the row of those weights' gradients.
struct Column {
  const float* data = nullptr;
  long stride = 0;
  float* gradient = nullptr;
};

/// Neighbouring columns: data [steps][stride], feature k at data + k * 16, its gradients at gradient + k *
/// gradientStride.
struct ColumnBlock {
  const float* data = nullptr;
  long stride = 0;
  int count = 0;
  float* gradient = nullptr;
  int gradientStride = 0;
};

alignas(64) inline constexpr float kOnes[kLanes] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

/// The column that a bias multiplies.
TONEWRIGHT_INLINE ColumnBlock onesColumn(float* gradient) { return {kOnes, 0, 1, gradient, 0}; }

template <int Columns, int Rows>
void outerTile(const Column* columns, const float* dy, long dyStride, int steps, int row) {
  constexpr int kPart = kVectorLanes;  // lanes are summed in the end, so each vector of a pack is one more step
  Vector sum[Columns][Rows] = {};
  const float* x[Columns];
  for (int c = 0; c < Columns; ++c) x[c] = columns[c].data;
  dy += row * kLanes;
  for (int t = 0; t < steps; ++t) {
    for (int part = 0; part < kLanes; part += kPart) {
      Vector xs[Columns];
#pragma GCC unroll 8
      for (int c = 0; c < Columns; ++c) xs[c] = loadVector(x[c] + part);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) {
        const Vector g = loadVector(dy + r * kLanes + part);
#pragma GCC unroll 8
        for (int c = 0; c < Columns; ++c) sum[c][r] += g * xs[c];
      }
    }
#pragma GCC unroll 8
    for (int c = 0; c < Columns; ++c) x[c] += columns[c].stride;
    dy += dyStride;
  }
#pragma GCC unroll 8
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) columns[c].gradient[row + r] += vectorSum(sum[c][r]);
}

using OuterTile = void (*)(const Column*, const float*, long, int, int);

template <int... Rows>
struct OuterTiles {
  template <int Columns>
  struct Of {
    static constexpr OuterTile table[] = {nullptr, &outerTile<Columns, Rows>...};
  };
};
template <int... Columns>
struct OuterTable {
  using Rows = typename Counted<OuterTiles, kOuterRows>::Type;
  static constexpr const OuterTile* table[] = {nullptr, Rows::template Of<Columns>::table...};
};

/// Adds to every column's gradient[0..rows) the sum over steps and lanes of column x dy[row]; dy [steps][dyStride].
template <int Blocks>
TONEWRIGHT_INLINE void outer(const ColumnBlock (&blocks)[Blocks], const float* dy, long dyStride, int rows, int steps) {
  int count = 0, block = 0, inBlock = 0;
  for (const ColumnBlock& b : blocks) count += b.count;
  int wide = (count + kOuterColumns - 1) / kOuterColumns;
  for (; count > 0; --wide) {
    const int width = (count + wide - 1) / wide;
    Column columns[kOuterColumns];
    for (int c = 0; c < width; ++c, ++inBlock) {
      while (inBlock == blocks[block].count) ++block, inBlock = 0;
      const ColumnBlock& b = blocks[block];
      columns[c] = {b.data + inBlock * kLanes, b.stride, b.gradient + inBlock * b.gradientStride};
    }
    int tall = (rows + kOuterRows - 1) / kOuterRows;
    for (int r = 0; r < rows; --tall) {
      const int height = (rows - r + tall - 1) / tall;
      Counted<OuterTable, kOuterColumns>::Type::table[width][height](columns, dy, dyStride, steps, r);
      r += height;
    }
    count -= width;
  }
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
