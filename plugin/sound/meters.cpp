#include "plugin/sound/meters.hpp"

#include <cmath>

namespace tonewright::plugin {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

Meters::Side take(std::atomic<float>& peak, const std::atomic<float>& meanSquare, std::atomic<bool>& clipped) {
  return {peak.exchange(0.0f, relaxed), std::sqrt(meanSquare.load(relaxed)), clipped.exchange(false, relaxed)};
}

/// How much of what was before is left after `seconds`.
float decay(double seconds, double average) { return static_cast<float>(std::exp(-seconds / average)); }

}  // namespace

void Meters::prepare(double sampleRate, std::size_t channels) {
  rate.store(static_cast<float>(sampleRate), relaxed);
  channelCount.store(channels, relaxed);
  for (auto* cells : {&input, &output}) {
    for (Cell& cell : *cells) {
      cell.peak.store(0.0f, relaxed);
      cell.meanSquare.store(0.0f, relaxed);
      cell.clipped.store(false, relaxed);
    }
  }
  load.store(0.0f, relaxed);
  if (last.position() == 0) last.prepare(1, kMaxLastOutput);
}

Meters::Reading Meters::read() noexcept {
  Reading reading;
  reading.channels = channelCount.load(relaxed);
  for (std::size_t i = 0; i < reading.channels; ++i) {
    reading.input[i] = take(input[i].peak, input[i].meanSquare, input[i].clipped);
    reading.output[i] = take(output[i].peak, output[i].meanSquare, output[i].clipped);
  }
  reading.load = load.load(relaxed);
  reading.sampleRate = rate.load(relaxed);
  return reading;
}

void Meters::lastOutput(std::span<float> samples) const noexcept {
  const std::uint64_t end = last.position();
  const std::size_t known = std::min<std::uint64_t>({samples.size(), kMaxLastOutput, end});
  const std::size_t silent = samples.size() - known;
  std::fill_n(samples.begin(), silent, 0.0f);
  float* target = samples.data() + silent;
  if (known > 0) last.read(end - known, chain::Block(&target, 1, known));
}

void Meters::measure(Point point, const chain::Block& block) noexcept {
  const float left = decay(static_cast<double>(block.frames) / rate.load(relaxed), kAverageSeconds);
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    Cell& cell = cellsOf(point)[channel];
    float peak = 0.0f, squares = 0.0f;
    for (std::size_t t = 0; t < block.frames; ++t) {
      const float x = chain::tame(block.data[channel][t]);
      peak = std::max(peak, std::abs(x));
      squares += x * x;
    }
    if (peak > cell.peak.load(relaxed)) cell.peak.store(peak, relaxed);
    if (peak >= 1.0f) cell.clipped.store(true, relaxed);
    const float mean = squares / static_cast<float>(block.frames);
    cell.meanSquare.store(left * cell.meanSquare.load(relaxed) + (1.0f - left) * mean, relaxed);
  }
}

void Meters::keepOutput(const chain::Block& block) noexcept {
  std::array<float, chain::kMaxBlockFrames> mono{};
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    for (std::size_t t = 0; t < block.frames; ++t) {
      mono[t] += block.data[channel][t] / static_cast<float>(block.channels);
    }
  }
  float* pointer = mono.data();
  last.write(chain::Block(&pointer, 1, block.frames));
}

void Meters::measureLoad(double secondsTaken, std::size_t frames) noexcept {
  const double lasts = static_cast<double>(frames) / rate.load(relaxed);
  const float left = decay(lasts, kLoadSeconds);
  load.store(left * load.load(relaxed) + (1.0f - left) * static_cast<float>(secondsTaken / lasts), relaxed);
}

}  // namespace tonewright::plugin
