// What a session file keeps of an instance; docs/plugin.md describes the bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/session/setup.hpp"

namespace tonewright::plugin {

struct State {
  Setup present;
  std::optional<Setup> other;  // of the slot that does not play
  bool isSlotB = false;        // plays
  int editorWidth = 0;         // pixels; 0: as it comes
  int editorHeight = 0;
};

/// [any-thread, not audio]
std::string encodeState(const State& state);

struct DecodedState {
  State state;
  std::vector<std::string> problems;  // what could not be read, for the user
};

/// Whatever the bytes are: takes what can be read of them; nothing when they are no state at all. A field that is
/// missing or broken is as in a State at its start. Allocates little more than the limits of source.hpp.
/// [any-thread, not audio]
std::optional<DecodedState> decodeState(std::string_view bytes);

}  // namespace tonewright::plugin
