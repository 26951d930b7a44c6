#pragma once

#include <string_view>

#include "preset/field.hpp"

namespace tonewright::preset {

/// Parses the bytes of a file into a JSON object. Throws Refusal, before it builds anything, for a file over a limit.
Json parseDocument(std::string_view bytes);

}  // namespace tonewright::preset
