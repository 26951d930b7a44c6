#include "wasm/rig.hpp"

namespace tonewright::wasm {

Rig::Rig(const Loading& loading, const chain::ParameterValues& values, float sampleRate)
    : wanted(values), levels(loading.levels), chainMemory(chain::SignalChain::memoryFloats({sampleRate, 1, 0})) {
  [[maybe_unused]] const bool isPrepared =
      chain.prepare({sampleRate, 1, 0}, chain::settingsOf(wanted, levels), chainMemory);
  if (loading.image.empty()) return;
  model.emplace(loading.image);
  const ModelInfo& info = model->info();
  knobs.resize(info.inputs - 1);
  signals.assign(info.inputs, std::vector<float>(chain::kMaxBlockFrames));
  inputs.assign(1, nullptr);
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    knobs[i].prepare(sampleRate);
    if (i < loading.places.size()) knobs[i].jumpTo(loading.places[i]);
    if (i < chain::kKnobs) wanted.set(chain::knobId(i), knobs[i].value());
    inputs.push_back(signals[i].data());
  }
  outputs.assign(info.outputs, signals.back().data());
}

void Rig::set(chain::ParameterId id, float value) noexcept {
  wanted.set(id, value);
  isChanged = true;
}

void Rig::take() noexcept {
  chain.set(chain::settingsOf(wanted, levels));
  chain::glide(knobs, wanted);
  isChanged = false;
}

void Rig::settle() noexcept {
  take();
  chain.reset();
  for (chain::Smoothed& knob : knobs) knob.settle();
}

void Rig::process(float* samples, std::size_t frames) noexcept {
  if (isChanged) take();
  chain.process(
      &samples, frames, [this](const chain::Block& block) { play(block); }, [](const chain::Block&) {});
}

void Rig::play(const chain::Block& block) noexcept {
  if (!model) return;
  for (std::size_t i = 0; i < knobs.size(); ++i) knobs[i].fill(signals[i].data(), block.frames);
  inputs[0] = outputs[0] = block.data[0];
  model->model().process(inputs.data(), outputs.data(), block.frames);
}

}  // namespace tonewright::wasm
