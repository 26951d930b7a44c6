#include "plugin/sound/rig.hpp"

namespace tonewright::plugin {

using Id = chain::ParameterId;

Rig::Rig() = default;

Rig::Rig(SharedPreset preset, const RigRequest& request, const chain::ParameterValues& values)
    : loaded(std::move(preset)), levels(loaded->levels()) {
  const auto model = loaded->playableOn(request.engine);
  const RateRequest rate{request.sampleRate, request.oversampling, RateMethod::automatic};
  for (std::size_t channel = 0; channel < request.channels; ++channel) streams.push_back(model->player(rate));
  latency = streams[0]->latencySamples();
  const float hostRate = static_cast<float>(request.sampleRate);
  calibration.prepare(hostRate);
  match.prepare(hostRate);
  knobs.resize(model->info().inputs - 1);
  knobSignals.assign(knobs.size(), std::vector<float>(chain::kMaxBlockFrames));
  unheard.resize(chain::kMaxBlockFrames);
  outputs.assign(model->info().outputs, unheard.data());
  inputs.assign(1, nullptr);
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    inputs.push_back(knobSignals[i].data());
    if (i >= loaded->preset().controls.size()) continue;
    const preset::Control& control = loaded->preset().controls[i];
    const double range = control.max - control.min;
    knobs[i].jumpTo(range > 0.0 ? static_cast<float>((control.initial - control.min) / range) : 0.0f);
    knobs[i].prepare(hostRate);
  }
  set(values);
  reset();
}

void Rig::set(const chain::ParameterValues& values) noexcept {
  if (!loaded) return;
  calibration.set(values.isOn(Id::calibrate) ? chain::calibrationDb(levels, values[Id::interfaceLevel]) : 0.0f);
  match.set(values.isOn(Id::levelMatch) ? chain::levelMatchDb(levels) : 0.0f);
  for (std::size_t i = 0; i < std::min(knobs.size(), kKnobs); ++i) {
    knobs[i].glideTo(values[static_cast<Id>(static_cast<std::size_t>(Id::knob1) + i)]);
  }
}

void Rig::fillKnobs(std::size_t frames) noexcept {
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    const std::size_t gliding = std::min(frames, knobs[i].samplesLeft());
    for (std::size_t t = 0; t < gliding; ++t) knobSignals[i][t] = knobs[i].next();
    std::fill(knobSignals[i].begin() + std::ptrdiff_t(gliding), knobSignals[i].begin() + std::ptrdiff_t(frames),
              knobs[i].value());
  }
}

void Rig::process(const chain::Block& block) noexcept {
  if (!loaded) return;
  calibration.process(block);
  fillKnobs(block.frames);
  for (std::size_t channel = 0; channel < block.channels; ++channel) {
    inputs[0] = outputs[0] = block.data[channel];
    streams[channel]->process(inputs.data(), outputs.data(), block.frames);
  }
  chain::tame(block);
  match.process(block);
}

void Rig::reset() noexcept {
  calibration.settle();
  match.settle();
  for (chain::Smoothed& knob : knobs) knob.settle();
  for (auto& stream : streams) stream->reset();
}

}  // namespace tonewright::plugin
