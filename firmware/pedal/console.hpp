// What the pedal says of itself, as a line of text; whoever sends it may drop it, the sound never waits for it.
#pragma once

#include <algorithm>
#include <cstdio>
#include <span>

#include "firmware/pedal/pedal.hpp"

namespace tonewright::pedal {

/// "preset 3 'Green drive', on, load 43 %" and what is wrong; returns the characters without the zero. [main loop]
inline std::size_t describe(const Pedal& pedal, std::span<char> line) {
  constexpr const char* kFaults[] = {"", ", the presets are damaged: flash them again",
                                     ", the preset is damaged or too large: it was passed over"};
  const int written = std::snprintf(
      line.data(), line.size(), "preset %u '%s', %s, load %d %%%s%s\r\n", static_cast<unsigned>(pedal.preset() + 1),
      pedal.presetName(), pedal.isBypassed() ? "bypassed" : "on", static_cast<int>(100.0f * pedal.loadShare() + 0.5f),
      pedal.isOverloaded() ? ", overloaded: the input passes until another preset is chosen" : "",
      kFaults[static_cast<int>(pedal.fault())]);
  return std::min(static_cast<std::size_t>(std::max(written, 0)), line.size() - 1);
}

}  // namespace tonewright::pedal
