// A model that owns its image and its memory, for hosts with a heap.
#pragma once

#include <array>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "engine/model.hpp"

namespace tonewright {

/// Bytes aligned as the engine wants them.
class AlignedBytes {
 public:
  explicit AlignedBytes(std::size_t count)
      : bytes(static_cast<std::byte*>(::operator new (count, std::align_val_t{kImageAlignment}))), count(count) {}

  std::span<std::byte> span() const { return {bytes.get(), count}; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { ::operator delete (memory, std::align_val_t{kImageAlignment}); }
  };
  std::unique_ptr<std::byte, Free> bytes;
  std::size_t count;
};

/// [init]
inline AlignedBytes alignedCopy(std::span<const std::byte> bytes) {
  AlignedBytes copy(std::max(bytes.size(), std::size_t{1}));
  std::copy(bytes.begin(), bytes.end(), copy.span().begin());
  return copy;
}

/// Throws std::invalid_argument that says what was expected and found. [init]
inline void throwIfRefused(const ImageError& error) {
  if (!error) return;
  std::array<char, 256> text{};
  describe(error, text);
  throw std::invalid_argument(std::string("weights image refused: ") + text.data());
}

/// Model with a copy of its image. The constructor throws std::invalid_argument, saying what was expected and found,
/// when the image is refused; `model()` is then as real-time safe as any Model.
class HostModel {
 public:
  /// `image` may lie anywhere. [init]
  explicit HostModel(std::span<const std::byte> image, InstructionSet set = InstructionSet::best)
      : HostModel(std::make_shared<const AlignedBytes>(alignedCopy(image)), set) {}

  /// Another stream of the same image, which both share, at its start. [init]
  HostModel another() const { return HostModel(image, set); }

  Model& model() noexcept { return player; }
  const ModelInfo& info() const noexcept { return player.info(); }

 private:
  HostModel(std::shared_ptr<const AlignedBytes> shared, InstructionSet set)
      : image(std::move(shared)), memory(memoryFor(*image)), set(set) {
    throwIfRefused(player.load(image->span(), memory.span(), set));
  }

  static AlignedBytes memoryFor(const AlignedBytes& image) {
    ModelInfo info{};
    throwIfRefused(Model::inspect(image.span(), info));
    return AlignedBytes(info.memoryBytes);
  }

  std::shared_ptr<const AlignedBytes> image;
  AlignedBytes memory;
  InstructionSet set;
  Model player;
};

}  // namespace tonewright
