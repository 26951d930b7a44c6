// Whether a model can be trained.
#pragma once

#include "engine/spec.hpp"

namespace tonewright::training {

/// Throws std::invalid_argument when the layers do not fit together as engine/spec.hpp has it. [init]
void checkModel(const ModelSpec& spec);

}  // namespace tonewright::training
