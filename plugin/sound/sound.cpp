#include "plugin/sound/sound.hpp"

#include <chrono>

#include "engine/denormals.hpp"

namespace tonewright::plugin {

using Id = chain::ParameterId;

void Sound::prepare(const Format& next, const chain::ParameterValues& values) {
  format = next;
  const auto rate = static_cast<float>(format.sampleRate);
  const chain::Format form{rate, format.channels, static_cast<std::size_t>(kMaxLatencySeconds * format.sampleRate)};
  chainMemory.assign(chain::SignalChain::memoryFloats(form), 0.0f);
  // What belongs to the model's levels is the rig's.
  [[maybe_unused]] const bool isReady = chain.prepare(form, chain::settingsOf(values), chainMemory);
  rigSwitch.prepare(format.sampleRate, format.channels);
  cabinetSwitch.prepare(format.sampleRate, format.channels);
  cabinetShare.prepare(rate);
  measured.prepare(format.sampleRate, format.channels);
  isResetWanted.store(true);  // the first block starts where its values are
}

void Sound::process(float* const* audio, std::size_t frames, const chain::ParameterValues& values) noexcept {
  if (frames == 0) return;
  const FlushToZero flush;
  using Clock = std::chrono::steady_clock;
  const bool isWatched = measured.isWatched();
  const chain::Block whole(audio, format.channels, frames);
  const Clock::time_point start = isWatched ? Clock::now() : Clock::time_point();
  if (isWatched) measured.measure(Meters::Point::input, whole);
  for (std::size_t at = 0; at < frames; at += chain::kMaxBlockFrames) {
    processBlock(whole.part(at, std::min(at + chain::kMaxBlockFrames, frames)), values);
  }
  if (!isWatched) return;
  measured.measure(Meters::Point::output, whole);
  measured.measureLoad(std::chrono::duration<double>(Clock::now() - start).count(), frames);
}

void Sound::processBlock(const chain::Block& block, const chain::ParameterValues& values) noexcept {
  rigSwitch.takeNext();
  cabinetSwitch.takeNext();
  chain.set(chain::settingsOf(values));
  rigSwitch.forEachNew([&](Rig& rig) { rig.set(values); });
  cabinetShare.glideTo(values.isOn(Id::cabinet) ? 1.0f : 0.0f);
  if (isResetWanted.exchange(false, std::memory_order_relaxed)) {
    updateLatency(values.isOn(Id::cabinet));
    resetNow();
  }
  chain.head(block);
  rigSwitch.process(block);
  chain.tail(block);
  playCabinet(block);
  updateLatency(values.isOn(Id::cabinet));
  chain.output(block);
  if (measured.isWatched()) measured.keepOutput(block);
}

/// The cabinet plays on while it is switched off, so that it comes back with its tail.
void Sound::playCabinet(const chain::Block& block) noexcept {
  if (cabinetShare.restsAt(1.0f)) return cabinetSwitch.process(block);
  std::array<float*, chain::kMaxAudioChannels> pointers{};
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    pointers[channel] = beforeCabinet[channel].data();
    std::copy_n(block.data[channel], block.frames, pointers[channel]);
  }
  cabinetSwitch.process(block);
  for (std::size_t t = 0; t < block.frames; ++t) {
    const float share = cabinetShare.next();
    for (std::size_t channel = 0; channel < block.channels; ++channel) {
      float& x = block.data[channel][t];
      x = share * x + (1.0f - share) * pointers[channel][t];
    }
  }
}

void Sound::updateLatency(bool isCabinetOn) noexcept {
  const Rig* rig = rigSwitch.playing();
  const Cabinet* cabinet = isCabinetOn ? cabinetSwitch.playing() : nullptr;
  chain.setLatency((rig != nullptr ? rig->latencySamples() : 0) + (cabinet != nullptr ? cabinet->latencySamples() : 0));
}

void Sound::resetNow() noexcept {
  rigSwitch.reset();
  cabinetSwitch.reset();
  cabinetShare.settle();
  chain.reset();
}

}  // namespace tonewright::plugin
