// What a layer's kernel works on, and the table of kernels that each implementation fills.
#pragma once

#include <cstddef>

#include "engine/image.hpp"
#include "engine/signal.hpp"

namespace tonewright {

/// A block of frames of one layer that works on rows, channels last. Rows are aligned to 32 bytes and padded to 8
/// channels; what the padding of `in` holds is finite and otherwise unknown.
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

/// A block of frames of one planar layer: channels are rows of frames.
struct PlanarBlock {
  const LayerRecord* layer;
  const float* weights;     // layout.hpp
  const Signal* source;     // all at the first frame of the block
  const Signal* condition;  // null when there is none
  const Signal* residual;   // null when there is none
  Signal* out;
  std::size_t frames;  // at most kTileFrames
};

using RowKernel = void (*)(const LayerBlock&) noexcept;
using PlanarKernel = void (*)(const PlanarBlock&) noexcept;

/// One kernel for each layer type; none of them allocates. [audio-thread]
struct KernelTable {
  RowKernel dense, rnn, gru, lstm;
  PlanarKernel conv, activation, film, gate, maxPool;

  /// Kernels that want their weights in an order of their own have them copied into the model's memory when it is
  /// loaded: the floats that takes (0: they read the image), and the copy. Null: none does. [init]
  std::size_t (*copiedFloats)(const LayerSpec&) noexcept = nullptr;
  void (*copy)(const LayerSpec&, const float* image, float* to) noexcept = nullptr;

  std::size_t floatsToCopy(const LayerSpec& layer) const { return copiedFloats != nullptr ? copiedFloats(layer) : 0; }

  RowKernel rows(LayerType type) const {
    const RowKernel kernels[] = {dense, rnn, gru, lstm};
    return kernels[static_cast<std::size_t>(type) - static_cast<std::size_t>(LayerType::dense)];
  }
  PlanarKernel planar(LayerType type) const {
    const PlanarKernel kernels[] = {conv, activation, film, gate, maxPool};
    return kernels[static_cast<std::size_t>(type) - static_cast<std::size_t>(LayerType::conv)];
  }
};

}  // namespace tonewright
