// The table of this instruction set's kernels; included last by each kernels_*.cpp.
#pragma once

#include "training/fast/conv.hpp"
#include "training/fast/gru.hpp"
#include "training/fast/lossKernels.hpp"
#include "training/fast/lstm.hpp"
#include "training/fast/pointwise.hpp"
#include "training/fast/rnn.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

struct LayerKernels {
  std::size_t (*packedCount)(const LayerSpec&);
  void (*pack)(const LayerSpec&, const float*, float*);
  void (*forward)(const LayerRun&);
  void (*backward)(const LayerRun&);
};

/// In the order of LayerType, from 1.
constexpr LayerKernels layerKernels[] = {
    {&convPackedCount, &packConv, &convForward, &convBackward},  // dense
    {&recurrentPackedCount, &packRecurrent, &rnnForward, &rnnBackward},
    {&recurrentPackedCount, &packRecurrent, &gruForward, &gruBackward},
    {&recurrentPackedCount, &packRecurrent, &lstmForward, &lstmBackward},
    {&convPackedCount, &packConv, &convForward, &convBackward},
    {&pointwisePackedCount, &packPointwise, &activationForward, &activationBackward},
    {&pointwisePackedCount, &packPointwise, &filmForward, &filmBackward},
    {&pointwisePackedCount, &packPointwise, &gateForward, &gateBackward},
    {&pointwisePackedCount, &packPointwise, &maxPoolForward, &maxPoolBackward},
};

inline const LayerKernels& kernelsOf(const LayerSpec& spec) {
  return layerKernels[static_cast<unsigned>(spec.type) - 1];
}
inline std::size_t packedCount(const LayerSpec& spec) { return kernelsOf(spec).packedCount(spec); }
inline void pack(const LayerSpec& spec, const float* weights, float* packed) {
  kernelsOf(spec).pack(spec, weights, packed);
}
inline void forward(const LayerRun& run) { kernelsOf(run.spec).forward(run); }
inline void backward(const LayerRun& run) { kernelsOf(run.spec).backward(run); }

extern const Kernels table;
const Kernels table = {TONEWRIGHT_ISA_NAME, &packedCount, &pack, &forward, &backward, &loss, &lossErrors, &gather};

}  // namespace tonewright::training::TONEWRIGHT_ISA
