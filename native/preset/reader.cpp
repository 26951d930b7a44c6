#include "preset/reader.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include "preset/controls.hpp"
#include "preset/document.hpp"
#include "preset/pytorch.hpp"
#include "preset/sequential.hpp"

namespace tonewright::preset {
namespace {

constexpr std::size_t formatVersion = 1;

/// Checks the version. Version 1 is the first, so there is nothing to migrate.
void checkVersion(const Field& version) {
  const std::size_t found = version.integer(1, std::numeric_limits<std::uint32_t>::max());
  if (found > formatVersion) {
    refuse(
        ErrorCode::futureVersion, version.path(),
        "expected a version of the format up to " + std::to_string(formatVersion) + ", found " + std::to_string(found),
        "Update Tonewright to open this preset.");
  }
}

bool isDigits(const std::string& text) {
  return text.size() >= 4 && text.size() <= 6 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

constexpr double lowestRateHz = 8000.0, highestRateHz = 768000.0;

/// The sample rate of a file of another program: AIDA-X looks at metadata.samplerate first, then at samplerate; some of
/// its files hold digits in a string. 48 kHz, with a notice, when neither is there.
float peerSampleRate(const Field& document, std::vector<std::string>& notices) {
  const Field metadata = document.at("metadata");
  const bool hasMetadata = metadata.present() && metadata.json().is_object();
  for (const Field& field : {hasMetadata ? metadata.at("samplerate") : Field(nullptr, ""), document.at("samplerate")}) {
    if (!field.present()) continue;
    if (field.json().is_number()) return float(field.number(lowestRateHz, highestRateHz));
    if (!field.json().is_string() || !isDigits(field.text())) continue;
    const Json rate = std::stoi(field.text());
    return float(Field(&rate, field.path()).number(lowestRateHz, highestRateHz));
  }
  notices.push_back("The file does not say its sample rate: 48000 Hz is assumed.");
  return 48000.0f;
}

/// The types that format.md gives the known fields of `metadata`; others are free.
void checkMetadata(const Field& metadata) {
  if (!metadata.present()) return;
  metadata.object();
  for (const char* key : {"name", "author", "license", "gear", "description"}) {
    if (metadata.at(key).present()) metadata.at(key).text();
  }
  constexpr double largest = std::numeric_limits<double>::max();
  for (const char* key : {"delaySamples", "loudness", "input_level_dbu", "output_level_dbu"}) {
    if (metadata.at(key).present()) metadata.at(key).number(-largest, largest);
  }
  if (metadata.at("esr").present()) metadata.at("esr").number(0.0, largest);
}

std::string nameOf(const Field& metadata) {
  if (!metadata.present() || !metadata.json().is_object()) return "";
  const Field name = metadata.at("name");
  return name.present() && name.json().is_string() ? name.text() : "";
}

void readTonewright(const Field& document, Preset& preset) {
  checkVersion(document.at("tonewright"));
  checkMetadata(document.at("metadata"));
  if (document.at("chain").present()) document.at("chain").object();
  preset.spec.sampleRate = float(document.at("samplerate").number(lowestRateHz, highestRateHz));
  preset.controls = readControls(document.at("controls"), inputsOf(document));
  readSequential(document, preset);
}

void readPeerSequential(const Field& document, Preset& preset) {
  if (document.at("metadata").present()) document.at("metadata").object();
  preset.spec.sampleRate = peerSampleRate(document, preset.notices);
  preset.controls = unnamedControls(inputsOf(document), preset.notices);
  readSequential(document, preset);
}

void readPeerPytorch(const Field& document, Preset& preset) {
  readPytorch(document, preset);
  preset.spec.sampleRate = peerSampleRate(document, preset.notices);
  preset.controls = unnamedControls(preset.spec.layers[0].inputs, preset.notices);
}

struct FormatReader {
  Format format;
  void (*read)(const Field& document, Preset& preset);
};

FormatReader detectFormat(const Field& document) {
  const auto has = [&](const char* key) { return document.at(key).present(); };
  if (has("tonewright")) return {Format::tonewright, readTonewright};
  if (has("model_data") || has("state_dict")) return {Format::pytorch, readPeerPytorch};
  if (has("layers")) {
    const auto aidaFields = {"in_skip", "in_gain", "out_gain", "input_batch", "output_batch"};
    const bool isAida = std::any_of(aidaFields.begin(), aidaFields.end(), has);
    return {isAida ? Format::aidaX : Format::rtneural, readPeerSequential};
  }
  if (isStateDict(document)) return {Format::pytorch, readPeerPytorch};
  refuse(ErrorCode::unsupported, "",
         has("architecture") ? ".nam files are not supported yet" : "the format of this file is not known",
         "Known: Tonewright, RTNeural, AIDA-X and PyTorch (CoreAudioML) JSON.");
}

Preset read(std::string_view bytes) {
  const Json json = parseDocument(bytes);
  const Field document(&json, "");
  const FormatReader reader = detectFormat(document);
  Preset preset;
  preset.format = reader.format;
  preset.name = nameOf(document.at("metadata"));
  reader.read(document, preset);
  return preset;
}

}  // namespace

ReadResult readPreset(std::string_view bytes) noexcept {
  try {
    return {read(bytes), {}};
  } catch (const Refusal& refusal) {
    return {std::nullopt, refusal.error};
  } catch (const std::exception& error) {
    return {std::nullopt, {ErrorCode::invalid, "", std::string("the preset cannot be read (") + error.what() + ")."}};
  }
}

}  // namespace tonewright::preset
