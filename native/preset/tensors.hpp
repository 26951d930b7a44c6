// The tensors of each layer type, in the order of engine/spec.hpp, and the way from nested JSON arrays to flat floats.
#pragma once

#include <span>
#include <vector>

#include "engine/spec.hpp"
#include "preset/field.hpp"

namespace tonewright::preset {

/// Sizes from the outermost dimension to the innermost.
using Shape = std::vector<std::size_t>;

/// Gates of a layer: its kernels are [...][gates * outputs].
std::size_t gateCount(LayerType type);

/// The tensors of a layer in their order; none for a layer without weights.
std::vector<Shape> tensorShapes(const LayerSpec& layer);

std::size_t sizeOf(const Shape& shape);

/// Appends a tensor of exactly `shape`, row by row. Throws Refusal for another shape and for what is no finite float32.
void appendTensor(const Field& tensor, const Shape& shape, std::vector<float>& to);

/// A layer with its tensors, flat.
struct ReadLayer {
  LayerSpec spec;
  std::vector<float> weights;
};

/// PyTorch's kernel of `shape` [outputs][inputs][taps] as [taps][inputs][outputs], cut to its first `kept` outputs and
/// inputs.
std::vector<float> kernelFromRows(std::span<const float> rows, const Shape& shape, const Shape& kept);

/// Puts the layers of a model into the preset. Throws Refusal unless they are one that a player can run: see graph.hpp.
/// A bare state_dict may have several outputs, of which the first is the audio.
void joinLayers(const std::vector<ReadLayer>& layers, Preset& preset, bool mayHaveOutputs = false);

}  // namespace tonewright::preset
