// The weights image: the packed binary that the engine runs from without copying. Its layout is in image.md.
// This header opens one: every field is checked against hostile data before anything is read through it.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "engine/imageError.hpp"
#include "engine/layout.hpp"

namespace tonewright {

static_assert(std::endian::native == std::endian::little, "weights images are little-endian and run in place");

inline constexpr std::uint32_t kImageMagic = 0x4D495754;  // "TWIM"
inline constexpr std::uint32_t kImageVersion = 2;
inline constexpr std::size_t kImageAlignment = 64;            // bytes, of the image and of each block in it
inline constexpr std::uint32_t kMaxLayers = 1024;             // of one image
inline constexpr std::uint32_t kMaxChannels = 1024;           // inputs or outputs of one layer
inline constexpr std::uint32_t kMaxLatencySamples = 1 << 20;  // also bounds the receptive field
inline constexpr std::uint32_t kUnboundedField = 0;           // receptive field of recurrent models
inline constexpr std::uint32_t kMaxHistory = 1 << 20;         // samples that a layer reaches back
inline constexpr std::size_t kMaxSignalFloats = 1 << 24;      // that all layers together keep of past and present
inline constexpr std::uint64_t kMaxWeights = 1 << 28;         // of one layer
inline constexpr std::size_t kTileFrames = 64;                // that a layer does at a time

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

/// One entry of the layer table that follows the header: a LayerSpec with its source spelt out.
struct LayerRecord {
  LayerType type;
  Activation activation;
  std::uint32_t inputs;
  std::uint32_t outputs;
  std::uint32_t flags;          // below
  std::uint32_t weightsOffset;  // bytes from the start of the image, a multiple of 64
  std::uint32_t weightsCount;   // floats
  std::uint32_t taps;
  std::uint32_t dilation;
  std::uint32_t groups;
  Activation gateActivation;
  std::int32_t source;
  std::int32_t condition;
  std::uint32_t conditionChannels;
  std::int32_t residual;
  std::uint32_t spare;  // zero

