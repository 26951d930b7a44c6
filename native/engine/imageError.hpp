// Why a weights image is refused, in numbers that a pedal can hold and in words.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>

namespace tonewright {

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
  source,
  groups,
  history,
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
    case ImageErrorCode::source:
      return "a layer may read the model's input and the layers before it; last of them";
    case ImageErrorCode::groups:
      return "groups must divide inputs and outputs; groups";
    case ImageErrorCode::history:
      return "taps and dilations reach too far back; limit";
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

}  // namespace tonewright
