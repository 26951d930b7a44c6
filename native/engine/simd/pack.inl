// Eight floats, in as many vector registers as the instruction set needs. Included once for each instruction set, in
// its own namespace (dispatch.hpp), with TONEWRIGHT_VECTOR_LANES defined; the compiler's vector extensions do the rest.

constexpr int kVectorLanes = TONEWRIGHT_VECTOR_LANES;
constexpr int kVectors = static_cast<int>(kLanes) / kVectorLanes;
typedef float Vector __attribute__((vector_size(kVectorLanes * sizeof(float))));
typedef float Quad __attribute__((vector_size(4 * sizeof(float))));

struct Pack {
  Vector part[kVectors];

  Pack() = default;
  TONEWRIGHT_INLINE explicit Pack(float value) {
    for (Vector& p : part) p = value - Vector{};
  }
};

/// result.part[v] = f(a.part[v], ..): one line for each operation below.
#define TONEWRIGHT_FOR_PARTS(expression)                                                    \
  Pack result;                                                                              \
  _Pragma("GCC unroll 2") for (int v = 0; v < kVectors; ++v) result.part[v] = (expression); \
  return result

TONEWRIGHT_INLINE Pack operator+(Pack a, Pack b) { TONEWRIGHT_FOR_PARTS(a.part[v] + b.part[v]); }
TONEWRIGHT_INLINE Pack operator-(Pack a, Pack b) { TONEWRIGHT_FOR_PARTS(a.part[v] - b.part[v]); }
TONEWRIGHT_INLINE Pack operator*(Pack a, Pack b) { TONEWRIGHT_FOR_PARTS(a.part[v] * b.part[v]); }
TONEWRIGHT_INLINE Pack load(const float* p) { TONEWRIGHT_FOR_PARTS(reinterpret_cast<const Vector*>(p)[v]); }
TONEWRIGHT_INLINE void store(float* p, Pack a) {
  for (int v = 0; v < kVectors; ++v) reinterpret_cast<Vector*>(p)[v] = a.part[v];
}

/// Eight frames that may lie anywhere; up to 7 of them beyond those that count.
typedef float UnalignedVector __attribute__((vector_size(kVectorLanes * sizeof(float)), aligned(4)));
TONEWRIGHT_INLINE Pack loadFrames(const float* p) {
  TONEWRIGHT_FOR_PARTS(reinterpret_cast<const UnalignedVector*>(p)[v]);
}
/// The first `frames` of eight, or all.
TONEWRIGHT_INLINE void storeFrames(float* p, Pack a, std::size_t frames) {
  if (frames >= kLanes) {
    for (int v = 0; v < kVectors; ++v) reinterpret_cast<UnalignedVector*>(p)[v] = a.part[v];
  } else {
    alignas(32) float all[kLanes];
    store(all, a);
    for (std::size_t i = 0; i < frames; ++i) p[i] = all[i];
  }
}

#if defined(__SSE__)
#if TONEWRIGHT_VECTOR_LANES == 8
TONEWRIGHT_INLINE Vector larger(Vector x, Vector limit) { return _mm256_max_ps(x, limit); }
TONEWRIGHT_INLINE Vector smaller(Vector x, Vector limit) { return _mm256_min_ps(x, limit); }
TONEWRIGHT_INLINE Vector reciprocalEstimate(Vector x) { return _mm256_rcp_ps(x); }
#else
TONEWRIGHT_INLINE Vector larger(Vector x, Vector limit) { return _mm_max_ps(x, limit); }
TONEWRIGHT_INLINE Vector smaller(Vector x, Vector limit) { return _mm_min_ps(x, limit); }
TONEWRIGHT_INLINE Vector reciprocalEstimate(Vector x) { return _mm_rcp_ps(x); }
#endif
/// a / b + c from the 12-bit estimate of 1 / b and one Newton step: half the time of a division, to 2 ulp. Where there
/// is a fused multiply-add, c must go into it, whatever product the compiler would rather fuse: it is the shortest
/// chain.
TONEWRIGHT_INLINE Vector dividePlus(Vector a, Vector b, Vector c) {
  const Vector r = reciprocalEstimate(b);
#if TONEWRIGHT_VECTOR_LANES == 8
  return _mm256_fmadd_ps(a * r, _mm256_fnmadd_ps(b, r, Vector{} + 2.0f), c);
#else
  return (a * r) * (2.0f - b * r) + c;
#endif
}
#else
TONEWRIGHT_INLINE Vector larger(Vector x, Vector limit) { return x > limit ? x : limit; }
TONEWRIGHT_INLINE Vector smaller(Vector x, Vector limit) { return x < limit ? x : limit; }
TONEWRIGHT_INLINE Vector dividePlus(Vector a, Vector b, Vector c) { return a / b + c; }
#endif

TONEWRIGHT_INLINE Pack atLeast(Pack a, Pack limit) { TONEWRIGHT_FOR_PARTS(larger(a.part[v], limit.part[v])); }
TONEWRIGHT_INLINE Pack atMost(Pack a, Pack limit) { TONEWRIGHT_FOR_PARTS(smaller(a.part[v], limit.part[v])); }
TONEWRIGHT_INLINE Pack quotientPlus(Pack a, Pack b, Pack c) {
  TONEWRIGHT_FOR_PARTS(dividePlus(a.part[v], b.part[v], c.part[v]));
}
TONEWRIGHT_INLINE Pack quotient(Pack a, Pack b) { return quotientPlus(a, b, Pack(0.0f)); }

/// One lane of eight in all lanes: within registers, which is sooner than through memory.
template <int Lane>
TONEWRIGHT_INLINE Pack broadcastLane(Pack a) {
  Pack result;
#if TONEWRIGHT_VECTOR_LANES == 8
  constexpr int half = Lane / 4 * 4, j = Lane % 4;
  const Vector halves = __builtin_shufflevector(a.part[0], a.part[0], half, half + 1, half + 2, half + 3, half,
                                                half + 1, half + 2, half + 3);
  result.part[0] = __builtin_shufflevector(halves, halves, j, j, j, j, j + 4, j + 4, j + 4, j + 4);
#else
  constexpr int j = Lane % 4;
  const Vector quarter = __builtin_shufflevector(a.part[Lane / 4], a.part[Lane / 4], j, j, j, j);
  for (Vector& p : result.part) p = quarter;
#endif
  return result;
}

/// The sums of two halves.
TONEWRIGHT_INLINE Quad foldedOf(Pack a) {
#if TONEWRIGHT_VECTOR_LANES == 8
  return __builtin_shufflevector(a.part[0], a.part[0], 0, 1, 2, 3) +
         __builtin_shufflevector(a.part[0], a.part[0], 4, 5, 6, 7);
#else
  return a.part[0] + a.part[1];
#endif
}

/// The sum over the lanes of each of four packs.
TONEWRIGHT_INLINE Quad laneSums(const Pack* packs) {
  const Quad a = foldedOf(packs[0]), b = foldedOf(packs[1]), c = foldedOf(packs[2]), d = foldedOf(packs[3]);
  const Quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Quad cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

#undef TONEWRIGHT_FOR_PARTS
