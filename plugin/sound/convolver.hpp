// Convolution with a long impulse response, without latency.
#pragma once

#include <span>
#include <vector>

#include "engine/chain/block.hpp"
#include "plugin/sound/partition.hpp"

namespace tonewright::plugin {

/// One channel. The first part of the response is convolved directly, what follows in parts of the same size, and what
/// is late enough in parts sixteen times as long, whose work is spread over as many short ones (Gardner 1995): eight
/// seconds cost little more than two. The parts are its own: the output does not depend on how a stream is cut.
class Convolver {
 public:
  /// [init]
  explicit Convolver(std::span<const float> response);

  /// In place, any number of frames. [audio-thread]
  void process(float* samples, std::size_t frames) noexcept;

  /// [audio-thread]
  void reset() noexcept;

 private:
  static constexpr int kOrder = 9;  // of the short parts' transform, two parts long
  static constexpr std::size_t kPart = chain::kMaxBlockFrames;
  static_assert(std::size_t{1} << kOrder == 2 * kPart);
  static constexpr int kLateOrder = 13;
  static constexpr std::size_t kLatePart = std::size_t{1} << (kLateOrder - 1);
  static constexpr std::size_t kSteps = kLatePart / kPart;
  /// A long part is gathered during the first long part of time and worked on during the second.
  static constexpr std::size_t kLateStart = 2 * kLatePart;

  void direct(const float* newest, float* output, std::size_t frames) noexcept;
  void endPart() noexcept;
  void stepLate() noexcept;

  std::vector<float> head;       // [kPart], the response's first part
  Partition early;               // behind it, up to kLateStart
  Partition late;                // behind that
  std::vector<float> input;      // [2 * kPart]: the part before and the present one
  std::vector<float> earlyTail;  // [kPart]: what `early` adds to the present part
  std::vector<float> lateInput;  // [2 * kLatePart], likewise
  std::vector<float> lateTail;   // [kLatePart]
  std::size_t filled = 0;        // frames of the present part
  std::size_t parts = 0;         // that are done of the present long part
};

}  // namespace tonewright::plugin
