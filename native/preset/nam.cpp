#include "preset/nam.hpp"

#include "preset/metadata.hpp"
#include "preset/nam_model.hpp"

namespace tonewright::preset {
namespace {

std::string textOf(const Json& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found != metadata.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Sets a field of ours from one of NAM's unless the file has ours.
void name(Json& metadata, const char* key, const Json& value) {
  if (!metadata.contains(key)) metadata[key] = value;
}

/// The file's metadata, those of the chosen submodel before them, under our names too; null counts as absent.
Json mergedMetadata(const Field& document, const std::optional<Field>& chosen) {
  Json merged = Json::object();
  for (const Field& metadata : {document.at("metadata"), chosen ? *chosen : Field(nullptr, "")}) {
    if (!metadata.present() || metadata.json().is_null()) continue;
    for (const auto& [key, value] : metadata.object().items()) {
      if (!value.is_null()) merged[key] = value;
    }
  }
  std::string gear = textOf(merged, "gear_make");
  const std::string model = textOf(merged, "gear_model"), type = textOf(merged, "gear_type");
  for (const std::string& part : {model, type.empty() ? type : "(" + type + ")"}) {
    if (!part.empty()) gear += (gear.empty() ? "" : " ") + part;
  }
  if (!gear.empty()) name(merged, "gear", gear);
  if (const std::string author = textOf(merged, "modeled_by"); !author.empty()) name(merged, "author", author);
  return merged;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& item : names) text += (text.empty() ? "" : ", ") + item;
  return text;
}

}  // namespace

void readNam(const Field& document, double size, Preset& preset) {
  nam::Reading reading{.size = size, .notices = preset.notices};
  if (const Field rate = document.at("sample_rate"); rate.present() && !rate.json().is_null()) {
    reading.sampleRate = nam::readRate(rate);
  }
  const std::int32_t output = nam::addOutermost(document, reading);
  if (!reading.unknown.empty()) {
    preset.notices.push_back("Fields that change nothing in NAM's own player are left out: " + joined(reading.unknown) +
                             ".");
  }
  joinLayers(reading.list.used(output), preset);
  if (!reading.sampleRate) {
    preset.notices.push_back("The file does not say its sample rate: 48000 Hz is assumed.");
  }
  preset.spec.sampleRate = reading.sampleRate.value_or(48000.0f);
  if (reading.hasRecurrence) preset.spec.settleSamples = std::uint32_t(preset.spec.sampleRate / 2.0f);
  const Json metadata = mergedMetadata(document, reading.chosenMetadata);
  readPeerMetadata(Field(&metadata, "metadata"), preset);
}

}  // namespace tonewright::preset
