// Banks, storage and hands for tests of the pedal.
#pragma once

#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "engine/host.hpp"
#include "engine/pack.hpp"
#include "firmware/pedal/pedal.hpp"

namespace tonewright::pedal::test {

inline constexpr float kRate = 48000.0f;

/// Presets of one dense layer each: gain[i] times the input. `knobs`: each has one knob, which adds to the output.
std::vector<std::byte> bankOf(const std::vector<float>& gains, bool knobs = false,
                              const std::vector<float>& cabinet = {}, std::uint32_t cyclesPerSample = 100);

/// The checksum of a bank's directory, made anew.
void seal(std::vector<std::byte>& bank);
BankEntry& entryOf(std::vector<std::byte>& bank, std::size_t index);

/// Flash in memory, whose power goes after so many bytes were erased or written.
class Flash final : public Storage {
 public:
  Flash() { std::memset(slots, 0xFF, sizeof slots); }
  void read(std::size_t slot, std::span<std::byte> bytes) override {
    std::memcpy(bytes.data(), slots[slot], bytes.size());
  }
  void erase(std::size_t slot) override {
    for (std::byte& byte : slots[slot]) change(byte, std::byte{0xFF});
  }
  void write(std::size_t slot, std::size_t offset, std::span<const std::byte> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i) change(slots[slot][offset + i], bytes[i]);
  }

  std::byte slots[kSlots][kSlotBytes];
  std::size_t bytesLeft = static_cast<std::size_t>(-1);
  std::size_t writes = 0;  // bytes erased or written

 private:
  void change(std::byte& byte, std::byte value) {
    ++writes;
    if (bytesLeft == 0) return;
    --bytesLeft;
    byte = value;
  }
};

/// A pedal, its memory and its time.
class Rack {
 public:
  explicit Rack(std::vector<std::byte> bank, float cyclesPerSample = 10000.0f);

  /// Off and on again.
  void power();
  /// One block: the input, and what comes out; the controls are polled before.
  std::vector<float> block(const std::vector<float>& in);
  std::vector<float> blocks(std::size_t count, float level = 0.25f);  // of a constant
  void wait(std::uint32_t milliseconds) { blocks(milliseconds * 48 / kBlockFrames + 1); }
  void tap(std::size_t foot) { press(foot, 50); }
  void press(std::size_t foot, std::uint32_t milliseconds);

  Flash flash;
  Controls controls{{0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, {}, {}};
  std::unique_ptr<Pedal> pedal;
  std::uint32_t nowMs() const { return static_cast<std::uint32_t>(played * kBlockFrames / 48); }

 private:
  AlignedBytes bank;
  std::size_t bankBytes;
  AlignedBytes memory{256 * 1024};
  float cyclesPerSample;
  std::uint64_t played = 0;  // blocks
};

}  // namespace tonewright::pedal::test
