// What a layer's kernel works on, and the table of kernels that each implementation fills.
#pragma once

#include <cstddef>

#include "engine/image.hpp"

namespace tonewright {

/// A block of frames of one layer, channels last. Rows are aligned to 32 bytes and padded to 8 channels; what the
/// padding of `in` holds is finite and otherwise unknown.
struct LayerBlock {
  const LayerRecord* layer;
  const float* weights;   // layout.hpp
  const float* in;        // [frames][inStride]
  float* out;             // [frames][outStride]; recurrent layers: row -1 holds the state before the block
  float* cell;            // lstm: cell state [padded units]; gru, reset before: scratch [padded units]
  std::size_t inStride;   // floats
  std::size_t outStride;  // floats
  std::size_t frames;
  std::size_t firstStep;  // steps since reset; the fast kernels alternate the direction of their sweeps by it
};

using LayerKernel = void (*)(const LayerBlock&) noexcept;

/// One kernel for each layer type; none of them allocates. [audio-thread]
struct KernelTable {
  LayerKernel dense, rnn, gru, lstm;

  LayerKernel of(LayerType type) const {
    switch (type) {
      case LayerType::dense:
        return dense;
      case LayerType::rnn:
        return rnn;
      case LayerType::gru:
        return gru;
      case LayerType::lstm:
        return lstm;
    }
    return nullptr;
  }
};

}  // namespace tonewright
