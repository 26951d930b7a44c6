// What two footswitches say: tap, hold, or both at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "firmware/pedal/board.hpp"

namespace tonewright::pedal {

enum class Press { tapLeft, tapRight, holdLeft, holdRight, both };

/// Debounced. A tap counts when the foot leaves, a hold as soon as it is one; both count once both are down, and
/// neither counts alone until both are up again.
class Footswitches {
 public:
  static constexpr std::uint32_t kDebounceMs = 10, kHoldMs = 600;

  /// Call it every few milliseconds. [main loop]
  std::optional<Press> poll(const std::array<bool, kFootswitches>& pressed, std::uint32_t nowMs) noexcept {
    std::array<bool, kFootswitches> wasDown{};
    for (std::size_t i = 0; i < kFootswitches; ++i) wasDown[i] = debounce(feet[i], pressed[i], nowMs);
    if (feet[0].isDown && feet[1].isDown && !isSpent) {
      isSpent = true;
      return Press::both;
    }
    for (std::size_t i = 0; i < kFootswitches; ++i) {
      Foot& foot = feet[i];
      if (isSpent) break;
      if (foot.isDown && nowMs - foot.sinceMs >= kHoldMs) {
        isSpent = true;
        return i == 0 ? Press::holdLeft : Press::holdRight;
      }
      if (wasDown[i] && !foot.isDown) return i == 0 ? Press::tapLeft : Press::tapRight;
    }
    if (!feet[0].isDown && !feet[1].isDown) isSpent = false;
    return std::nullopt;
  }

 private:
  struct Foot {
    bool isDown = false, raw = false;
    std::uint32_t changedMs = 0, sinceMs = 0;
  };

  /// Whether it was down before.
  static bool debounce(Foot& foot, bool raw, std::uint32_t nowMs) noexcept {
    const bool before = foot.isDown;
    if (raw != foot.raw) {
      foot.raw = raw;
      foot.changedMs = nowMs;
    }
    if (foot.raw != foot.isDown && nowMs - foot.changedMs >= kDebounceMs) {
      foot.isDown = foot.raw;
      foot.sinceMs = nowMs;
    }
    return before;
  }

  std::array<Foot, kFootswitches> feet{};
  bool isSpent = false;  // this press has been answered
};

}  // namespace tonewright::pedal
