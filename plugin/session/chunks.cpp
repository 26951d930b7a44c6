#include "plugin/session/chunks.hpp"

#include <juce_core/juce_core.h>

#include <array>

namespace tonewright::plugin {

namespace {

constexpr std::size_t kNameBytes = 4;

/// CRC-32 of ISO 3309, as in PNG and zip.
std::uint32_t crcOf(std::string_view bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320u : 0u);
      made[i] = value;
    }
    return made;
  }();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

std::string deflated(std::string_view bytes) {
  juce::MemoryOutputStream target;
  {
    juce::GZIPCompressorOutputStream zip(target, 6);
    zip.write(bytes.data(), bytes.size());
  }
  return {static_cast<const char*>(target.getData()), target.getDataSize()};
}

/// Exactly `size` bytes, or nothing. Memory grows with what comes, not with what was said.
std::optional<std::string> inflated(std::string_view bytes, std::size_t size) {
  juce::MemoryInputStream source(bytes.data(), bytes.size(), false);
  juce::GZIPDecompressorInputStream unzip(source);
  std::string result;
  std::array<char, 16384> piece;
  while (result.size() <= size) {
    const int count = unzip.read(piece.data(), static_cast<int>(piece.size()));
    if (count <= 0) break;
    result.append(piece.data(), static_cast<std::size_t>(count));
  }
  if (result.size() != size) return std::nullopt;
  return result;
}

}  // namespace

void appendNumber(std::string& target, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) target.push_back(static_cast<char>(value >> shift & 0xFF));
}

std::optional<std::uint32_t> takeNumber(std::string_view& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  bytes.remove_prefix(4);
  return value;
}

void ChunkWriter::add(std::string_view name, std::string_view bytes) {
  const std::string packed = deflated(bytes);
  written.append(name.substr(0, kNameBytes));
  appendNumber(written, static_cast<std::uint32_t>(packed.size()));
  appendNumber(written, static_cast<std::uint32_t>(bytes.size()));
  appendNumber(written, crcOf(packed));
  written.append(packed);
}

std::optional<ChunkReader::Chunk> ChunkReader::next(std::size_t maxBytes) {
  std::string_view rest = left;
  if (rest.size() < kNameBytes) return std::nullopt;
  Chunk chunk;
  chunk.name = rest.substr(0, kNameBytes);
  rest.remove_prefix(kNameBytes);
  const auto packedSize = takeNumber(rest), size = takeNumber(rest), crc = takeNumber(rest);
  if (!crc || *packedSize > rest.size()) return std::nullopt;
  const std::string_view packed = rest.substr(0, *packedSize);
  left = rest.substr(*packedSize);
  if (*size <= maxBytes && crcOf(packed) == *crc) chunk.bytes = inflated(packed, *size);
  return chunk;
}

}  // namespace tonewright::plugin
