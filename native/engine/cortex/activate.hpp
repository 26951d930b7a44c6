// tanh and sigmoid on a Cortex-M7, four at a time: the rational of activation_formulas.inl in Horner's order.
//
// A multiply-add writes over its addend, so the coefficients are loaded afresh for each value, by one `vldmia`, each
// time one register lower: the denominator, which the last of them becomes, then stays where it is. The four
// quotients share one division, which blocks the pipeline for 16 cycles: 1/a = b / (a b).
#pragma once

#include <cstddef>

#include "engine/activations.hpp"

namespace tonewright::cortex {

/// y = scale * tanh(x) + offset. Loaded as they lie here.
struct TanhTable {
  float numerator[4], denominator[4];  // from the highest power but one down to the constant
  float highestNumerator, highestDenominator, lowest, highest, one, offset;
};

constexpr TanhTable tanhTable(float scale, float offset) {
  return {{2.177317401219625e-05f * scale, 0.0035641517024487257f * scale, 0.13438187539577484f * scale,
           0.9999999403953552f * scale},
          {0.0003399172273930162f, 0.026135999709367752f, 0.4677150845527649f, 1.0f},
          1.506171010134949e-08f * scale,
          8.453621376247611e-07f,
          -kTanhLimit,
          kTanhLimit,
          1.0f,
          offset};
}

inline constexpr TanhTable kTanh = tanhTable(1.0f, 0.0f);
inline constexpr TanhTable kSigmoidOfTwice = tanhTable(0.5f, 0.5f);

/// Numerator to `x`, denominator to the last register of n0 to d0, which the table's first eight were loaded to.
#define TONEWRIGHT_TANH(x, range, n3, n2, n1, n0, d3, d2, d1, d0) \
  "vmaxnm.f32 " x ", " x                                          \
  ", s24\n\t"                                                     \
  "vldmia %[table], {" range                                      \
  "}\n\t"                                                         \
  "vminnm.f32 " x ", " x                                          \
  ", s25\n\t"                                                     \
  "vmul.f32 s16, " x ", " x                                       \
  "\n\t"                                                          \
  "vfma.f32 " n3                                                  \
  ", s22, s16\n\t"                                                \
  "vfma.f32 " d3                                                  \
  ", s23, s16\n\t"                                                \
  "vfma.f32 " n2 ", " n3                                          \
  ", s16\n\t"                                                     \
  "vfma.f32 " d2 ", " d3                                          \
  ", s16\n\t"                                                     \
  "vfma.f32 " n1 ", " n2                                          \
  ", s16\n\t"                                                     \
  "vfma.f32 " d1 ", " d2                                          \
  ", s16\n\t"                                                     \
  "vfma.f32 " n0 ", " n1                                          \
  ", s16\n\t"                                                     \
  "vfma.f32 " d0 ", " d1                                          \
  ", s16\n\t"                                                     \
  "vmul.f32 " x ", " x ", " n0 "\n\t"

/// y[i] = scale * tanh(x[i]) + offset for `count` of them, rounded up to a multiple of four: both have room for that.
inline void scaledTanhOf(const TanhTable& table, const float* x, float* y, std::size_t count) {
  std::size_t fours = (count + 3) / 4;
  const float* rest = &table.highestNumerator;
  asm volatile(
      "vldmia %[rest], {s22-s27}\n\t"
      "1:\n\t"
      "vldmia %[x]!, {s0-s3}\n\t" TONEWRIGHT_TANH("s0", "s8-s15", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15")
          TONEWRIGHT_TANH("s1", "s7-s14", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14")
              TONEWRIGHT_TANH("s2", "s6-s13", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13")
                  TONEWRIGHT_TANH("s3", "s5-s12", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12")
      // a = d0 d1, b = d2 d3, c = 1 / (a b); 1/d0 = c b d1 and so on
      "vmul.f32 s16, s15, s14\n\t"
      "vmul.f32 s17, s13, s12\n\t"
      "vmul.f32 s18, s16, s17\n\t"
      "vdiv.f32 s18, s26, s18\n\t"
      "vmul.f32 s4, s0, s14\n\t"
      "vmul.f32 s5, s1, s15\n\t"
      "vmul.f32 s6, s2, s12\n\t"
      "vmul.f32 s7, s3, s13\n\t"
      "vmul.f32 s17, s18, s17\n\t"
      "vmul.f32 s16, s18, s16\n\t"
      "vmov.f32 s0, s27\n\t"
      "vmov.f32 s1, s27\n\t"
      "vmov.f32 s2, s27\n\t"
      "vmov.f32 s3, s27\n\t"
      "vfma.f32 s0, s4, s17\n\t"
      "vfma.f32 s1, s5, s17\n\t"
      "vfma.f32 s2, s6, s16\n\t"
      "vfma.f32 s3, s7, s16\n\t"
      "vstmia %[y]!, {s0-s3}\n\t"
      "subs %[fours], #1\n\t"
      "bne 1b\n\t"
      : [x] "+r"(x), [y] "+r"(y), [fours] "+r"(fours), [rest] "+r"(rest)
      : [table] "r"(&table)
      : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14",
        "s15", "s16", "s17", "s18", "s22", "s23", "s24", "s25", "s26", "s27");
}

#undef TONEWRIGHT_TANH

}  // namespace tonewright::cortex
