#include "rate/converters.hpp"

#include <algorithm>

namespace tonewright {

namespace {

std::vector<Resampler> convertersOf(std::size_t channels, std::uint32_t fromRate, std::uint32_t toRate) {
  std::vector<Resampler> converters;
  for (std::size_t i = 0; i < channels; ++i) converters.emplace_back(fromRate, toRate);
  return converters;
}

}  // namespace

// An output needs `lookAhead` inputs of the way back behind its time, the last of which needs `lookAhead` of the way up
// behind its own: so the first output comes when this many inputs beyond the first have been seen, and no other output
// comes later after its input.
Converters::Converters(std::uint32_t hostRate, std::uint32_t innerRate, std::size_t inputs, std::size_t outputs)
    : hostRate(hostRate),
      innerRate(innerRate),
      up(hostRate, innerRate),
      down(convertersOf(outputs, innerRate, hostRate)),
      latency(up.lookAhead() + down[0].lookAhead() * hostRate / innerRate),
      controls(inputs - 1, kBlockFrames + up.lookAhead()),
      innerInputs(inputs, up.mostOutputs(kBlockFrames)),
      innerOutputs(outputs, up.mostOutputs(kBlockFrames)),
      queue(outputs, latency + kBlockFrames + down[0].mostOutputs(up.mostOutputs(kBlockFrames))),
      queued(latency) {}

Converters::Planes::Planes(std::size_t channels, std::size_t frames) : samples(channels * frames) {
  for (std::size_t i = 0; i < channels; ++i) pointers.push_back(samples.data() + i * frames);
}

void Converters::process(Player& model, const float* const* inputs, float* const* outputs,
                         std::size_t frames) noexcept {
  for (std::size_t start = 0; start < frames; start += kBlockFrames) {
    const std::size_t count = std::min(kBlockFrames, frames - start);
    const std::size_t taken = take(inputs, start, count);
    model.process(innerInputs.pointers.data(), innerOutputs.pointers.data(), taken);
    give(outputs, start, count, taken);
  }
}

/// Host frames to inner inputs; gives how many.
std::size_t Converters::take(const float* const* inputs, std::size_t start, std::size_t frames) noexcept {
  const std::size_t count = up.process(inputs[0] + start, frames, innerInputs.pointers[0]);
  const std::size_t kept = kBlockFrames + up.lookAhead();
  hostFrames += frames;
  for (std::size_t i = 0; i < controls.pointers.size(); ++i) {
    float* held = controls.pointers[i];
    std::copy(held + frames, held + kept, held);
    std::copy_n(inputs[i + 1] + start, frames, held + kept - frames);
    for (std::size_t t = 0; t < count; ++t) {
      const std::uint64_t time = (innerFrames + t) * hostRate / innerRate;
      innerInputs.pointers[i + 1][t] = held[kept - (hostFrames - time)];
    }
  }
  innerFrames += count;
  return count;
}

/// Inner outputs through the queue to host frames.
void Converters::give(float* const* outputs, std::size_t start, std::size_t frames, std::size_t taken) noexcept {
  std::size_t written = 0;
  for (std::size_t i = 0; i < down.size(); ++i) {
    float* waiting = queue.pointers[i];
    written = down[i].process(innerOutputs.pointers[i], taken, waiting + queued);
    std::copy_n(waiting, frames, outputs[i] + start);
    std::copy(waiting + frames, waiting + queued + written, waiting);
  }
  queued += written - frames;
}

void Converters::reset() noexcept {
  up.reset();
  for (Resampler& channel : down) channel.reset();
  std::fill(controls.samples.begin(), controls.samples.end(), 0.0f);
  std::fill(queue.samples.begin(), queue.samples.end(), 0.0f);
  queued = latency;
  hostFrames = innerFrames = 0;
}

}  // namespace tonewright
