// Weights images with weights of 16 bits: half the flash. Header and layer records as in an image, then for each layer
// a scale (f32) and its weights (i16), padded to a multiple of four bytes. Expanded, each weight is scale times its
// integer, and the image's own checksum holds: it was made of those very floats.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "engine/image.hpp"

namespace tonewright::pedal {

/// Bytes of the image that `packed` expands to; 0 when it cannot be one. [any-thread]
inline std::size_t expandedBytes(std::span<const std::byte> packed) noexcept {
  ImageHeader head;
  if (packed.size() < sizeof head) return 0;
  std::memcpy(&head, packed.data(), sizeof head);
  return head.totalBytes;
}

/// Writes the image to `image`, expandedBytes long. False when the packed bytes contradict themselves. [init]
[[nodiscard]] inline bool expand(std::span<const std::byte> packed, std::span<std::byte> image) noexcept {
  ImageHeader head;
  if (packed.size() < sizeof head || image.size() < sizeof head) return false;
  std::memcpy(&head, packed.data(), sizeof head);
  const std::size_t records = sizeof head + std::size_t{head.layerCount} * sizeof(LayerRecord);
  if (head.layerCount > 1024 || records > packed.size() || records > image.size()) return false;
  std::fill(image.begin(), image.end(), std::byte{0});
  std::copy_n(packed.begin(), records, image.begin());
  std::size_t at = records;
  for (std::size_t i = 0; i < head.layerCount; ++i) {
    LayerRecord record;
    std::memcpy(&record, packed.data() + sizeof head + i * sizeof record, sizeof record);
    const std::size_t count = record.weightsCount, bytes = sizeof(float) + (count + 1) / 2 * 4;
    if (count > image.size() / sizeof(float) || bytes > packed.size() - at) return false;
    if (record.weightsOffset > image.size() || count * sizeof(float) > image.size() - record.weightsOffset)
      return false;
    float scale;
    std::memcpy(&scale, packed.data() + at, sizeof scale);
    for (std::size_t k = 0; k < count; ++k) {
      std::int16_t whole;
      std::memcpy(&whole, packed.data() + at + sizeof scale + k * sizeof whole, sizeof whole);
      const float weight = scale * static_cast<float>(whole);
      std::memcpy(image.data() + record.weightsOffset + k * sizeof weight, &weight, sizeof weight);
    }
    at += bytes;
  }
  return true;
}

}  // namespace tonewright::pedal
