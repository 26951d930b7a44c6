// The weights image: the packed binary that the engine runs from without copying. Its layout is in image.md.
// This header opens one: every field is checked against hostile data before anything is read through it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>

#include "engine/layout.hpp"

namespace tonewright {

static_assert(std::endian::native == std::endian::little, "weights images are little-endian and run in place");

inline constexpr std::uint32_t kImageMagic = 0x4D495754;  // "TWIM"
inline constexpr std::uint32_t kImageVersion = 1;
inline constexpr std::size_t kImageAlignment = 64;            // bytes, of the image and of each block in it
inline constexpr std::uint32_t kMaxLayers = 64;               // of one image
inline constexpr std::uint32_t kMaxChannels = 1024;           // inputs or outputs of one layer
inline constexpr std::uint32_t kMaxLatencySamples = 1 << 20;  // also bounds the receptive field
inline constexpr std::uint32_t kUnboundedField = 0;           // receptive field of recurrent models

/// First 64 bytes of an image.
struct ImageHeader {
  std::uint32_t magic;
  std::uint32_t version;
  std::uint32_t totalBytes;
  std::uint32_t checksum;  // CRC-32 of all bytes that follow this field
  std::uint32_t layerCount;
  std::uint32_t flags;  // bit 0: skip
  std::uint32_t inputs;
  std::uint32_t outputs;
  float sampleRate;  // Hz
  float inputGain;   // linear
  float outputGain;  // linear
  std::uint32_t latencySamples;
  std::uint32_t receptiveFieldSamples;  // kUnboundedField for recurrent models
  std::array<std::uint32_t, 3> spare;   // zero
};

/// One entry of the layer table that follows the header.
struct LayerRecord {
  LayerType type;
  Activation activation;
  std::uint32_t inputs;
  std::uint32_t outputs;
  std::uint32_t flags;                 // bit 0: reset after the matrix product (gru)
  std::uint32_t weightsOffset;         // bytes from the start of the image, a multiple of 64
  std::uint32_t weightsCount;          // floats
  std::array<std::uint32_t, 9> spare;  // zero; kernel size, dilation, groups ... of later layer types

  LayerSpec spec() const { return {type, activation, inputs, outputs, (flags & 1u) != 0}; }
};

inline constexpr std::uint32_t kSkipFlag = 1;
inline constexpr std::uint32_t kResetAfterFlag = 1;
static_assert(sizeof(ImageHeader) == 64 && sizeof(LayerRecord) == 64);

enum class ImageErrorCode : std::uint32_t {
  none,
  misaligned,
  truncated,
  magic,
  version,
  size,
  checksum,
  layerCount,
  flags,
  spare,
  sampleRate,
  gain,
  latency,
  layerType,
  activation,
  channels,
  chain,
  weightsOffset,
  weightsCount,
  weightNotFinite,
  memory,
  instructionSet,
};

/// Why an image was refused. `layer` counts from 0 and is meaningful for errors in the layer table.
struct ImageError {
  ImageErrorCode code = ImageErrorCode::none;
  std::uint32_t layer = 0;
  double expected = 0.0;
  double found = 0.0;

