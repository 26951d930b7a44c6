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
    knobs[i].jumpTo(loaded->preset().controls[i].initialPlace());
    knobs[i].prepare(hostRate);
  }
  set(values);
  reset();
}

void Rig::set(const chain::ParameterValues& values) noexcept {
  if (!loaded) return;
  calibration.set(values.isOn(Id::calibrate) ? chain::calibrationDb(levels, values[Id::interfaceLevel]) : 0.0f);
  match.set(chain::levelMatchDb(values, levels));
  chain::glide(knobs, values);
}

void Rig::process(const chain::Block& block) noexcept {
  if (!loaded) return;
  calibration.process(block);
  for (std::size_t i = 0; i < knobs.size(); ++i) knobs[i].fill(knobSignals[i].data(), block.frames);
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
