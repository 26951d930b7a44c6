// What gates do to each unit on a Cortex-M7, four units at a time. Counts are rounded up to a multiple of four: all
// vectors have room for that.
#pragma once

#include <cstddef>

namespace tonewright::cortex {

/// y += a b
inline void addProduct(float* y, const float* a, const float* b, std::size_t count) {
  std::size_t fours = (count + 3) / 4;
  const float* source = y;
  asm volatile(
      "1:\n\t"
      "vldmia %[source]!, {s0-s3}\n\t"
      "vldmia %[a]!, {s4-s7}\n\t"
      "vldmia %[b]!, {s8-s11}\n\t"
      "vfma.f32 s0, s4, s8\n\t"
      "vfma.f32 s1, s5, s9\n\t"
      "vfma.f32 s2, s6, s10\n\t"
      "vfma.f32 s3, s7, s11\n\t"
      "vstmia %[y]!, {s0-s3}\n\t"
      "subs %[fours], #1\n\t"
      "bne 1b\n\t"
      : [source] "+r"(source), [y] "+r"(y), [a] "+r"(a), [b] "+r"(b), [fours] "+r"(fours)
      :
      : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11");
}

/// y = a b, and once more in `copy`.
inline void product(float* y, float* copy, const float* a, const float* b, std::size_t count) {
  std::size_t fours = (count + 3) / 4;
  asm volatile(
      "1:\n\t"
      "vldmia %[a]!, {s4-s7}\n\t"
      "vldmia %[b]!, {s8-s11}\n\t"
      "vmul.f32 s0, s4, s8\n\t"
      "vmul.f32 s1, s5, s9\n\t"
      "vmul.f32 s2, s6, s10\n\t"
      "vmul.f32 s3, s7, s11\n\t"
      "vstmia %[y]!, {s0-s3}\n\t"
      "vstmia %[copy]!, {s0-s3}\n\t"
      "subs %[fours], #1\n\t"
      "bne 1b\n\t"
      : [y] "+r"(y), [copy] "+r"(copy), [a] "+r"(a), [b] "+r"(b), [fours] "+r"(fours)
      :
      : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11");
}

/// y = n + z (h - n), and once more in `copy`.
inline void blend(float* y, float* copy, const float* n, const float* z, const float* h, std::size_t count) {
  std::size_t fours = (count + 3) / 4;
  asm volatile(
      "1:\n\t"
      "vldmia %[n]!, {s0-s3}\n\t"
      "vldmia %[h]!, {s8-s11}\n\t"
      "vldmia %[z]!, {s4-s7}\n\t"
      "vsub.f32 s8, s8, s0\n\t"
      "vsub.f32 s9, s9, s1\n\t"
      "vsub.f32 s10, s10, s2\n\t"
      "vsub.f32 s11, s11, s3\n\t"
      "vfma.f32 s0, s4, s8\n\t"
      "vfma.f32 s1, s5, s9\n\t"
      "vfma.f32 s2, s6, s10\n\t"
      "vfma.f32 s3, s7, s11\n\t"
      "vstmia %[y]!, {s0-s3}\n\t"
      "vstmia %[copy]!, {s0-s3}\n\t"
      "subs %[fours], #1\n\t"
      "bne 1b\n\t"
      : [y] "+r"(y), [copy] "+r"(copy), [n] "+r"(n), [z] "+r"(z), [h] "+r"(h), [fours] "+r"(fours)
      :
      : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11");
}

}  // namespace tonewright::cortex
