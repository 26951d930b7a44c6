// A model under construction, for readers of files that describe a network by its sizes rather than layer by layer.
#pragma once

#include <vector>

#include "preset/tensors.hpp"

namespace tonewright::preset {

class LayerList {
 public:
  explicit LayerList(std::uint32_t modelInputs) : modelInputs_(modelInputs) {}

  /// Adds a layer; inputs and conditionChannels follow from its source and condition. Returns its index. Throws
  /// Refusal for a layer beyond the limits.
  std::int32_t add(LayerSpec spec, std::vector<float> weights = {});

  /// Channels of a layer's output, or of the model's input for kModelInput.
  std::uint32_t channels(std::int32_t index) const;

  ReadLayer& operator[](std::int32_t index) { return layers_[index]; }

  /// The layers that `last` depends on, itself as the last, renumbered.
  std::vector<ReadLayer> used(std::int32_t last) const;

 private:
  std::uint32_t modelInputs_;
  std::size_t weights_ = 0;  // of all layers
  std::vector<ReadLayer> layers_;
};

}  // namespace tonewright::preset
