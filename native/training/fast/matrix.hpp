// The matrix kernels over lanes, in register tiles:
//   affine    y[t][r] = start[t][r] + sum over terms and k of w[k][r] x[t][k]   (forward; with transposed weights also
//             dx = W^T dy); a convolution has a term for each tap
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

/// One product W x: weights [count][stride], of which a tile uses columns r..r+Rows; x [steps][step / 16][lane], of
/// which each time step uses the first `count` features. Steps are in floats.
struct Term {
  const float* weights = nullptr;
  const float* x = nullptr;
  int count = 0;
  int stride = 0;
  long step = 0;
};

/// What a sum starts from: bias [rows], a tensor, both, or neither.
struct Start {
  const float* bias = nullptr;
  const float* from = nullptr;
  long step = 0;  // floats from one time step of `from` to the next
};

/// Time steps that a tile of so many rows takes at once, to keep the pipeline full.
constexpr int stepsAtOnce(int rows) {
  const int fit = kMaxRows / rows;
  return fit >= 8 ? 8 : fit >= 4 ? 4 : fit >= 2 ? 2 : 1;
}

template <int Rows, int Steps>
TONEWRIGHT_INLINE void addTerm(Pack (&sum)[Steps][Rows], const Term& term, int row, long t) {
  const float* w = term.weights + row;
  const float* x = term.x + t * term.step;
  for (int k = 0; k < term.count; ++k, w += term.stride, x += kLanes) {
    Pack xk[Steps];
#pragma GCC unroll 8
    for (int s = 0; s < Steps; ++s) xk[s] = load(x + s * term.step);
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
      for (int s = 0; s < Steps; ++s)
#pragma GCC unroll 4
        for (int i = 0; i < kVectors; ++i) sum[s][r].v[i] += w[r] * xk[s].v[i];
  }
}

template <int Rows, int Steps>
TONEWRIGHT_INLINE void affineTile(float* y, long yStep, int row, const Start& start, const Term* terms, int count,
                                  long t) {
  Pack sum[Steps][Rows];
  const float* from = start.from ? start.from + t * start.step + row * kLanes : nullptr;
#pragma GCC unroll 8
  for (int s = 0; s < Steps; ++s) {
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r) {
      sum[s][r] = from ? load(from + s * start.step + r * kLanes) : broadcast(0.0f);
      if (start.bias) sum[s][r] = sum[s][r] + broadcast(start.bias[row + r]);
    }
  }
  for (int i = 0; i < count; ++i) addTerm(sum, terms[i], row, t);
  y += t * yStep + row * kLanes;
#pragma GCC unroll 8
  for (int s = 0; s < Steps; ++s)
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r) store(y + s * yStep + r * kLanes, sum[s][r]);
}

template <int Rows>
void affineRows(float* y, long yStep, int row, const Start& start, const Term* terms, int count, int steps) {
  constexpr int kSteps = stepsAtOnce(Rows);
  int t = 0;
  for (; t + kSteps <= steps; t += kSteps) affineTile<Rows, kSteps>(y, yStep, row, start, terms, count, t);
  if constexpr (kSteps > 1)
    for (; t < steps; ++t) affineTile<Rows, 1>(y, yStep, row, start, terms, count, t);
}

using AffineRows = void (*)(float*, long, int, const Start&, const Term*, int, int);

template <int... Rows>
struct AffineTable {
  static constexpr AffineRows table[] = {nullptr, &affineRows<Rows>...};
};

// std::make_integer_sequence by hand, since standard headers stay out of these files.
template <template <int...> class T, int N, int... Is>
struct Counted : Counted<T, N - 1, N, Is...> {};
template <template <int...> class T, int... Is>
struct Counted<T, 0, Is...> {
  using Type = T<Is...>;
};

/// y[steps][rows][lane] = start + terms, in tiles of nearly equal height; yStep floats lie between time steps of y.
TONEWRIGHT_INLINE void affine(float* y, long yStep, int rows, int steps, const Start& start, const Term* terms,
                              int count) {
  int tiles = (rows + kMaxRows - 1) / kMaxRows;
  for (int row = 0; row < rows; --tiles) {
    const int height = (rows - row + tiles - 1) / tiles;
    Counted<AffineTable, kMaxRows>::Type::table[height](y, yStep, row, start, terms, count, steps);
    row += height;
  }
}

/// The same for a single time step.
template <int Count>
TONEWRIGHT_INLINE void affine(float* y, int rows, const Start& start, const Term (&terms)[Count]) {
  affine(y, 0, rows, 1, start, terms, Count);
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
TONEWRIGHT_INLINE void outer(const ColumnBlock* blocks, int blockCount, const float* dy, long dyStride, int rows,
                             int steps) {
  int count = 0, block = 0, inBlock = 0;
  for (int b = 0; b < blockCount; ++b) count += blocks[b].count;
  int wide = (count + kOuterColumns - 1) / kOuterColumns;
  for (; count > 0; --wide) {
    const int width = (count + wide - 1) / wide;
    Column columns[kOuterColumns];
    for (int c = 0; c < width; ++c, ++inBlock) {
      while (inBlock == blocks[block].count) ++block, inBlock = 0;
      const ColumnBlock& b = blocks[block];
      columns[c] = {b.data + inBlock * kLanes, b.stride, b.gradient + static_cast<long>(inBlock) * b.gradientStride};
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

template <int Blocks>
TONEWRIGHT_INLINE void outer(const ColumnBlock (&blocks)[Blocks], const float* dy, long dyStride, int rows, int steps) {
  outer(blocks, Blocks, dy, dyStride, rows, steps);
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
