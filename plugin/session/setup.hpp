// Everything that a slot, a step of undo and a session remember of an instance.
#pragma once

#include "engine/chain/settings.hpp"
#include "plugin/sound/source.hpp"

namespace tonewright::plugin {

struct Setup {
  chain::ParameterValues values;
  SharedSource preset;   // null: none
  SharedSource cabinet;  // null: none
};

/// Whether a parameter is a part of the sound, which slots and undo bring back. The others are of the moment (bypass,
/// the two triggers) or of the room (the interface's level).
constexpr bool isOfTheSound(chain::ParameterId id) {
  using Id = chain::ParameterId;
  return id != Id::bypass && id != Id::previous && id != Id::next && id != Id::interfaceLevel;
}

/// Whether both sound the same.
inline bool isSameSound(const Setup& a, const Setup& b) {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    const auto id = static_cast<chain::ParameterId>(i);
    if (isOfTheSound(id) && a.values[id] != b.values[id]) return false;
  }
  return a.preset == b.preset && a.cabinet == b.cabinet;
}

}  // namespace tonewright::plugin
