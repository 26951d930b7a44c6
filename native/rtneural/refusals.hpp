#pragma once

#include <span>
#include <string>

#include "engine/spec.hpp"

namespace tonewright::rtneural {

/// Why RTNeural has no layers for this model: place, reason, what to do. Empty when it has. [any-thread], uses the
/// heap.
std::string refusal(const ModelSpec& spec, std::span<const float> weights);

}  // namespace tonewright::rtneural
