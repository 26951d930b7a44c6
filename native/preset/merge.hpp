// RTNeural's layers that are no layers of ours: activation and prelu belong to the layer before them, batchnorm is a
// convolution of each channel by itself.
#pragma once

#include "preset/layer.hpp"

namespace tonewright::preset {

/// Whether layers of this type are merged.
bool isMerged(const std::string& type);

/// Puts a layer of such a type, whose source gives `channels`, into the list. Throws Refusal.
void merge(const Field& layer, std::uint32_t channels, std::vector<ReadLayer>& layers);

}  // namespace tonewright::preset
