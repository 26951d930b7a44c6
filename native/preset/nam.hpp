// Neural Amp Modeler's files, read as its core plays them.
#pragma once

#include "preset/field.hpp"

namespace tonewright::preset {

/// Reads a .nam file into `preset`; `size` from 0 to 1 chooses among the sizes of a model that comes in several. Throws
/// Refusal.
void readNam(const Field& document, double size, Preset& preset);

}  // namespace tonewright::preset
