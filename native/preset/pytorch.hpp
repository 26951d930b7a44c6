// PyTorch's state_dict, as CoreAudioML, Proteus and NeuralSeed write it, turned into Keras's order.
// PyTorch: weights [out][in]; lstm gates i, f, g, o; gru gates r, z, n; two biases for each recurrent layer.
#pragma once

#include "preset/field.hpp"

namespace tonewright::preset {

/// Whether a document without `model_data` is a bare state_dict.
bool isStateDict(const Field& document);

/// Reads layers, in the order of the file, and skip into `preset`. Throws Refusal.
void readPytorch(const Field& document, Preset& preset);

}  // namespace tonewright::preset
