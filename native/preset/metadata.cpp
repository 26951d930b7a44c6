#include "preset/metadata.hpp"

#include <limits>

namespace tonewright::preset {
namespace {

struct Text {
  const char* key;
  std::string Preset::*target;  // may be absent: the reader only checks the type then
};

constexpr Text texts[] = {{"name", &Preset::name},
                          {"author", &Preset::author},
                          {"license", nullptr},
                          {"gear", &Preset::gear},
                          {"description", nullptr}};

constexpr std::size_t mostTags = 64;

std::vector<std::string> readTags(const Field& field) {
  std::vector<std::string> tags;
  const std::size_t count = field.array(0, mostTags);
  for (std::size_t i = 0; i < count; ++i) tags.push_back(field[i].text());
  return tags;
}

struct Number {
  const char* key;
  double least;
  std::optional<double> Preset::*target;
};

constexpr double largest = std::numeric_limits<double>::max();
constexpr Number numbers[] = {{"esr", 0.0, nullptr},
                              {"delaySamples", -largest, nullptr},
                              {"loudness", -largest, &Preset::loudness},
                              {"input_level_dbu", -largest, &Preset::inputLevelDbu},
                              {"output_level_dbu", -largest, &Preset::outputLevelDbu}};

using OnMismatch = void (*)(const Field& field, const Refusal& refusal, Preset& preset);

void readKnown(const Field& metadata, OnMismatch onMismatch, Preset& preset) {
  const auto read = [&](const char* key, auto value) {
    const Field field = metadata.at(key);
    if (!field.present()) return;
    try {
      value(field);
    } catch (const Refusal& refusal) {
      onMismatch(field, refusal, preset);
    }
  };
  for (const Text& text : texts) {
    read(text.key, [&](const Field& field) {
      const std::string value = field.text();
      if (text.target) preset.*text.target = value;
    });
  }
  read("tags", [&](const Field& field) { preset.tags = readTags(field); });
  for (const Number& number : numbers) {
    read(number.key, [&](const Field& field) {
      const double value = field.number(number.least, largest);
      if (number.target) preset.*number.target = value;
    });
  }
}

}  // namespace

void readOwnMetadata(const Field& metadata, Preset& preset) {
  if (!metadata.present()) return;
  readKnown(
      metadata, [](const Field&, const Refusal& refusal, Preset&) { throw refusal; }, preset);
}

void readPeerMetadata(const Field& metadata, Preset& preset) {
  if (!metadata.present() || !metadata.json().is_object()) return;
  const auto leaveOut = [](const Field& field, const Refusal&, Preset& to) {
    to.notices.push_back(field.path() + " is not of the type that a preset has there: it is left out.");
  };
  readKnown(metadata, leaveOut, preset);
}

}  // namespace tonewright::preset
