#include "wasm/rack.hpp"

#include <algorithm>

namespace tonewright::wasm {

Rack::Rack(float sampleRate)
    : sampleRate(sampleRate),
      buffer(kMaxFrames),
      other(kMaxFrames),
      rig(std::make_unique<Rig>(Loading{}, chain::ParameterValues{}, sampleRate)) {
  fade.prepare(sampleRate);
}

void Rack::load(const Loading& loading) {
  auto loaded = std::make_unique<Rig>(loading, newest().values(), sampleRate);
  for (auto& old : retired) old.reset();
  if (next && warmFrames == 0) {
    waiting = std::move(loaded);  // to cut its fade short would be a step
  } else {
    comeIn(std::move(loaded));
  }
}

void Rack::comeIn(std::unique_ptr<Rig> loaded) noexcept {
  warmFrames = static_cast<std::size_t>(kWarmSeconds * sampleRate);
  next = std::move(loaded);
}

void Rack::arrive() noexcept {
  if (waiting) next = std::move(waiting);
  if (next) rig = std::move(next);
  rig->settle();
}

void Rack::set(std::size_t parameter, float value) noexcept {
  if (parameter < chain::kParameterCount) newest().set(static_cast<chain::ParameterId>(parameter), value);
}

void Rack::process(std::size_t frames) noexcept {
  frames = std::min(frames, kMaxFrames);
  if (!next) return rig->process(buffer.data(), frames);
  std::copy_n(buffer.data(), frames, other.data());
  if (warmFrames > 0) {
    next->process(other.data(), frames);
    rig->process(buffer.data(), frames);
    warmFrames -= std::min(warmFrames, frames);
    if (warmFrames == 0) fade.start();
    return;
  }
  float *from = other.data(), *to = buffer.data();
  rig->process(from, frames);
  next->process(to, frames);
  fade.process({&from, 1, frames}, {&to, 1, frames});
  if (!fade.isFading()) endFade();
}

void Rack::endFade() noexcept {
  rig.swap(next);
  (retired[0] ? retired[1] : retired[0]) = std::move(next);  // empty since the load
  if (waiting) comeIn(std::move(waiting));
}

}  // namespace tonewright::wasm
