// RTNeural's JSON and what AIDA-X and Tonewright add to it: a list of layers with Keras's tensors.
#pragma once

#include "preset/field.hpp"

namespace tonewright::preset {

/// Number of inputs of the model: the last size of `in_shape`. Throws Refusal.
std::size_t inputsOf(const Field& document);

/// Read layers, skip, gains and self-test of a Tonewright file or of a peer's into `preset`. Throw Refusal.
void readOwnLayers(const Field& document, Preset& preset);
void readPeerLayers(const Field& document, Preset& preset);

}  // namespace tonewright::preset
