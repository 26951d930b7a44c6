#pragma once

#include <cstdint>
#include <string>

#include "engine/spec.hpp"

namespace tonewright::plugin {

/// The kind of network that a model is, by its layers: `GRU`, `WaveNet`, `CNN + GRU` ... The same words as the command
/// line's (training/src/model/family.ts). [any-thread]
std::string familyOf(const ModelSpec& spec);

/// Multiply-adds for one sample, as the engine counts them. [any-thread]
std::uint64_t costOf(const ModelSpec& spec);

}  // namespace tonewright::plugin