  explicit operator bool() const { return code != ImageErrorCode::none; }
};

/// What was expected, as the start of a sentence; followed by the two numbers in `describe`. [any-thread]
constexpr const char* reason(ImageErrorCode code) {
  switch (code) {
    case ImageErrorCode::none:
      return "no error";
    case ImageErrorCode::misaligned:
      return "image and memory must be aligned to 64 bytes; bytes off";
    case ImageErrorCode::truncated:
      return "image is cut short; bytes";
    case ImageErrorCode::magic:
      return "not a weights image; magic number";
    case ImageErrorCode::version:
      return "image was packed by another version, pack it again; version";
    case ImageErrorCode::size:
      return "image states another size than it has; bytes";
    case ImageErrorCode::checksum:
      return "image is damaged; checksum";
    case ImageErrorCode::layerCount:
      return "number of layers must be from 1 to the limit; limit";
    case ImageErrorCode::flags:
      return "unknown flags; mask";
    case ImageErrorCode::spare:
      return "spare fields must be zero; value";
    case ImageErrorCode::sampleRate:
      return "sample rate must be from 1 Hz to the limit; limit";
    case ImageErrorCode::gain:
      return "gains must be finite; limit";
    case ImageErrorCode::latency:
      return "latency or receptive field is over the limit; samples";
    case ImageErrorCode::layerType:
      return "unknown layer type; highest known";
    case ImageErrorCode::activation:
      return "activation is unknown or not that of the layer type; number";
    case ImageErrorCode::channels:
      return "channels of a layer must be from 1 to the limit; limit";
    case ImageErrorCode::chain:
      return "channels do not fit those before; channels";
    case ImageErrorCode::weightsOffset:
      return "weights of a layer do not lie where they must; offset in bytes";
    case ImageErrorCode::weightsCount:
      return "number of weights does not fit the layer; floats";
    case ImageErrorCode::weightNotFinite:
      return "weights must be finite; first bad index";
    case ImageErrorCode::memory:
      return "memory handed in is too small; bytes";
    case ImageErrorCode::instructionSet:
      return "instruction set is not available on this processor; number";
  }
  return "unknown error";
}

/// Writes one line "layer 2: reason: expected 40, found 41" into `text`, cut to its size. [any-thread]
inline void describe(const ImageError& error, std::span<char> text) {
  std::snprintf(text.data(), text.size(), "layer %u: %s: expected %.9g, found %.9g", static_cast<unsigned>(error.layer),
                reason(error.code), error.expected, error.found);
}

/// CRC-32 (IEEE 802.3, reflected 0xEDB88320), four bits at a time: a table of 16 fits a pedal. [any-thread]
inline std::uint32_t crc32(std::span<const std::byte> bytes) {
  constexpr auto table = [] {
    std::array<std::uint32_t, 16> entries{};
    for (std::uint32_t i = 0; i < 16; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 4; ++bit) value = (value >> 1) ^ ((value & 1u) ? 0xEDB88320u : 0u);
      entries[i] = value;
    }
    return entries;
  }();
  std::uint32_t crc = ~0u;
  for (const std::byte byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte);
    crc = (crc >> 4) ^ table[crc & 15u];
    crc = (crc >> 4) ^ table[crc & 15u];
  }
  return ~crc;
}

/// Checksum that the header of `image` (at least 64 bytes) must carry. [any-thread]
inline std::uint32_t imageChecksum(std::span<const std::byte> image) {
  return crc32(image.subspan(offsetof(ImageHeader, checksum) + sizeof(std::uint32_t)));
}

constexpr std::size_t alignUp(std::size_t bytes) { return (bytes + kImageAlignment - 1) & ~(kImageAlignment - 1); }

inline bool isFinite(float value) { return (std::bit_cast<std::uint32_t>(value) & 0x7F800000u) != 0x7F800000u; }

inline bool isAligned(const void* address) { return reinterpret_cast<std::uintptr_t>(address) % kImageAlignment == 0; }

/// A checked image. It refers to the bytes it was opened on, which must outlive it.
class ImageView {
 public:
  /// Checks all of `bytes` and, when nothing is wrong, refers to them. [init]
  static ImageError open(std::span<const std::byte> bytes, ImageView& view) {
    if (!isAligned(bytes.data())) return {ImageErrorCode::misaligned, 0, 0.0, misalignment(bytes.data())};
    ImageView candidate;
    candidate.image = bytes.data();
    if (const ImageError error = checkEnvelope(bytes)) return error;
    if (const ImageError error = checkHeader(candidate.header())) return error;
    if (const ImageError error = checkLayers(candidate)) return error;
    view = candidate;
    return {};
  }

  const ImageHeader& header() const { return *reinterpret_cast<const ImageHeader*>(image); }
  const LayerRecord& layer(std::size_t index) const {
    return *reinterpret_cast<const LayerRecord*>(image + sizeof(ImageHeader) + index * sizeof(LayerRecord));
  }
  /// Weights of a layer, in the order of layout.hpp, aligned to 64 bytes.
  const float* weights(std::size_t index) const {
    return reinterpret_cast<const float*>(image + layer(index).weightsOffset);
  }

 private:
  static double misalignment(const void* address) {
    return static_cast<double>(reinterpret_cast<std::uintptr_t>(address) % kImageAlignment);
  }

  static ImageError mismatch(ImageErrorCode code, double expected, double found, std::size_t layer = 0) {
    return {code, static_cast<std::uint32_t>(layer), expected, found};
  }

  static ImageError checkEnvelope(std::span<const std::byte> bytes) {
    if (bytes.size() < sizeof(ImageHeader)) {
      return mismatch(ImageErrorCode::truncated, sizeof(ImageHeader), static_cast<double>(bytes.size()));
    }
    const auto& head = *reinterpret_cast<const ImageHeader*>(bytes.data());
    if (head.magic != kImageMagic) return mismatch(ImageErrorCode::magic, kImageMagic, head.magic);
    if (head.version != kImageVersion) return mismatch(ImageErrorCode::version, kImageVersion, head.version);
    if (head.totalBytes != bytes.size()) {
      return mismatch(ImageErrorCode::size, head.totalBytes, static_cast<double>(bytes.size()));
    }
    const std::uint32_t checksum = imageChecksum(bytes);
    if (head.checksum != checksum) return mismatch(ImageErrorCode::checksum, head.checksum, checksum);
    return {};
  }

