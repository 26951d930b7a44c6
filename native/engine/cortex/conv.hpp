// Dilated convolutions on a Cortex-M7: tiles of up to four outputs by four frames.
//
// The sums of a tile stay in s0 to s15 (four frames an output). A tap of an input brings four frames (s16 to s19), a
// row of weights one weight an output (s20 to s23): a tile of three outputs takes 17 instructions for 12 multiply-adds.
// Equations: reference/planar.hpp.
#pragma once

#include <algorithm>

#include "engine/cortex/activate.hpp"
#include "engine/kernels.hpp"

namespace tonewright::cortex {

inline constexpr std::size_t kMaxTaps = 32, kTile = ConvLayout::kTile;

/// Channels that follow each other: those of one tap, or the condition's. The assembly reads it as it lies here.
struct Run {
  const float* frames;      // of the first channel
  std::size_t strideBytes;  // to the next
  std::size_t channels;
};

/// What tiles read and write. The assembly reads it as it lies here.
struct ConvTile {
  const float* weights;
  const Run* runs;
  std::size_t runCount;
  float* out;
  std::size_t outStrideBytes;
  const float* bias;
  const float* residual;  // null: none
  std::size_t residualStrideBytes;
  float slope;  // below 0; 1: none
};

#define TONEWRIGHT_FRAMES_1(weight, s0, s1, s2, s3) \
  "vfma.f32 " s0 ", s16, " weight                   \
  "\n\t"                                            \
  "vfma.f32 " s1 ", s17, " weight                   \
  "\n\t"                                            \
  "vfma.f32 " s2 ", s18, " weight                   \
  "\n\t"                                            \
  "vfma.f32 " s3 ", s19, " weight "\n\t"
#define TONEWRIGHT_SUMS_1 TONEWRIGHT_FRAMES_1("s20", "s0", "s1", "s2", "s3")
#define TONEWRIGHT_SUMS_2 TONEWRIGHT_SUMS_1 TONEWRIGHT_FRAMES_1("s21", "s4", "s5", "s6", "s7")
#define TONEWRIGHT_SUMS_3 TONEWRIGHT_SUMS_2 TONEWRIGHT_FRAMES_1("s22", "s8", "s9", "s10", "s11")
#define TONEWRIGHT_SUMS_4 TONEWRIGHT_SUMS_3 TONEWRIGHT_FRAMES_1("s23", "s12", "s13", "s14", "s15")

#define TONEWRIGHT_STORE_1 "vstmia r6, {s0-s3}\n\t"
#define TONEWRIGHT_STORE_2 TONEWRIGHT_STORE_1 "add r6, r8\n\tvstmia r6, {s4-s7}\n\t"
#define TONEWRIGHT_STORE_3 TONEWRIGHT_STORE_2 "add r6, r8\n\tvstmia r6, {s8-s11}\n\t"
#define TONEWRIGHT_STORE_4 TONEWRIGHT_STORE_3 "add r6, r8\n\tvstmia r6, {s12-s15}\n\t"

#define TONEWRIGHT_SET(bias, s0, s1, s2, s3) \
  "vmov.f32 " s0 ", " bias                   \
  "\n\t"                                     \
  "vmov.f32 " s1 ", " bias                   \
  "\n\t"                                     \
  "vmov.f32 " s2 ", " bias                   \
  "\n\t"                                     \
  "vmov.f32 " s3 ", " bias "\n\t"
#define TONEWRIGHT_BIAS_1 TONEWRIGHT_SET("s20", "s0", "s1", "s2", "s3")
#define TONEWRIGHT_BIAS_2 TONEWRIGHT_BIAS_1 TONEWRIGHT_SET("s21", "s4", "s5", "s6", "s7")
#define TONEWRIGHT_BIAS_3 TONEWRIGHT_BIAS_2 TONEWRIGHT_SET("s22", "s8", "s9", "s10", "s11")
#define TONEWRIGHT_BIAS_4 TONEWRIGHT_BIAS_3 TONEWRIGHT_SET("s23", "s12", "s13", "s14", "s15")

#define TONEWRIGHT_ADD(s0, s1, s2, s3) \
  "vldmia r6, {s16-s19}\n\t"           \
  "add r6, r8\n\t"                     \
  "vadd.f32 " s0 ", " s0               \
  ", s16\n\t"                          \
  "vadd.f32 " s1 ", " s1               \
  ", s17\n\t"                          \
  "vadd.f32 " s2 ", " s2               \
  ", s18\n\t"                          \
  "vadd.f32 " s3 ", " s3 ", s19\n\t"
#define TONEWRIGHT_RESIDUAL_1 TONEWRIGHT_ADD("s0", "s1", "s2", "s3")
#define TONEWRIGHT_RESIDUAL_2 TONEWRIGHT_RESIDUAL_1 TONEWRIGHT_ADD("s4", "s5", "s6", "s7")
#define TONEWRIGHT_RESIDUAL_3 TONEWRIGHT_RESIDUAL_2 TONEWRIGHT_ADD("s8", "s9", "s10", "s11")
#define TONEWRIGHT_RESIDUAL_4 TONEWRIGHT_RESIDUAL_3 TONEWRIGHT_ADD("s12", "s13", "s14", "s15")

#define TONEWRIGHT_KINK(s0, s1, s2, s3) \
  "vmul.f32 s16, " s0                   \
  ", s20\n\t"                           \
  "vmul.f32 s17, " s1                   \
  ", s20\n\t"                           \
  "vmul.f32 s18, " s2                   \
  ", s20\n\t"                           \
  "vmul.f32 s19, " s3                   \
  ", s20\n\t"                           \
  "vmaxnm.f32 " s0 ", " s0              \
  ", s16\n\t"                           \
  "vmaxnm.f32 " s1 ", " s1              \
  ", s17\n\t"                           \
  "vmaxnm.f32 " s2 ", " s2              \
  ", s18\n\t"                           \
  "vmaxnm.f32 " s3 ", " s3 ", s19\n\t"
#define TONEWRIGHT_KINKS_1 TONEWRIGHT_KINK("s0", "s1", "s2", "s3")
#define TONEWRIGHT_KINKS_2 TONEWRIGHT_KINKS_1 TONEWRIGHT_KINK("s4", "s5", "s6", "s7")
#define TONEWRIGHT_KINKS_3 TONEWRIGHT_KINKS_2 TONEWRIGHT_KINK("s8", "s9", "s10", "s11")
#define TONEWRIGHT_KINKS_4 TONEWRIGHT_KINKS_3 TONEWRIGHT_KINK("s12", "s13", "s14", "s15")

// r1 weights, r2 runs, r3 runs left, r4 offset of the frames, r5 frames, r6 and r8 address and stride, r9 channels
// left, r10 tiles left. The bits of the float 1 are 0x3F800000.
#define TONEWRIGHT_CONV_TILES(outputs)                                                                                \
  inline void convTiles##outputs(const ConvTile& tile, std::size_t offsetBytes, std::size_t tiles) {                  \
    asm volatile(                                                                                                     \
        "mov r4, %[offset]\n\t"                                                                                       \
        "mov r10, %[tiles]\n\t"                                                                                       \
        "0:\n\t"                                                                                                      \
        "ldr r6, [%[tile], #20]\n\t"                                                                                  \
        "vldmia r6, {s20-s23}\n\t" TONEWRIGHT_BIAS_##outputs                                                          \
        "ldrd r6, r8, [%[tile], #24]\n\t"                                                                             \
        "cmp r6, #0\n\t"                                                                                              \
        "beq 1f\n\t"                                                                                                  \
        "add r6, r4\n\t" TONEWRIGHT_RESIDUAL_##outputs                                                                \
        "1:\n\t"                                                                                                      \
        "ldmia %[tile], {r1-r3}\n\t"                                                                                  \
        "2:\n\t"                                                                                                      \
        "ldmia r2!, {r5, r6, r9}\n\t"                                                                                 \
        "add r5, r4\n\t"                                                                                              \
        "3:\n\t"                                                                                                      \
        "vldmia r5, {s16-s19}\n\t"                                                                                    \
        "add r5, r6\n\t"                                                                                              \
        "vldmia r1!, {s20-s23}\n\t" TONEWRIGHT_SUMS_##outputs                                                         \
        "subs r9, #1\n\t"                                                                                             \
        "bne 3b\n\t"                                                                                                  \
        "subs r3, #1\n\t"                                                                                             \
        "bne 2b\n\t"                                                                                                  \
        "ldr r5, [%[tile], #32]\n\t"                                                                                  \
        "cmp r5, #0x3F800000\n\t"                                                                                     \
        "beq 4f\n\t"                                                                                                  \
        "vmov s20, r5\n\t" TONEWRIGHT_KINKS_##outputs                                                                 \
        "4:\n\t"                                                                                                      \
        "ldrd r6, r8, [%[tile], #12]\n\t"                                                                             \
        "add r6, r4\n\t" TONEWRIGHT_STORE_##outputs                                                                   \
        "adds r4, #16\n\t"                                                                                            \
        "subs r10, #1\n\t"                                                                                            \
        "bne 0b\n\t"                                                                                                  \
        :                                                                                                             \
        : [tile] "r"(&tile), [offset] "r"(offsetBytes), [tiles] "r"(tiles)                                            \
        : "cc", "memory", "r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "s0", "s1", "s2", "s3", "s4", "s5",  \
          "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", \
          "s22", "s23");                                                                                              \
  }

TONEWRIGHT_CONV_TILES(1)
TONEWRIGHT_CONV_TILES(2)
TONEWRIGHT_CONV_TILES(3)
TONEWRIGHT_CONV_TILES(4)

#undef TONEWRIGHT_CONV_TILES

inline constexpr void (*kConvTiles[])(const ConvTile&, std::size_t offsetBytes, std::size_t tiles) = {
    convTiles1, convTiles2, convTiles3, convTiles4};

/// Activations in place, over as many frames as there are and no more.
inline void activateFrames(Activation activation, float slope, float* x, std::size_t frames) noexcept {
  std::size_t t = 0;
  if (activation == Activation::tanh && frames >= 4) {
    t = frames / 4 * 4;
    scaledTanhOf(kTanh, x, x, t);
  }
  for (; t < frames; ++t) x[t] = activate(activation, x[t], slope);
}

/// max(x, slope x), of the activations that are that; else 1, which changes nothing.
inline float kinkOf(Activation activation) {
  return activation == Activation::relu ? 0.0f : activation == Activation::leakyRelu ? kLeakySlope : 1.0f;
}

constexpr bool hasConvTiles(const LayerRecord& layer) { return layer.taps < kMaxTaps; }

inline void conv(const PlanarBlock& block) noexcept {
  const LayerSpec layer = block.layer->spec();
  const ConvLayout at(layer);
  Run runs[kMaxTaps];
  ConvTile tile{};
  tile.runs = runs;
  tile.runCount = at.taps + (block.condition != nullptr ? 1 : 0);
  tile.slope = kinkOf(layer.activation);
  const std::size_t sourceStride = block.source->stride(), outStride = block.out->stride();
  for (std::size_t group = 0; group < at.groups; ++group) {
    for (std::size_t tap = 0; tap < at.taps; ++tap) {
      const float* frames = block.source->at((at.taps - 1 - tap) * layer.dilation);
      runs[tap] = {frames + group * at.inputs * sourceStride, sourceStride * sizeof(float), at.inputs};
    }
    if (block.condition != nullptr) {
      runs[at.taps] = {block.condition->at(0), block.condition->stride() * sizeof(float), at.conditionChannels};
    }
    for (std::size_t first = 0; first < at.outputs; first += kTile) {
      const std::size_t outputs = std::min(at.outputs - first, kTile), channel = group * at.outputs + first;
      const auto run = kConvTiles[outputs - 1];
      tile.weights = block.weights + at.tile(group, first / kTile);
      tile.bias = block.weights + channel;
      float* out = block.out->present() + channel * outStride;
      if (block.residual != nullptr) {
        tile.residual = block.residual->at(0) + channel * block.residual->stride();
        tile.residualStrideBytes = block.residual->stride() * sizeof(float);
      }
      const std::size_t tiles = block.frames / 4, t = 4 * tiles;
      tile.out = out;
      tile.outStrideBytes = outStride * sizeof(float);
      if (tiles > 0) run(tile, 0, tiles);
      if (t == block.frames) continue;
      alignas(8) float last[kTile][4];  // what lies behind the block is the past, not to be written over
      tile.out = last[0] - t;
      tile.outStrideBytes = sizeof last[0];
      run(tile, t * sizeof(float), 1);
      for (std::size_t o = 0; o < outputs; ++o) std::copy_n(last[o], block.frames - t, out + o * outStride + t);
    }
  }
  if (tile.slope != 1.0f || layer.activation == Activation::linear) return;
  for (std::size_t channel = 0; channel < layer.outputs; ++channel) {
    const float slope = layer.activation == Activation::prelu ? block.weights[at.slopes + channel] : 0.0f;
    activateFrames(layer.activation, slope, block.out->present() + channel * outStride, block.frames);
  }
}

/// y = a + b, eight at a time, then the rest.
inline void sum(float* y, const float* a, const float* b, std::size_t count) noexcept {
  std::size_t eights = count / 8;
  if (eights > 0) {
    asm volatile(
        "1:\n\t"
        "vldmia %[a]!, {s0-s7}\n\t"
        "vldmia %[b]!, {s8-s15}\n\t"
        "vadd.f32 s0, s0, s8\n\t"
        "vadd.f32 s1, s1, s9\n\t"
        "vadd.f32 s2, s2, s10\n\t"
        "vadd.f32 s3, s3, s11\n\t"
        "vadd.f32 s4, s4, s12\n\t"
        "vadd.f32 s5, s5, s13\n\t"
        "vadd.f32 s6, s6, s14\n\t"
        "vadd.f32 s7, s7, s15\n\t"
        "vstmia %[y]!, {s0-s7}\n\t"
        "subs %[eights], #1\n\t"
        "bne 1b\n\t"
        : [y] "+r"(y), [a] "+r"(a), [b] "+r"(b), [eights] "+r"(eights)
        :
        : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14",
          "s15");
  }
  for (std::size_t i = 0; i < count % 8; ++i) y[i] = a[i] + b[i];
}

inline void activation(const PlanarBlock& block) noexcept {
  const Activation activation = block.layer->activation;
  for (std::size_t channel = 0; channel < block.layer->outputs; ++channel) {
    const float* x = block.source->at(0) + channel * block.source->stride();
    float* out = block.out->present() + channel * block.out->stride();
    if (block.residual != nullptr) {
      sum(out, x, block.residual->at(0) + channel * block.residual->stride(), block.frames);
    } else {
      std::copy_n(x, block.frames, out);
    }
    if (activation == Activation::linear) continue;
    activateFrames(activation, activation == Activation::prelu ? block.weights[channel] : 0.0f, out, block.frames);
  }
}

}  // namespace tonewright::cortex
