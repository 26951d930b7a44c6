// One layer of RTNeural's JSON or ours.
#pragma once

#include <functional>

#include "preset/tensors.hpp"

namespace tonewright::preset {

/// Throw Refusal unless a layer of a Tonewright file or of a peer's has a known type and fields of the right types.
void checkOwnLayer(const Field& layer);
void checkPeerLayer(const Field& layer);

/// Channels of a layer's output, or of the model's input for kModelInput.
using Channels = std::function<std::uint32_t(std::int32_t)>;

/// Reads layer `index` of a file. Throws Refusal.
ReadLayer readLayer(const Field& layer, std::size_t index, const Channels& channels);

/// The last size of `shape`: the layer's outputs. Those before it are the batch and time and may be null.
std::uint32_t outputsOf(const Field& layer);
std::size_t lastSize(const Field& shape, std::size_t mostSizes, std::size_t most);

/// The activation that a field names, `absent` when there is no such field. Throws Refusal.
Activation activationOf(const Field& field, const char* absent = "");

}  // namespace tonewright::preset
