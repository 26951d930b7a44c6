// Which implementation of the kernels runs: chosen when a model is loaded, by what the processor can do. One source
// (kernels.inl) is compiled for each instruction set, in a namespace of its own, so that no inline function of one can
// be linked into another.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#if defined(__SSE__)
#include <immintrin.h>
#endif

#include "engine/kernels.hpp"
#include "engine/reference/layers.hpp"
#if defined(__ARM_ARCH_7EM__) && defined(__ARM_FP)
#include "engine/cortex/kernels.hpp"
#define TONEWRIGHT_HAS_CORTEX_M7 1
#endif

#if defined(__x86_64__) && !defined(__EMSCRIPTEN__)
#define TONEWRIGHT_HAS_X86_DISPATCH 1
#endif

/// Vector registers for a tile's sums. Address checks on every access of unrolled tiles take compilers a quarter of an
/// hour, so instrumented builds run the same code in tiles of four packs.
#if defined(__SANITIZE_ADDRESS__)
#define TONEWRIGHT_UP_TO(registers) (4 * 8 / TONEWRIGHT_VECTOR_LANES)
#else
#define TONEWRIGHT_UP_TO(registers) registers
#endif

#if !defined(TONEWRIGHT_HAS_CORTEX_M7)
/// What this build may use everywhere: SSE2, NEON, or whatever the compiler makes of vectors of four.
namespace tonewright::baseline {
#define TONEWRIGHT_VECTOR_LANES 4
#define TONEWRIGHT_LAMBDA __attribute__((always_inline))
#if defined(__aarch64__)
#define TONEWRIGHT_REGISTERS 32
#define TONEWRIGHT_SUM_REGISTERS TONEWRIGHT_UP_TO(24)
#else
#define TONEWRIGHT_REGISTERS 16
#define TONEWRIGHT_SUM_REGISTERS TONEWRIGHT_UP_TO(12)
#endif
#include "engine/simd/kernels.inl"
#undef TONEWRIGHT_SUM_REGISTERS
#undef TONEWRIGHT_REGISTERS
#undef TONEWRIGHT_LAMBDA
#undef TONEWRIGHT_VECTOR_LANES
}  // namespace tonewright::baseline
#else
/// A processor without vectors: the reference, which is also the smallest.
namespace tonewright::baseline {
inline constexpr const KernelTable& kKernels = reference::kKernels<float>;
}
#endif

#if defined(TONEWRIGHT_HAS_X86_DISPATCH)
#define TONEWRIGHT_VECTOR_LANES 8

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace tonewright::avx2 {
#define TONEWRIGHT_LAMBDA __attribute__((always_inline, target("avx2,fma")))
#define TONEWRIGHT_REGISTERS 16
#define TONEWRIGHT_SUM_REGISTERS TONEWRIGHT_UP_TO(15)
#include "engine/simd/kernels.inl"
#undef TONEWRIGHT_SUM_REGISTERS
#undef TONEWRIGHT_REGISTERS
#undef TONEWRIGHT_LAMBDA
}  // namespace tonewright::avx2
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

// AVX-512 in registers of 256 bits: what it adds here is that there are 32 of them. Sums in more than 21 were slower:
// layers that wide outgrow the L1 cache, and two tiles of half the width ran 1.3 times as fast as one.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512vl")
#endif
namespace tonewright::avx512 {
#define TONEWRIGHT_LAMBDA __attribute__((always_inline, target("avx2,fma,avx512f,avx512vl")))
#define TONEWRIGHT_REGISTERS 32
#define TONEWRIGHT_SUM_REGISTERS TONEWRIGHT_UP_TO(21)
#include "engine/simd/kernels.inl"
#undef TONEWRIGHT_SUM_REGISTERS
#undef TONEWRIGHT_REGISTERS
#undef TONEWRIGHT_LAMBDA
}  // namespace tonewright::avx512
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#undef TONEWRIGHT_VECTOR_LANES
#endif
#undef TONEWRIGHT_UP_TO

namespace tonewright {

enum class InstructionSet : std::uint32_t { best = 0, reference = 1, baseline = 2, avx2 = 3, avx512 = 4, cortexM7 = 5 };

/// Name as the benchmark and logs print it. [any-thread]
constexpr const char* nameOf(InstructionSet set) {
  constexpr const char* names[] = {"best", "reference", "baseline", "avx2", "avx512", "cortex-m7"};
  return names[static_cast<std::uint32_t>(set)];
}

/// Whether this build and this processor can run it. [init]
inline bool isAvailable(InstructionSet set) {
#if defined(TONEWRIGHT_HAS_X86_DISPATCH)
  if (set == InstructionSet::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (set == InstructionSet::avx512) {
    return __builtin_cpu_supports("avx512vl") && isAvailable(InstructionSet::avx2);
  }
#endif
#if defined(TONEWRIGHT_HAS_CORTEX_M7)
  if (set == InstructionSet::cortexM7) return true;
#endif
  return set <= InstructionSet::baseline;
}

/// What `best` stands for here. [init]
inline InstructionSet bestInstructionSet() {
  for (const InstructionSet set : {InstructionSet::cortexM7, InstructionSet::avx512, InstructionSet::avx2}) {
    if (isAvailable(set)) return set;
  }
  return InstructionSet::baseline;
}

/// Kernels of an instruction set that is available. [init]
inline const KernelTable& kernelsOf(InstructionSet set) {
  switch (set) {
    case InstructionSet::reference:
      return reference::kKernels<float>;
#if defined(TONEWRIGHT_HAS_X86_DISPATCH)
    case InstructionSet::avx2:
      return avx2::kKernels;
    case InstructionSet::avx512:
      return avx512::kKernels;
#endif
#if defined(TONEWRIGHT_HAS_CORTEX_M7)
    case InstructionSet::cortexM7:
      return cortex::kKernels<reference::kKernels<float>>;
#endif
    default:
      return baseline::kKernels;
  }
}

}  // namespace tonewright
