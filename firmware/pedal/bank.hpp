// The presets of a pedal: one block of bytes in flash, made by `tonewright firmware` (docs/pedal.md), read in place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "engine/chain/settings.hpp"
#include "engine/image.hpp"

namespace tonewright::pedal {

inline constexpr std::size_t kMaxPresets = 16, kMaxControls = 8;

struct BankHeader {
  std::uint32_t magic;       // "TWBK"
  std::uint32_t version;     // 1
  std::uint32_t totalBytes;  // of the bank
  std::uint32_t checksum;    // CRC-32 of bytes 16 up to the first image
  std::uint32_t count;       // of presets, 1 to kMaxPresets
  std::uint32_t entryBytes;
  std::uint32_t table;  // CRC-32 of the ids of the parameter table
  float sampleRate;     // Hz
  std::uint32_t cabinetOffset, cabinetTaps;
  std::uint32_t spare[6];
};

/// One preset.
struct BankEntry {
  char name[32];  // UTF-8, ends with a zero
  std::uint32_t imageOffset, imageBytes;
  std::uint32_t encoding;         // of the image: 0 as it is, 1 with weights of 16 bits (packedImage.hpp)
  std::uint32_t cyclesPerSample;  // estimated
  float loudnessLufs;             // NaN when it is not known
  std::uint32_t controls;
  char controlNames[kMaxControls][12];
  float values[chain::kParameterCount];  // the chain's, in the order of the table
  std::uint32_t spare[3];
};
static_assert(sizeof(BankHeader) == 64 && sizeof(BankEntry) % 4 == 0);

inline constexpr std::uint32_t kBankMagic = 0x4B425754, kBankVersion = 1;

/// Of the ids of all parameters, one after the other: a bank that was made for another table is refused.
inline std::uint32_t tableChecksum() {
  std::array<std::byte, 512> ids{};
  std::size_t length = 0;
  for (const chain::Parameter& parameter : chain::kParameters) {
    std::memcpy(ids.data() + length, parameter.id.data(), parameter.id.size());
    length += parameter.id.size();
  }
  return crc32(std::span(ids).first(length));
}

enum class BankError { none, truncated, magic, version, checksum, table, count, place };

/// A bank whose directory has been checked; the images are checked one by one, when they are loaded. [any-thread]
class Bank {
 public:
  /// `bytes` are aligned to 64 and outlive the bank. [init]
  [[nodiscard]] BankError open(std::span<const std::byte> bytes) noexcept {
    if (bytes.size() < sizeof(BankHeader)) return BankError::truncated;
    const auto& head = *reinterpret_cast<const BankHeader*>(bytes.data());
    if (head.magic != kBankMagic) return BankError::magic;
    if (head.version != kBankVersion) return BankError::version;
    if (head.totalBytes > bytes.size()) return BankError::truncated;
    if (head.table != tableChecksum() || head.entryBytes != sizeof(BankEntry)) return BankError::table;
    if (head.count == 0 || head.count > kMaxPresets) return BankError::count;
    const std::size_t directory = sizeof(BankHeader) + head.count * sizeof(BankEntry);
    if (directory > head.totalBytes) return BankError::truncated;
    if (crc32(bytes.subspan(16, directory - 16)) != head.checksum) return BankError::checksum;
    const auto isInside = [&](std::size_t offset, std::size_t size) {
      return offset % kImageAlignment == 0 && offset <= head.totalBytes && size <= head.totalBytes - offset;
    };
    if (!isInside(head.cabinetOffset, std::size_t{head.cabinetTaps} * sizeof(float))) return BankError::place;
    const auto* entries = reinterpret_cast<const BankEntry*>(bytes.data() + sizeof(BankHeader));
    for (std::size_t i = 0; i < head.count; ++i) {
      if (!isInside(entries[i].imageOffset, entries[i].imageBytes) || entries[i].controls > kMaxControls) {
        return BankError::place;
      }
    }
    data = bytes;
    return BankError::none;
  }

  std::size_t count() const noexcept { return header().count; }  // 0 without a bank
  float sampleRate() const noexcept { return header().sampleRate; }
  std::uint32_t fingerprint() const noexcept { return header().checksum; }

  const BankEntry& entry(std::size_t i) const noexcept {
    return reinterpret_cast<const BankEntry*>(data.data() + sizeof(BankHeader))[i];
  }
  std::span<const std::byte> image(std::size_t i) const noexcept {
    return data.subspan(entry(i).imageOffset, entry(i).imageBytes);
  }
  std::span<const float> cabinet() const noexcept {
    if (header().cabinetTaps == 0) return {};
    return {reinterpret_cast<const float*>(data.data() + header().cabinetOffset), header().cabinetTaps};
  }

  /// What a preset is set to before anybody has turned a knob.
  chain::ParameterValues values(std::size_t i) const noexcept {
    chain::ParameterValues values;
    for (std::size_t k = 0; k < chain::kParameterCount; ++k) {
      values.set(static_cast<chain::ParameterId>(k), entry(i).values[k]);
    }
    return values;
  }

  chain::ModelLevels levels(std::size_t i) const noexcept {
    const float loudness = entry(i).loudnessLufs;
    if (loudness != loudness) return {};
    return {loudness, std::nullopt};
  }

 private:
  const BankHeader& header() const noexcept {
    static constexpr BankHeader kNone{};
    return data.empty() ? kNone : *reinterpret_cast<const BankHeader*>(data.data());
  }

  std::span<const std::byte> data;
};

}  // namespace tonewright::pedal
