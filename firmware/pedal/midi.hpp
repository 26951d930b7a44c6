// MIDI byte by byte: program changes and control changes of any channel, whatever else comes in between.
#pragma once

#include <cstdint>
#include <optional>

namespace tonewright::pedal {

struct MidiMessage {
  enum class Kind { program, control } kind;
  std::uint8_t number;  // of the program or of the controller
  std::uint8_t value;   // of the controller
};

/// Knows running status; passes over clock bytes, system messages and data without a status.
class MidiParser {
 public:
  std::optional<MidiMessage> take(std::uint8_t byte) noexcept {
    if (byte >= 0xF8) return std::nullopt;  // real-time bytes may stand inside other messages
    if (byte >= 0x80) {
      status = byte < 0xF0 ? byte : 0;
      hasFirst = false;
      return std::nullopt;
    }
    const std::uint8_t kind = status & 0xF0;
    if (status == 0) return std::nullopt;
    if (kind == 0xC0) return MidiMessage{MidiMessage::Kind::program, byte, 0};
    if (kind == 0xD0) return std::nullopt;
    if (!hasFirst) {
      first = byte;
      hasFirst = true;
      return std::nullopt;
    }
    hasFirst = false;
    if (kind != 0xB0) return std::nullopt;
    return MidiMessage{MidiMessage::Kind::control, first, byte};
  }

 private:
  std::uint8_t status = 0, first = 0;
  bool hasFirst = false;
};

}  // namespace tonewright::pedal
