#include "wasm/rack.hpp"

#include <algorithm>

namespace tonewright::wasm {

using Id = chain::ParameterId;

Rig::Rig(float sampleRate) { match.prepare(sampleRate); }

Rig::Rig(std::span<const std::byte> image, const chain::ModelLevels& levels, float sampleRate)
    : model(std::make_unique<HostModel>(image)), levels(levels) {
  match.prepare(sampleRate);
  const ModelInfo& info = model->info();
  knobs.resize(info.inputs - 1);
  signals.assign(knobs.size() + 1, std::vector<float>(chain::kMaxBlockFrames));
  inputs.assign(1, nullptr);
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    knobs[i].prepare(sampleRate);
    inputs.push_back(signals[i].data());
  }
  outputs.assign(info.outputs, signals.back().data());
}

void Rig::set(const chain::ParameterValues& values) noexcept {
  match.set(values.isOn(Id::levelMatch) ? chain::levelMatchDb(levels) : 0.0f);
  for (std::size_t i = 0; i < std::min<std::size_t>(knobs.size(), 8); ++i) {
    knobs[i].glideTo(values[static_cast<Id>(static_cast<std::size_t>(Id::knob1) + i)]);
  }
}

void Rig::settle() noexcept {
  match.settle();
  for (chain::Smoothed& knob : knobs) knob.settle();
}

void Rig::process(const chain::Block& block) noexcept {
  if (!model) return;
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    for (std::size_t t = 0; t < block.frames; ++t) signals[i][t] = knobs[i].next();
  }
  inputs[0] = outputs[0] = block.data[0];
  model->model().process(inputs.data(), outputs.data(), block.frames);
  chain::tame(block);
  match.process(block);
}

Rack::Rack(float sampleRate)
    : sampleRate(sampleRate),
      chainMemory(chain::SignalChain::memoryFloats({sampleRate, 1, 0})),
      buffer(kMaxFrames),
      other(kMaxFrames),
      rig(std::make_unique<Rig>(sampleRate)) {
  [[maybe_unused]] const bool isPrepared = chain.prepare({sampleRate, 1, 0}, chain::settingsOf(values), chainMemory);
  fade.prepare(sampleRate);
}

void Rack::load(std::span<const std::byte> image, const chain::ModelLevels& levels) {
  auto loaded = image.empty() ? std::make_unique<Rig>(sampleRate) : std::make_unique<Rig>(image, levels, sampleRate);
  loaded->set(values);
  loaded->settle();
  for (auto& old : retired) old.reset();
  if (next && warmFrames == 0) {
    waiting = std::move(loaded);  // to cut its fade short would be a step
  } else {
    comeIn(std::move(loaded));
  }
}

void Rack::comeIn(std::unique_ptr<Rig> loaded) noexcept {
  warmFrames = loaded->isEmpty() ? 1 : static_cast<std::size_t>(kWarmSeconds * sampleRate);
  next = std::move(loaded);
}

void Rack::arrive() noexcept {
  if (waiting) next = std::move(waiting);
  if (next) rig = std::move(next);
  rig->set(values);
  rig->settle();
  chain.set(chain::settingsOf(values));
  chain.reset();
  isChanged = false;
}

void Rack::set(std::size_t parameter, float value) noexcept {
  if (parameter >= chain::kParameterCount) return;
  values.set(static_cast<Id>(parameter), value);
  isChanged = true;
}

void Rack::process(std::size_t frames) noexcept {
  if (isChanged) {
    chain.set(chain::settingsOf(values));
    rig->set(values);
    if (next) next->set(values);
    if (waiting) waiting->set(values);
    isChanged = false;
  }
  float* channel = buffer.data();
  chain.process(
      &channel, std::min(frames, kMaxFrames), [this](const chain::Block& block) { play(block); },
      [](const chain::Block&) {});
}

void Rack::play(const chain::Block& block) noexcept {
  if (!next) return rig->process(block);
  std::copy_n(block.data[0], block.frames, other.data());
  float* channel = other.data();
  const chain::Block unheard(&channel, 1, block.frames);
  if (warmFrames > 0) {
    next->process(unheard);
    rig->process(block);
    warmFrames -= std::min(warmFrames, block.frames);
    if (warmFrames == 0) fade.start();
    return;
  }
  rig->process(unheard);
  next->process(block);
  fade.process(unheard, block);
  if (fade.isFading()) return;
  rig.swap(next);
  (retired[0] ? retired[1] : retired[0]) = std::move(next);  // empty since the load
  if (waiting) comeIn(std::move(waiting));
}

}  // namespace tonewright::wasm