  static ImageError checkHeader(const ImageHeader& head) {
    constexpr float maxSampleRate = 1e6f;
    if (head.layerCount == 0 || head.layerCount > kMaxLayers) {
      return mismatch(ImageErrorCode::layerCount, kMaxLayers, head.layerCount);
    }
    if ((head.flags & ~kSkipFlag) != 0) return mismatch(ImageErrorCode::flags, kSkipFlag, head.flags);
    if (!(head.sampleRate >= 1.0f && head.sampleRate <= maxSampleRate)) {
      return mismatch(ImageErrorCode::sampleRate, maxSampleRate, head.sampleRate);
    }
    for (const float gain : {head.inputGain, head.outputGain}) {
      if (!isFinite(gain)) return mismatch(ImageErrorCode::gain, 3.4e38, gain);
    }
    for (const std::uint32_t samples : {head.latencySamples, head.receptiveFieldSamples}) {
      if (samples > kMaxLatencySamples) return mismatch(ImageErrorCode::latency, kMaxLatencySamples, samples);
    }
    for (const std::uint32_t word : head.spare) {
      if (word != 0) return mismatch(ImageErrorCode::spare, 0, word);
    }
    return {};
  }

  /// Layers must chain, and their weights must follow each other without gaps up to the end.
  static ImageError checkLayers(const ImageView& view) {
    const ImageHeader& head = view.header();
    std::size_t offset = sizeof(ImageHeader) + std::size_t{head.layerCount} * sizeof(LayerRecord);
    if (offset > head.totalBytes) {
      return mismatch(ImageErrorCode::truncated, static_cast<double>(offset), head.totalBytes);
    }
    std::uint32_t channels = head.inputs;
    for (std::size_t index = 0; index < head.layerCount; ++index) {
      const LayerRecord& record = view.layer(index);
      if (const ImageError error = checkShape(record, channels, index)) return error;
      if (record.weightsOffset != offset) {
        return mismatch(ImageErrorCode::weightsOffset, static_cast<double>(offset), record.weightsOffset, index);
      }
      offset = alignUp(offset + std::size_t{record.weightsCount} * sizeof(float));
      if (offset > head.totalBytes) {
        return mismatch(ImageErrorCode::truncated, static_cast<double>(offset), head.totalBytes, index);
      }
      if (const ImageError error = checkWeights(view.weights(index), record, index)) return error;
      channels = record.outputs;
    }
    if (offset != head.totalBytes) {
      return mismatch(ImageErrorCode::size, static_cast<double>(offset), head.totalBytes);
    }
    if (channels != head.outputs) return mismatch(ImageErrorCode::chain, channels, head.outputs, head.layerCount);
    return {};
  }

  static ImageError checkShape(const LayerRecord& record, std::uint32_t channels, std::size_t index) {
    const auto type = static_cast<std::uint32_t>(record.type), lastType = static_cast<std::uint32_t>(LayerType::lstm);
    if (type == 0 || type > lastType) return mismatch(ImageErrorCode::layerType, lastType, type, index);
    const auto activation = static_cast<std::uint32_t>(record.activation);
    if (!isActivationOf(record.type, record.activation)) {
      return mismatch(ImageErrorCode::activation, static_cast<std::uint32_t>(Activation::tanh), activation, index);
    }
    if ((record.flags & ~kResetAfterFlag) != 0) {
      return mismatch(ImageErrorCode::flags, kResetAfterFlag, record.flags, index);
    }
    for (const std::uint32_t count : {record.inputs, record.outputs}) {
      if (count == 0 || count > kMaxChannels) return mismatch(ImageErrorCode::channels, kMaxChannels, count, index);
    }
    if (record.inputs != channels) return mismatch(ImageErrorCode::chain, channels, record.inputs, index);
    for (const std::uint32_t word : record.spare) {
      if (word != 0) return mismatch(ImageErrorCode::spare, 0, word, index);
    }
    const std::size_t count = packedCount(record.spec());
    if (record.weightsCount != count) {
      return mismatch(ImageErrorCode::weightsCount, static_cast<double>(count), record.weightsCount, index);
    }
    return {};
  }

  static ImageError checkWeights(const float* weights, const LayerRecord& record, std::size_t index) {
    for (std::size_t i = 0; i < record.weightsCount; ++i) {
      if (!isFinite(weights[i])) return mismatch(ImageErrorCode::weightNotFinite, -1, static_cast<double>(i), index);
    }
    return {};
  }

  const std::byte* image = nullptr;
};

}  // namespace tonewright
