// The kernels of a Cortex-M7: its own where a pedal spends its time, else those for all processors.
#pragma once

#include "engine/cortex/conv.hpp"
#include "engine/cortex/dense.hpp"
#include "engine/cortex/recurrent.hpp"

namespace tonewright::cortex {

/// Floats of a layer's weights in the kernels' own order; 0: they are read from the image. [init]
inline std::size_t copiedFloats(const LayerSpec& layer) noexcept {
  return hasRecurrentPanels(layer) ? RecurrentPanels(layer).floats(layer.type) : 0;
}

/// `Others` for what these do not have.
template <const KernelTable& Others>
void gruOr(const LayerBlock& block) noexcept {
  hasRecurrentPanels(block.layer->spec()) ? gru(block) : Others.gru(block);
}

template <const KernelTable& Others>
void lstmOr(const LayerBlock& block) noexcept {
  hasRecurrentPanels(block.layer->spec()) ? lstm(block) : Others.lstm(block);
}

template <const KernelTable& Others>
void denseOr(const LayerBlock& block) noexcept {
  DenseLayout(block.layer->spec()).isDotProduct ? denseDots(block) : Others.dense(block);
}

template <const KernelTable& Others>
void convOr(const PlanarBlock& block) noexcept {
  hasConvTiles(*block.layer) ? conv(block) : Others.conv(block);
}

template <const KernelTable& Others>
inline constexpr KernelTable kKernels{denseOr<Others>, Others.rnn,   gruOr<Others>,      lstmOr<Others>,
                                      convOr<Others>,  activation,   Others.film,        Others.gate,
                                      Others.maxPool,  copiedFloats, packRecurrentPanels};

}  // namespace tonewright::cortex
