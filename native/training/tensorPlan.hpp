// Which layer of a network reads which, and which of their tensors share memory. A chunk's outputs are all kept for the
// backward pass; of gradients only one block of time lives at once, since blocks go through all layers together.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::training {

struct TensorPlan {
  /// A layer's use of another one's output, or of the model's input.
  struct Edge {
    std::int32_t layer = kNone;  // or kModelInput
    bool adds = false;           // backwards, another reader has written the gradient before
    bool isLayer() const { return layer >= 0; }
  };
  struct Layer {
    Edge source, condition, residual;
    bool isRead = false;          // else it does not reach the output, and is left out
    std::size_t output = 0;       // index of its output tensor; a running sum adds in place of the one before
    std::size_t gradient = 0;     // index of its gradient's buffer, which may be the residual's too
    std::size_t historyRows = 0;  // rows before a chunk that readers, or its own recurrence, need
  };

  explicit TensorPlan(const ModelSpec& spec);  // [init]

  std::vector<Layer> layers;
  std::size_t inputHistoryRows = 0;
  std::size_t gradientBuffers = 0;
  std::size_t widestGradient = 0;  // channels
  int blockSteps = 0;              // time steps that go through all layers together

  /// Bytes of a network for chunks of `maxSteps`. [any-thread]
  std::size_t bytes(const ModelSpec& spec, std::size_t maxSteps) const;

 private:
  void findReaders(const ModelSpec& spec);
  void shareOutputs(const ModelSpec& spec);
  void shareGradients();
};

/// Whether a layer keeps a second state: the cell of lstm, r * h of a reset-before gru.
constexpr bool hasCell(const LayerSpec& layer) {
  return layer.type == LayerType::lstm || (layer.type == LayerType::gru && !layer.resetAfter);
}

}  // namespace tonewright::training
