#include "preset/nam.hpp"

#include <set>

#include "preset/limits.hpp"
#include "preset/metadata.hpp"
#include "preset/nam_model.hpp"

namespace tonewright::preset {
namespace {

std::string textOf(const Json& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found != metadata.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Texts that are not empty, with spaces between.
std::string spaced(const std::vector<std::string>& texts) {
  std::string line;
  for (const auto& text : texts) line += (line.empty() || text.empty() ? "" : " ") + text;
  return line;
}

/// The file's metadata, those of the chosen submodel before them; null counts as absent.
Json givenMetadata(const Field& document, const std::optional<Field>& chosen) {
  Json given = Json::object();
  for (const Field& metadata : {document.at("metadata"), chosen ? *chosen : Field(nullptr, "")}) {
    if (!metadata.present() || metadata.json().is_null()) continue;
    for (const auto& [key, value] : metadata.object().items()) {
      if (!value.is_null()) given[key] = value;
    }
  }
  return given;
}

/// Metadata under their own names and under ours; fields beside the model, such as notes of whoever made it, too.
Json namedMetadata(const Field& document, const Json& given) {
  static const std::set<std::string> known{"version", "architecture", "config", "weights", "sample_rate", "metadata"};
  Json named = Json::object();
  for (const auto& [key, value] : document.json().items()) {
    if (!known.count(key)) named[key] = value;
  }
  const std::string type = textOf(given, "gear_type"), author = textOf(given, "modeled_by");
  const std::string gear =
      spaced({textOf(given, "gear_make"), textOf(given, "gear_model"), type.empty() ? "" : "(" + type + ")"});
  Json tags = Json::array();
  for (const auto& tag : {textOf(given, "tone_type"), type}) {
    if (!tag.empty()) tags.push_back(tag);
  }
  if (!tags.empty()) named["tags"] = tags;
  if (!author.empty()) named["author"] = author;
  if (!gear.empty()) named["gear"] = gear;
  for (const auto& [key, value] : given.items()) named[key] = value;
  return named;
}

/// NAM's core settles an LSTM for half a second; our writer says so where a model does otherwise.
std::uint32_t settleSamplesOf(const Field& metadata, const nam::Reading& reading, float sampleRateHz) {
  const Field told = metadata.at("settle_samples");
  if (told.present()) return std::uint32_t(told.integer(0, limits::settleSamples));
  return reading.hasRecurrence ? std::uint32_t(sampleRateHz / 2.0f) : 0;
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
  const Json named = namedMetadata(document, givenMetadata(document, reading.chosenMetadata));
  const Field metadata(&named, "metadata");
  readPeerMetadata(metadata, preset);
  preset.spec.settleSamples = settleSamplesOf(metadata, reading, preset.spec.sampleRate);
}

}  // namespace tonewright::preset
