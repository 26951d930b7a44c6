// Settings that survive a power cut at any moment: two slots that are written in turn, each with a sequence number and
// a checksum; the newest one that is whole counts.
#pragma once

#include <array>
#include <cstring>
#include <type_traits>

#include "engine/image.hpp"
#include "firmware/pedal/board.hpp"

namespace tonewright::pedal {

template <class Settings>
class Store {
  static_assert(std::is_trivially_copyable_v<Settings>);

 public:
  explicit Store(Storage& storage) : storage(storage) {}

  /// The newest settings; false, and nothing changed, when there are none. [init]
  bool load(Settings& settings) {
    bool isFound = false;
    for (std::size_t slot = 0; slot < Storage::kSlots; ++slot) {
      Record record;
      storage.read(slot, std::as_writable_bytes(std::span(&record, 1)));
      if (record.magic != kMagic || record.checksum != checksumOf(record)) continue;
      if (isFound && static_cast<std::int32_t>(record.sequence - sequence) < 0) continue;
      isFound = true;
      sequence = record.sequence;
      newest = slot;
      settings = record.settings;
    }
    return isFound;
  }

  /// Takes as long as the storage does; the settings before stay whole until the new ones are. [main loop]
  void save(const Settings& settings) {
    Record record{kMagic, 0, sequence + 1, 0, settings};
    record.checksum = checksumOf(record);
    const std::size_t slot = 1 - newest;
    storage.erase(slot);
    storage.write(slot, 0, std::as_bytes(std::span(&record, 1)));
    sequence = record.sequence;
    newest = slot;
  }

 private:
  static constexpr std::uint32_t kMagic = 0x31535754;  // "TWS1"

  struct Record {
    std::uint32_t magic, checksum, sequence, spare;
    Settings settings;
  };
  static_assert(sizeof(Record) <= Storage::kSlotBytes);

  static std::uint32_t checksumOf(const Record& record) {
    return crc32(std::as_bytes(std::span(&record, 1)).subspan(8));
  }

  Storage& storage;
  std::uint32_t sequence = 0;
  std::size_t newest = 1;
};

}  // namespace tonewright::pedal
