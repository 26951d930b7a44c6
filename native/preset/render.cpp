#include "preset/render.hpp"

#include "engine/host.hpp"
#include "engine/pack.hpp"
#include "engine/settle.hpp"

namespace tonewright::preset {

std::vector<float> render(const Preset& preset, const std::vector<float>& audio) {
  const WeightedModel model = settled(preset.spec, preset.weights);
  HostModel host(pack(model.spec, model.weights));
  std::vector<std::vector<float>> knobs;
  for (const auto& control : preset.controls) {
    knobs.emplace_back(audio.size(), control.initialPlace());
  }
  std::vector<const float*> inputs{audio.data()};
  for (const auto& knob : knobs) inputs.push_back(knob.data());
  std::vector<float> output(audio.size()), others(audio.size());
  std::vector<float*> outputs(host.info().outputs, others.data());
  outputs[0] = output.data();
  host.model().process(inputs.data(), outputs.data(), audio.size());
  return output;
}

}  // namespace tonewright::preset
