// Sixteen floats as a struct of the processor's own vectors. Compiled once for each instruction set, in a namespace of
// its own, so that no function of one set is ever linked into the path of another; hence no standard headers here.
#pragma once

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "training/fast/kernels.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

#if defined(__AVX512F__)
inline constexpr int kVectorLanes = 16;
#elif defined(__AVX2__)
inline constexpr int kVectorLanes = 8;
#else
inline constexpr int kVectorLanes = 4;
#endif
inline constexpr int kVectors = kLanes / kVectorLanes;

typedef float Vector __attribute__((vector_size(kVectorLanes * sizeof(float))));
typedef float StoredVector __attribute__((vector_size(kVectorLanes * sizeof(float)), may_alias));

#define TONEWRIGHT_INLINE inline __attribute__((always_inline))

TONEWRIGHT_INLINE Vector loadVector(const float* p) { return *reinterpret_cast<const StoredVector*>(p); }
TONEWRIGHT_INLINE void storeVector(float* p, Vector v) { *reinterpret_cast<StoredVector*>(p) = v; }

/// One vector as the arithmetic type that the engine's activation formulas ask for.
struct Single {
  Vector v;
  TONEWRIGHT_INLINE explicit Single(Vector vector) : v(vector) {}
  TONEWRIGHT_INLINE explicit Single(float s) : v(Vector{} + s) {}
};
TONEWRIGHT_INLINE Single operator+(Single a, Single b) { return Single(a.v + b.v); }
TONEWRIGHT_INLINE Single operator-(Single a, Single b) { return Single(a.v - b.v); }
TONEWRIGHT_INLINE Single operator*(Single a, Single b) { return Single(a.v * b.v); }

// The processor's min and max give the second operand when one is a NaN: x comes second, so that a diverged model
// shows.
TONEWRIGHT_INLINE Single atMost(Single x, Single limit) {
#if defined(__AVX512F__)
  return Single(_mm512_min_ps(limit.v, x.v));
#elif defined(__AVX2__)
  return Single(_mm256_min_ps(limit.v, x.v));
#else
  return Single(limit.v < x.v ? limit.v : x.v);
#endif
}
TONEWRIGHT_INLINE Single atLeast(Single x, Single limit) {
#if defined(__AVX512F__)
  return Single(_mm512_max_ps(limit.v, x.v));
#elif defined(__AVX2__)
  return Single(_mm256_max_ps(limit.v, x.v));
#else
  return Single(limit.v > x.v ? limit.v : x.v);
#endif
}

// a / b + c; a / b by an estimated reciprocal and one Newton step where the processor has an estimate.
TONEWRIGHT_INLINE Single quotientPlus(Single a, Single b, Single c) {
#if defined(__AVX512F__)
  const Vector r = _mm512_rcp14_ps(b.v);
#elif defined(__AVX2__)
  const Vector r = _mm256_rcp_ps(b.v);
#endif
#if defined(__AVX2__)
  const Vector q = a.v * r;
  return Single((a.v - q * b.v) * r + (q + c.v));
#else
  return Single(a.v / b.v + c.v);
#endif
}
TONEWRIGHT_INLINE Single quotient(Single a, Single b) { return quotientPlus(a, b, Single(0.0f)); }

#include "engine/activation_formulas.inl"

struct Pack {
  Vector v[kVectors];
};

template <class F>
TONEWRIGHT_INLINE Pack eachVector(F f) {
  Pack out;
  for (int i = 0; i < kVectors; ++i) out.v[i] = f(i);
  return out;
}

TONEWRIGHT_INLINE Pack load(const float* p) {
  return eachVector([=](int i) { return loadVector(p + i * kVectorLanes); });
}
TONEWRIGHT_INLINE void store(float* p, Pack a) {
  for (int i = 0; i < kVectors; ++i) storeVector(p + i * kVectorLanes, a.v[i]);
}
TONEWRIGHT_INLINE Pack broadcast(float s) {
  return eachVector([=](int) { return Vector{} + s; });
}
TONEWRIGHT_INLINE Pack operator+(Pack a, Pack b) {
  return eachVector([&](int i) { return a.v[i] + b.v[i]; });
}
TONEWRIGHT_INLINE Pack operator-(Pack a, Pack b) {
  return eachVector([&](int i) { return a.v[i] - b.v[i]; });
}
TONEWRIGHT_INLINE Pack operator*(Pack a, Pack b) {
  return eachVector([&](int i) { return a.v[i] * b.v[i]; });
}
TONEWRIGHT_INLINE Pack operator*(float a, Pack b) {
  return eachVector([&](int i) { return a * b.v[i]; });
}
TONEWRIGHT_INLINE Pack operator-(float a, Pack b) {
  return eachVector([&](int i) { return a - b.v[i]; });
}

/// Applies a scalar function lane by lane: for the activations that are too rare to be worth a vector formula.
template <class F>
TONEWRIGHT_INLINE Pack eachLane(Pack a, F f) {
  alignas(64) float lanes[kLanes];
  store(lanes, a);
  for (float& lane : lanes) lane = f(lane);
  return load(lanes);
}

/// One of the engine's formulas on each vector.
template <class F>
TONEWRIGHT_INLINE Pack each(Pack a, F formula) {
  return eachVector([&](int i) { return formula(Single(a.v[i])).v; });
}
TONEWRIGHT_INLINE Pack tanhOf(Pack a) {
  return each(a, [](Single x) { return tanhOf(x); });
}
/// sigmoid(2 a): the gates' factor 0.5 is in the packed weights.
TONEWRIGHT_INLINE Pack sigmoidOfDouble(Pack a) {
  return each(a, [](Single x) { return sigmoidOfTwice(x); });
}

/// The sum of a vector's lanes.
TONEWRIGHT_INLINE float vectorSum(Vector a) {
#if defined(__AVX512F__)
  const __m256 half = __builtin_shufflevector(a, a, 0, 1, 2, 3, 4, 5, 6, 7) +
                      __builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15);
#elif defined(__AVX2__)
  const __m256 half = a;
#endif
#if defined(__AVX2__)
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
#else
  return (a[0] + a[2]) + (a[1] + a[3]);
#endif
}

}  // namespace tonewright::training::TONEWRIGHT_ISA
