#pragma once

#include "preset/field.hpp"

namespace tonewright::preset {

/// The controls of a preset, one for each model input behind the audio. Throws Refusal.
std::vector<Control> readControls(const Field& controls, std::size_t inputs);

/// Controls for a file that has inputs but no names for them; they start at 0, as AIDA-X's do.
std::vector<Control> unnamedControls(std::size_t inputs, std::vector<std::string>& notices);

}  // namespace tonewright::preset
