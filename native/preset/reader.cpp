#include "preset/reader.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include "preset/controls.hpp"
#include "preset/document.hpp"
#include "preset/graph.hpp"
#include "preset/metadata.hpp"
#include "preset/nam.hpp"
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

/// What a preset may say of the chain; other fields are for later versions.
std::vector<ChainValue> readChain(const Field& found) {
  std::vector<ChainValue> values;
  if (!found.present()) return values;
  found.object();
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    const chain::Parameter& parameter = chain::kParameters[i];
    const Field field = found.at(std::string(parameter.id));
    if (!parameter.inPreset || !field.present()) continue;
    const double value = parameter.taper == chain::Taper::toggle ? double(field.integer(0, 1))
                                                                 : field.number(parameter.min, parameter.max);
    values.push_back({static_cast<chain::ParameterId>(i), float(value)});
  }
  return values;
}

void readTonewright(const Field& document, const ReadOptions&, Preset& preset) {
  checkVersion(document.at("tonewright"));
  readOwnMetadata(document.at("metadata"), preset);
  preset.chain = readChain(document.at("chain"));
  preset.spec.sampleRate = float(document.at("samplerate").number(lowestRateHz, highestRateHz));
  preset.controls = readControls(document.at("controls"), inputsOf(document));
  readOwnLayers(document, preset);
}

void readPeerSequential(const Field& document, const ReadOptions&, Preset& preset) {
  readPeerLayers(document, preset);
  if (document.at("metadata").present()) document.at("metadata").object();
  readPeerMetadata(document.at("metadata"), preset);
  preset.spec.sampleRate = peerSampleRate(document, preset.notices);
  preset.controls = unnamedControls(inputsOf(document), preset.notices);
}

void readPeerPytorch(const Field& document, const ReadOptions&, Preset& preset) {
  readPeerMetadata(document.at("metadata"), preset);
  readPytorch(document, preset);
  preset.spec.sampleRate = peerSampleRate(document, preset.notices);
  preset.controls = unnamedControls(preset.spec.layers[0].inputs, preset.notices);
}

void readPeerNam(const Field& document, const ReadOptions& options, Preset& preset) {
  readNam(document, options.size.value_or(1.0), preset);
}

struct FormatReader {
  Format format;
  void (*read)(const Field& document, const ReadOptions& options, Preset& preset);
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
  if (has("architecture")) return {Format::nam, readPeerNam};
  refuse(ErrorCode::unsupported, "", "the format of this file is not known",
         "Known: Tonewright, RTNeural, AIDA-X and PyTorch (CoreAudioML) JSON, and .nam.");
}

Preset read(std::string_view bytes, const ReadOptions& options) {
  const Json json = parseDocument(bytes);
  const Field document(&json, "");
  const FormatReader reader = detectFormat(document);
  if (options.size && !(*options.size >= 0.0 && *options.size <= 1.0)) {
    refuse(ErrorCode::invalid, "size", "expected a number from 0 to 1, found " + std::to_string(*options.size));
  }
  Preset preset;
  preset.format = reader.format;
  reader.read(document, options, preset);
  checkStart(preset.spec, preset.selfTest ? preset.selfTest->input.size() : 0);
  return preset;
}

}  // namespace

ReadResult readPreset(std::string_view bytes, const ReadOptions& options) noexcept {
  try {
    return {read(bytes, options), {}};
  } catch (const Refusal& refusal) {
    return {std::nullopt, refusal.error};
  } catch (const std::exception& error) {
    return {std::nullopt, {ErrorCode::invalid, "", std::string("the preset cannot be read (") + error.what() + ")."}};
  }
}

}  // namespace tonewright::preset
