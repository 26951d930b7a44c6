// What the pedal asks of the board that it runs on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tonewright::pedal {

inline constexpr std::size_t kKnobs = 6, kSwitches = 4, kFootswitches = 2;
inline constexpr std::size_t kBlockFrames = 64;  // of an audio callback; one tile of the engine

/// The controls as they stand.
struct Controls {
  std::array<float, kKnobs> knobs{};  // 0 to 1
  std::array<bool, kSwitches> switches{};
  std::array<bool, kFootswitches> footswitches{};  // pressed
};

/// Brightness of the two lights, 0 to 1.
struct Lights {
  float active = 0.0f;
  float status = 0.0f;
};

/// Memory that keeps without power: slots that are erased as a whole, to 0xFF, and then written once. Calls block; not
/// for the audio thread.
class Storage {
 public:
  static constexpr std::size_t kSlots = 2, kSlotBytes = 4096;

  virtual ~Storage() = default;
  virtual void read(std::size_t slot, std::span<std::byte> bytes) = 0;  // from the slot's start
  virtual void erase(std::size_t slot) = 0;
  virtual void write(std::size_t slot, std::size_t offset, std::span<const std::byte> bytes) = 0;
};

}  // namespace tonewright::pedal
