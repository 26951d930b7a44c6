// The table of this instruction set's kernels; included last by each kernels_*.cpp.
#pragma once

#include "training/fast/dense.hpp"
#include "training/fast/gru.hpp"
#include "training/fast/lossKernels.hpp"
#include "training/fast/lstm.hpp"

namespace tonewright::training::TONEWRIGHT_ISA {

inline void forward(const LayerRun& run) {
  constexpr void (*passes[])(const LayerRun&) = {&denseForward, &rnnForward, &gruForward, &lstmForward};
  passes[static_cast<unsigned>(run.spec.type) - 1](run);
}

inline void backward(const LayerRun& run) {
  constexpr void (*passes[])(const LayerRun&) = {&denseBackward, &rnnBackward, &gruBackward, &lstmBackward};
  passes[static_cast<unsigned>(run.spec.type) - 1](run);
}

extern const Kernels table;
const Kernels table = {TONEWRIGHT_ISA_NAME, &packedCount, &packWeights, &forward,
                       &backward,           &loss,        &lossErrors,  &gather};

}  // namespace tonewright::training::TONEWRIGHT_ISA
