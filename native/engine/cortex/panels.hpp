// Matrix times vector on a Cortex-M7: y = b + M v.
//
// The columns of M lie in panels of up to 12. A panel keeps its sums in s0 to s11 while one `vldmia` after the other
// brings four elements of v (s12 to s15) and, for each, a row of weights (s16 to s27): 1.15 instructions a
// multiply-add. Weights thus lie in the order in which they are read: of each panel the bias, then one row for each
// element of v.
#pragma once

#include <cstddef>

namespace tonewright::cortex {

/// How many columns are cut into panels of one width, as even as can be.
struct PanelPlan {
  static constexpr std::size_t kMinWidth = 2, kMaxWidth = 12;
  std::size_t rows, columns, panels, width;

  constexpr PanelPlan(std::size_t rows, std::size_t columns)
      : rows(rows),
        columns(columns),
        panels((columns + kMaxWidth - 1) / kMaxWidth),
        width(columns > 1 ? (columns + panels - 1) / panels : kMinWidth) {}

  /// With the padding of the last panel.
  constexpr std::size_t paddedColumns() const { return panels * width; }
  constexpr std::size_t floats() const { return paddedColumns() * (rows + 1); }
  /// Row 0 is the bias, row 1 + k belongs to v[k].
  constexpr std::size_t at(std::size_t row, std::size_t column) const {
    return ((column / width) * (rows + 1) + row) * width + column % width;
  }
};

#define TONEWRIGHT_ROW_1(x) "vfma.f32 s0, s16, " x "\n\t"
#define TONEWRIGHT_ROW_2(x) TONEWRIGHT_ROW_1(x) "vfma.f32 s1, s17, " x "\n\t"
#define TONEWRIGHT_ROW_3(x) TONEWRIGHT_ROW_2(x) "vfma.f32 s2, s18, " x "\n\t"
#define TONEWRIGHT_ROW_4(x) TONEWRIGHT_ROW_3(x) "vfma.f32 s3, s19, " x "\n\t"
#define TONEWRIGHT_ROW_5(x) TONEWRIGHT_ROW_4(x) "vfma.f32 s4, s20, " x "\n\t"
#define TONEWRIGHT_ROW_6(x) TONEWRIGHT_ROW_5(x) "vfma.f32 s5, s21, " x "\n\t"
#define TONEWRIGHT_ROW_7(x) TONEWRIGHT_ROW_6(x) "vfma.f32 s6, s22, " x "\n\t"
#define TONEWRIGHT_ROW_8(x) TONEWRIGHT_ROW_7(x) "vfma.f32 s7, s23, " x "\n\t"
#define TONEWRIGHT_ROW_9(x) TONEWRIGHT_ROW_8(x) "vfma.f32 s8, s24, " x "\n\t"
#define TONEWRIGHT_ROW_10(x) TONEWRIGHT_ROW_9(x) "vfma.f32 s9, s25, " x "\n\t"
#define TONEWRIGHT_ROW_11(x) TONEWRIGHT_ROW_10(x) "vfma.f32 s10, s26, " x "\n\t"
#define TONEWRIGHT_ROW_12(x) TONEWRIGHT_ROW_11(x) "vfma.f32 s11, s27, " x "\n\t"

#define TONEWRIGHT_VFP_CLOBBERS                                                                                       \
  "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", \
      "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27"

/// One panel; moves `weights` and `out` behind it.
using Panel = void (*)(const float*& weights, const float* v, std::size_t rows, float*& out);

#define TONEWRIGHT_PANEL(width, lastSum, lastWeight)                                                  \
  inline void panel##width(const float*& weights, const float* v, std::size_t rows, float*& out) {    \
    std::size_t quads = rows / 4, rest = rows % 4;                                                    \
    asm volatile(                                                                                   \
        "vldmia %[w]!, {s0-" lastSum "}\n\t"                                                        \
        "cmp %[quads], #0\n\t"                                                                       \
        "beq 2f\n\t"                                                                              \
        "1:\n\t"                                                                                    \
        "vldmia %[v]!, {s12-s15}\n\t"                                                               \
        "vldmia %[w]!, {s16-" lastWeight "}\n\t" TONEWRIGHT_ROW_##width("s12")                      \
        "vldmia %[w]!, {s16-" lastWeight "}\n\t" TONEWRIGHT_ROW_##width("s13")                      \
        "vldmia %[w]!, {s16-" lastWeight "}\n\t" TONEWRIGHT_ROW_##width("s14")                      \
        "vldmia %[w]!, {s16-" lastWeight "}\n\t" TONEWRIGHT_ROW_##width("s15")                      \
        "subs %[quads], #1\n\t"                                                                     \
        "bne 1b\n\t"                                                                                \
        "2:\n\t"                                                                                    \
        "cmp %[rest], #0\n\t"                                                                        \
        "beq 4f\n\t"                                                                              \
        "3:\n\t"                                                                                    \
        "vldmia %[v]!, {s12}\n\t"                                                                   \
        "vldmia %[w]!, {s16-" lastWeight "}\n\t" TONEWRIGHT_ROW_##width("s12")                      \
        "subs %[rest], #1\n\t"                                                                      \
        "bne 3b\n\t"                                                                                \
        "4:\n\t"                                                                                    \
        "vstmia %[out]!, {s0-" lastSum "}\n\t"                                                      \
        : [w] "+r"(weights), [v] "+r"(v), [out] "+r"(out), [quads] "+r"(quads), [rest] "+r"(rest)   \
        :                                                                                           \
        : "cc", "memory", TONEWRIGHT_VFP_CLOBBERS); \
  }

TONEWRIGHT_PANEL(2, "s1", "s17")
TONEWRIGHT_PANEL(3, "s2", "s18")
TONEWRIGHT_PANEL(4, "s3", "s19")
TONEWRIGHT_PANEL(5, "s4", "s20")
TONEWRIGHT_PANEL(6, "s5", "s21")
TONEWRIGHT_PANEL(7, "s6", "s22")
TONEWRIGHT_PANEL(8, "s7", "s23")
TONEWRIGHT_PANEL(9, "s8", "s24")
TONEWRIGHT_PANEL(10, "s9", "s25")
TONEWRIGHT_PANEL(11, "s10", "s26")
TONEWRIGHT_PANEL(12, "s11", "s27")

#undef TONEWRIGHT_PANEL

inline constexpr Panel kPanels[] = {panel2, panel3, panel4,  panel5,  panel6, panel7,
                                    panel8, panel9, panel10, panel11, panel12};

/// y[plan.paddedColumns()] = b + M v; v has plan.rows elements.
inline void multiply(const PanelPlan& plan, const float* weights, const float* v, float* y) {
  const Panel panel = kPanels[plan.width - PanelPlan::kMinWidth];
  for (std::size_t i = 0; i < plan.panels; ++i) panel(weights, v, plan.rows, y);
}

}  // namespace tonewright::cortex
