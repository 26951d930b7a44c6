// Dense layers with few outputs on a Cortex-M7: dot products of padded rows, eight elements at a time.
#pragma once

#include "engine/activations.hpp"
#include "engine/kernels.hpp"

namespace tonewright::cortex {

/// sum + w . x over `eights` times eight elements.
inline float dot(float sum, const float* w, const float* x, std::size_t eights) noexcept {
  asm volatile(
      "vmov.f32 s0, %[sum]\n\t"
      "vldmia %[w]!, {s16-s23}\n\t"
      "vldmia %[x]!, {s8-s15}\n\t"
      "vfma.f32 s0, s16, s8\n\t"
      "vmul.f32 s1, s17, s9\n\t"
      "vmul.f32 s2, s18, s10\n\t"
      "vmul.f32 s3, s19, s11\n\t"
      "b 2f\n\t"
      "1:\n\t"
      "vldmia %[w]!, {s16-s23}\n\t"
      "vldmia %[x]!, {s8-s15}\n\t"
      "vfma.f32 s0, s16, s8\n\t"
      "vfma.f32 s1, s17, s9\n\t"
      "vfma.f32 s2, s18, s10\n\t"
      "vfma.f32 s3, s19, s11\n\t"
      "2:\n\t"
      "vfma.f32 s0, s20, s12\n\t"
      "vfma.f32 s1, s21, s13\n\t"
      "vfma.f32 s2, s22, s14\n\t"
      "vfma.f32 s3, s23, s15\n\t"
      "subs %[eights], #1\n\t"
      "bne 1b\n\t"
      "vadd.f32 s0, s0, s1\n\t"
      "vadd.f32 s2, s2, s3\n\t"
      "vadd.f32 %[sum], s0, s2\n\t"
      : [sum] "+t"(sum), [w] "+r"(w), [x] "+r"(x), [eights] "+r"(eights)
      :
      : "cc", "memory", "s0", "s1", "s2", "s3", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17",
        "s18", "s19", "s20", "s21", "s22", "s23");
  return sum;
}

/// Of a layer that DenseLayout keeps as dot products.
inline void denseDots(const LayerBlock& block) noexcept {
  const DenseLayout at(block.layer->spec());
  for (std::size_t t = 0; t < block.frames; ++t) {
    const float* x = block.in + t * block.inStride;
    for (std::size_t o = 0; o < at.outputs; ++o) {
      const float sum = dot(block.weights[o], block.weights + at.weightRows + o * at.stride, x, at.stride / kLanes);
      block.out[t * block.outStride + o] = activate(block.layer->activation, sum);
    }
  }
}

}  // namespace tonewright::cortex
