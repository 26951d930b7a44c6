#pragma once

#include "preset/field.hpp"

namespace tonewright::preset {

/// Reads the fields of `metadata` that a preset knows. In a Tonewright file each must have its type, else Refusal; in
/// another program's a field of another type is left out, with a notice.
void readOwnMetadata(const Field& metadata, Preset& preset);
void readPeerMetadata(const Field& metadata, Preset& preset);

}  // namespace tonewright::preset
