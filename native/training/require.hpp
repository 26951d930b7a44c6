// The check behind every refusal of this room.
#pragma once

#include <sstream>
#include <stdexcept>

namespace tonewright::training {

/// Throws std::invalid_argument with the message that `parts` make together.
template <class... Parts>
void require(bool condition, const Parts&... parts) {
  if (condition) return;
  std::ostringstream message;
  (message << ... << parts);
  throw std::invalid_argument(message.str());
}

}  // namespace tonewright::training
