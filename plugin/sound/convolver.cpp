#include "plugin/sound/convolver.hpp"

#include <algorithm>

namespace tonewright::plugin {

namespace {

std::span<const float> stretch(std::span<const float> response, std::size_t from, std::size_t to) {
  to = std::min(to, response.size());
  return from < to ? response.subspan(from, to - from) : std::span<const float>();
}

}  // namespace

Convolver::Convolver(std::span<const float> response)
    : head(kPart),
      early(stretch(response, kPart, kLateStart), kOrder),
      late(stretch(response, kLateStart, response.size()), kLateOrder),
      input(2 * kPart),
      earlyTail(kPart),
      lateInput(2 * kLatePart),
      lateTail(kLatePart) {
  std::copy_n(response.begin(), std::min(response.size(), kPart), head.begin());
}

void Convolver::process(float* samples, std::size_t frames) noexcept {
  for (std::size_t start = 0, count; start < frames; start += count) {
    count = std::min(frames - start, kPart - filled);
    float* present = input.data() + kPart + filled;
    std::copy_n(samples + start, count, present);
    const float* late = lateTail.data() + parts * kPart + filled;
    for (std::size_t t = 0; t < count; ++t) samples[start + t] = earlyTail[filled + t] + late[t];
    direct(present, samples + start, count);
    filled += count;
    if (filled == kPart) endPart();
  }
}

/// Adds the convolution with the head. `newest` points into `input`, with a part before it.
void Convolver::direct(const float* newest, float* output, std::size_t frames) noexcept {
  for (std::size_t tap = 0; tap < kPart; ++tap) {
    const float weight = head[tap];
    const float* delayed = newest - tap;
    for (std::size_t t = 0; t < frames; ++t) output[t] += weight * delayed[t];
  }
}

/// Prepares what the parts so far add to the next ones.
void Convolver::endPart() noexcept {
  filled = 0;
  if (!early.isEmpty()) {
    early.begin(input.data());
    early.step(0, 1);
    early.finish(earlyTail.data());
  }
  if (!late.isEmpty()) stepLate();
  std::copy_n(input.begin() + kPart, kPart, input.begin());
}

/// While a long part is gathered, the one before it is worked on.
void Convolver::stepLate() noexcept {
  if (parts == 0) {
    late.begin(lateInput.data());
    std::copy_n(lateInput.begin() + kLatePart, kLatePart, lateInput.begin());
  }
  std::copy_n(input.begin() + kPart, kPart, lateInput.begin() + std::ptrdiff_t(kLatePart + parts * kPart));
  late.step(parts, kSteps);
  if (++parts == kSteps) {
    late.finish(lateTail.data());
    parts = 0;
  }
}

void Convolver::reset() noexcept {
  early.reset();
  late.reset();
  for (auto* samples : {&input, &earlyTail, &lateInput, &lateTail}) std::fill(samples->begin(), samples->end(), 0.0f);
  filled = 0;
  parts = 0;
}

}  // namespace tonewright::plugin
