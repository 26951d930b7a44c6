#include "wasm/reading.hpp"

#include <nlohmann/json.hpp>

#include "engine/chain/settings.hpp"
#include "engine/settle.hpp"
#include "preset/reader.hpp"
#include "preset/self_test.hpp"

namespace tonewright::wasm {

namespace {

using Json = nlohmann::json;

Json orNull(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json factsOf(const preset::Preset& preset, const ModelInfo& info) {
  Json controls = Json::array(), chain = Json::array();
  for (const preset::Control& control : preset.controls) {
    controls.push_back({{"id", control.id},
                        {"name", control.name},
                        {"min", control.min},
                        {"max", control.max},
                        {"default", control.initial},
                        {"unit", control.unit}});
  }
  for (const preset::ChainValue& value : preset.chain) {
    chain.push_back({{"id", std::string(chain::parameterOf(value.id).id)}, {"value", value.value}});
  }
  return {{"name", preset.name},
          {"author", preset.author},
          {"gear", preset.gear},
          {"tags", preset.tags},
          {"sampleRate", info.sampleRate},
          {"latencySamples", info.latencySamples},
          {"multiplyAddsPerSample", info.multiplyAddsPerSample},
          {"loudness", orNull(preset.loudness)},
          {"inputLevelDbu", orNull(preset.inputLevelDbu)},
          {"controls", controls},
          {"chain", chain},
          {"notices", preset.notices}};
}

Reading refused(const std::string& why) { return {Json{{"error", why}}.dump(), {}}; }

}  // namespace

Reading readPreset(std::string_view file) {
  try {
    const preset::ReadResult read = preset::readPreset(file);
    if (!read.preset) return refused(read.error.message);
    if (const auto failed = preset::checkSelfTest(*read.preset)) return refused(failed->message);
    const WeightedModel model = settled(read.preset->spec, read.preset->weights);
    Reading reading{{}, pack(model.spec, model.weights)};
    const ModelInfo info = HostModel(reading.image).info();
    if (info.outputs < 1) return refused("expected a model with an output");
    reading.facts = factsOf(*read.preset, info).dump(-1, ' ', false, Json::error_handler_t::replace);
    return reading;
  } catch (const std::exception& error) {
    return refused(error.what());
  }
}

}  // namespace tonewright::wasm