  LayerSpec spec() const {
    return {type,
            activation,
            inputs,
            outputs,
            (flags & 1u) != 0,
            taps,
            dilation,
            groups,
            gateActivation,
            (flags & 4u) != 0 ? GateMode::blend : GateMode::multiply,
            source,
            condition,
            conditionChannels,
            residual,
            (flags & 2u) != 0};
  }
};

inline constexpr std::uint32_t kSkipFlag = 1;
inline constexpr std::uint32_t kResetAfterFlag = 1, kInitialStateFlag = 2, kBlendFlag = 4, kLayerFlags = 7;
static_assert(sizeof(ImageHeader) == 64 && sizeof(LayerRecord) == 64);

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
    if (head.inputs == 0 || head.inputs > kMaxChannels) {
      return mismatch(ImageErrorCode::channels, kMaxChannels, head.inputs);
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

  /// Layers may read what lies before them, and their weights must follow each other without gaps up to the end.
  static ImageError checkLayers(const ImageView& view) {
    const ImageHeader& head = view.header();
    std::size_t offset = sizeof(ImageHeader) + std::size_t{head.layerCount} * sizeof(LayerRecord), floats = 0;
    if (offset > head.totalBytes) {
      return mismatch(ImageErrorCode::truncated, static_cast<double>(offset), head.totalBytes);
    }
    for (std::size_t index = 0; index < head.layerCount; ++index) {
      const LayerRecord& record = view.layer(index);
      if (const ImageError error = checkShape(record, index)) return error;
      if (const ImageError error = checkSources(view, record, index)) return error;
      floats += record.inputs * historyOf(record.spec()) + 2 * kTileFrames * record.outputs;
      if (floats > kMaxSignalFloats) {
        return mismatch(ImageErrorCode::history, kMaxSignalFloats, static_cast<double>(floats), index);
      }
      const std::size_t count = packedCount(record.spec());
      if (record.weightsCount != count) {
        return mismatch(ImageErrorCode::weightsCount, static_cast<double>(count), record.weightsCount, index);
      }
      if (record.weightsOffset != offset) {
        return mismatch(ImageErrorCode::weightsOffset, static_cast<double>(offset), record.weightsOffset, index);
      }
      offset = alignUp(offset + std::size_t{record.weightsCount} * sizeof(float));
      if (offset > head.totalBytes) {
        return mismatch(ImageErrorCode::truncated, static_cast<double>(offset), head.totalBytes, index);
      }
      if (const ImageError error = checkWeights(view.weights(index), record, index)) return error;
    }
    if (offset != head.totalBytes) {
      return mismatch(ImageErrorCode::size, static_cast<double>(offset), head.totalBytes);
    }
    const std::uint32_t outputs = view.layer(head.layerCount - 1).outputs;
    if (outputs != head.outputs) return mismatch(ImageErrorCode::chain, outputs, head.outputs, head.layerCount);
    return {};
  }

  /// What a layer is by itself.
  static ImageError checkShape(const LayerRecord& record, std::size_t index) {
    const auto type = static_cast<std::uint32_t>(record.type), last = static_cast<std::uint32_t>(LayerType::maxPool);
    if (type == 0 || type > last) return mismatch(ImageErrorCode::layerType, last, type, index);
    if (!isActivationOf(record.type, record.activation) || !isActivationOf(LayerType::rnn, record.gateActivation)) {
      return mismatch(ImageErrorCode::activation, static_cast<double>(Activation::tanh),
                      static_cast<double>(record.activation), index);
    }
    if ((record.flags & ~kLayerFlags) != 0) return mismatch(ImageErrorCode::flags, kLayerFlags, record.flags, index);
    for (const std::uint32_t count : {record.inputs, record.outputs}) {
      if (count == 0 || count > kMaxChannels) return mismatch(ImageErrorCode::channels, kMaxChannels, count, index);
    }
    const bool hasOwnOutputs = worksOnRows(record.type) || record.type == LayerType::conv;
    const std::uint32_t inputs =
        hasOwnOutputs ? record.inputs : (record.type == LayerType::gate ? 2 : 1) * record.outputs;
    if (record.inputs != inputs) return mismatch(ImageErrorCode::channels, inputs, record.inputs, index);
    if (record.groups == 0 || record.inputs % record.groups != 0 || record.outputs % record.groups != 0) {
      return mismatch(ImageErrorCode::groups, 1, record.groups, index);
    }
    const bool isReach = record.taps > 0 && record.dilation > 0;
    const std::uint64_t history = isReach ? (std::uint64_t{record.taps} - 1) * record.dilation : ~0ull;
    const bool hasTaps = record.type == LayerType::conv || record.type == LayerType::maxPool;
    if (history > (hasTaps ? kMaxHistory : 0)) {
      return mismatch(ImageErrorCode::history, kMaxHistory, static_cast<double>(history), index);
    }
    const std::uint64_t weights = std::uint64_t{record.taps} * record.inputs * record.outputs / record.groups;
    if (weights > kMaxWeights) {
      return mismatch(ImageErrorCode::weightsCount, kMaxWeights, static_cast<double>(weights), index);
    }
    if (record.spare != 0) return mismatch(ImageErrorCode::spare, 0, record.spare, index);
    return {};
  }

  /// What a layer reads: further up the list, and of the right number of channels.
  static ImageError checkSources(const ImageView& view, const LayerRecord& record, std::size_t index) {
    struct Source {
      std::int32_t layer;
      std::uint32_t channels;
      bool isOptional;
    };
    const bool isFilm = record.type == LayerType::film, isConv = record.type == LayerType::conv;
    const bool mayAdd = isConv || record.type == LayerType::activation;
    if (isFilm && record.conditionChannels != record.outputs && record.conditionChannels != 2 * record.outputs) {
      return mismatch(ImageErrorCode::chain, 2.0 * record.outputs, record.conditionChannels, index);
    }
    if (record.condition == kNone && record.conditionChannels != 0) {
      return mismatch(ImageErrorCode::chain, 0, record.conditionChannels, index);
    }
    for (const auto& [layer, channels, isOptional] :
         {Source{record.source, record.inputs, false}, Source{record.condition, record.conditionChannels, !isFilm},
          Source{record.residual, record.outputs, true}}) {
      if (layer == kNone && isOptional) continue;
      if (layer < kModelInput || layer >= static_cast<std::int32_t>(index)) {
        return mismatch(ImageErrorCode::source, static_cast<double>(index) - 1, layer, index);
      }
      const std::uint32_t found =
          layer == kModelInput ? view.header().inputs : view.layer(static_cast<std::size_t>(layer)).outputs;
      if (found != channels) return mismatch(ImageErrorCode::chain, found, channels, index);
    }
    if ((record.condition != kNone && !isFilm && !isConv) || (record.residual != kNone && !mayAdd)) {
      return mismatch(ImageErrorCode::source, kNone, std::max(record.condition, record.residual), index);
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
