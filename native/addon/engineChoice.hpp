// What a caller in Node says of the engine.
#pragma once

#include <napi.h>

#include <memory>
#include <span>

#include "playable/playable.hpp"

namespace tonewright::addon {

/// `options` is {engine?, instructions?} or undefined. Throws std::invalid_argument when it is neither, when the engine
/// is not in this build or when it cannot play the model.
std::shared_ptr<const Playable> playable(const Napi::Value& options, const ModelSpec& spec,
                                         std::span<const float> weights);

/// Sets the engine's part of the `ModelInfo` of types.ts.
void describeModel(Napi::Object& info, const Playable& model);

}  // namespace tonewright::addon
