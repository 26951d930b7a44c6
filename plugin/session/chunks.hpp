// Pieces of a binary file, each with a name, a length and a check of its own, so that one can be lost without the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tonewright::plugin {

/// Appends pieces: name (4 bytes), length of the deflated bytes (u32), length of the bytes (u32), CRC-32 of the
/// deflated bytes (u32), the deflated bytes. Numbers are little-endian.
class ChunkWriter {
 public:
  void add(std::string_view name, std::string_view bytes);
  const std::string& bytes() const { return written; }

 private:
  std::string written;
};

/// Goes through pieces. What a piece says of itself is not believed.
class ChunkReader {
 public:
  explicit ChunkReader(std::string_view bytes) : left(bytes) {}

  struct Chunk {
    std::string name;
    std::optional<std::string> bytes;  // nothing when they are damaged, or more than the limit
  };

  /// The next piece, inflated to at most `maxBytes`; nothing at the end, or when what follows cannot be a piece.
  std::optional<Chunk> next(std::size_t maxBytes);
  bool isAtEnd() const { return left.empty(); }

 private:
  std::string_view left;
};

void appendNumber(std::string& target, std::uint32_t value);
/// Takes four bytes off the front; nothing when there are fewer.
std::optional<std::uint32_t> takeNumber(std::string_view& bytes);

}  // namespace tonewright::plugin
