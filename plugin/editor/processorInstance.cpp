#include "plugin/editor/processorInstance.hpp"

#include <algorithm>

#include "plugin/sound/meters.hpp"

namespace tonewright::plugin {
using bridge::Json;
using bridge::Refusal;

namespace {

std::string utf8(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

std::filesystem::path pathOf(const std::string& text) {
  return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

Json orNull(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

void refuseIf(const std::optional<std::string>& problem) {
  if (problem) throw Refusal("failed", *problem);
}

Json describe(const PresetInfo& preset) {
  Json controls = Json::array();
  for (std::size_t i = 0; i < preset.controls.size(); ++i) {
    const preset::Control& control = preset.controls[i];
    controls.push_back({{"id", "knob" + std::to_string(i + 1)},
                        {"name", control.name},
                        {"unit", control.unit},
                        {"default", control.initialPlace()}});
  }
  return {{"name", preset.name},
          {"author", preset.author},
          {"gear", preset.gear},
          {"path", preset.path},
          {"family", preset.family},
          {"notices", preset.notices},
          {"controls", controls},
          {"loudness", orNull(preset.loudness)},
          {"inputLevelDbu", orNull(preset.inputLevelDbu)},
          {"outputLevelDbu", orNull(preset.outputLevelDbu)},
          {"sampleRate", preset.sampleRate},
          {"rateMethod", preset.rateMethod},
          {"latencySamples", preset.latencySamples},
          {"multiplyAddsPerSample", preset.multiplyAddsPerSample}};
}

Json describe(const CabinetInfo& cabinet) {
  return {
      {"name", cabinet.name}, {"path", cabinet.path}, {"seconds", cabinet.seconds}, {"sampleRate", cabinet.sampleRate}};
}

Json describe(const Entry& entry, bool isFavourite) {
  Json row{{"path", utf8(entry.path)}, {"name", entry.name},        {"folder", entry.folder}, {"author", entry.author},
           {"gear", entry.gear},       {"tags", entry.tags},        {"family", entry.family}, {"cost", entry.cost},
           {"favourite", isFavourite}, {"factory", entry.isFactory}};
  if (!entry.problem.empty()) row["problem"] = entry.problem;
  return row;
}

Query queryOf(const bridge::LibraryQuery& asked) {
  Query query;
  query.text = asked.text;
  query.family = asked.family;
  query.tag = asked.tag;
  if (std::isfinite(asked.maxCost)) query.maxCost = static_cast<std::uint64_t>(asked.maxCost);
  query.favouritesOnly = asked.favourites;
  return query;
}

}  // namespace

ProcessorInstance::ProcessorInstance(Processor& processor, Browse browse)
    : processor_(processor),
      browse_(std::move(browse)),
      watch_(processor.library().watch()),
      subscription_(processor.library().onChange([this] { ++revision_; })) {}

ProcessorInstance::~ProcessorInstance() { measure(false, false); }

Parameter& ProcessorInstance::parameter(std::size_t index) const {
  return processor_.parameter(static_cast<chain::ParameterId>(index));
}

float ProcessorInstance::value(std::size_t index) const { return parameter(index).getValue(); }

std::string ProcessorInstance::text(std::size_t index, float value) const {
  return parameter(index).getText(value, 64).toStdString();
}

std::optional<float> ProcessorInstance::valueFromText(std::size_t index, const std::string& text) const {
  return parameter(index).getValueForText(juce::String::fromUTF8(text.data(), static_cast<int>(text.size())));
}

void ProcessorInstance::setValue(std::size_t index, float value) { parameter(index).setValueNotifyingHost(value); }
void ProcessorInstance::beginGesture(std::size_t index) { parameter(index).beginChangeGesture(); }
void ProcessorInstance::endGesture(std::size_t index) { parameter(index).endChangeGesture(); }

Json ProcessorInstance::state() const {
  const auto preset = processor_.presetInfo();
  const auto cabinet = processor_.cabinetInfo();
  return {{"preset", preset ? describe(*preset) : Json(nullptr)},
          {"cabinet", cabinet ? describe(*cabinet) : Json(nullptr)},
          {"slot", processor_.slot() == Processor::Slot::a ? "a" : "b"},
          {"canUndo", processor_.canUndo()},
          {"canRedo", processor_.canRedo()},
          {"problems", processor_.problems()}};
}

void ProcessorInstance::loadPreset(const std::string& path) { processor_.loadPreset(pathOf(path)); }
void ProcessorInstance::loadPreset(const std::string& name, std::string bytes) {
  processor_.loadPreset(name, std::move(bytes));
}
void ProcessorInstance::clearPreset() { processor_.clearPreset(); }
void ProcessorInstance::loadCabinet(const std::string& path) { processor_.loadCabinet(pathOf(path)); }
void ProcessorInstance::loadCabinet(const std::string& name, std::string bytes) {
  processor_.loadCabinet(name, std::move(bytes));
}
void ProcessorInstance::clearCabinet() { processor_.clearCabinet(); }
void ProcessorInstance::nextPreset() { processor_.nextPreset(); }
void ProcessorInstance::previousPreset() { processor_.previousPreset(); }
void ProcessorInstance::selectSlot(bool b) { processor_.selectSlot(b ? Processor::Slot::b : Processor::Slot::a); }
void ProcessorInstance::copySlot() { processor_.copySlot(); }
void ProcessorInstance::undo() { processor_.undo(); }
void ProcessorInstance::redo() { processor_.redo(); }

std::optional<std::string> ProcessorInstance::resolve(const std::string& path) const {
  const auto file = processor_.library().resolve(pathOf(path));
  return file ? std::optional(utf8(*file)) : std::nullopt;
}

Json ProcessorInstance::library(const bridge::LibraryQuery& asked) {
  Library& library = processor_.library();
  const Found found = library.search(queryOf(asked));
  Json entries = Json::array(), folders = Json::array();
  for (std::size_t i = asked.offset; i < std::min(found.size(), asked.offset + asked.limit); ++i) {
    entries.push_back(describe(found[i], found.isFavourite(i)));
  }
  for (const Library::Folder& folder : library.folders()) {
    folders.push_back({{"path", utf8(folder.path)}, {"removable", !folder.isFactory}});
  }
  const Library::Status status = library.status();
  return {{"entries", entries},
          {"offset", asked.offset},
          {"total", found.size()},
          {"families", library.families()},
          {"tags", library.tags()},
          {"folders", folders},
          {"scanning", status.isScanning},
          {"problems", status.problems}};
}

void ProcessorInstance::setFavourite(const std::string& path, bool on) {
  refuseIf(processor_.library().setFavourite(pathOf(path), on));
}
void ProcessorInstance::addFolder(const std::string& path) { refuseIf(processor_.library().addFolder(pathOf(path))); }
void ProcessorInstance::removeFolder(const std::string& path) {
  refuseIf(processor_.library().removeFolder(pathOf(path)));
}

void ProcessorInstance::measure(bool levels, bool spectrum) {
  if (levels != measures_) processor_.meters().watch(levels);
  measures_ = levels;
  if (!spectrum) spectrum_.reset();
  if (spectrum && !spectrum_) spectrum_ = std::make_unique<Spectrum>();
}

bridge::MeterReading ProcessorInstance::readMeters() {
  const Meters::Reading read = processor_.meters().read();
  bridge::MeterReading reading;
  reading.channels = std::min<std::size_t>(read.channels, 2);
  for (std::size_t channel = 0; channel < reading.channels; ++channel) {
    const auto side = [](const Meters::Side& from) {
      return bridge::MeterReading::Side{from.peak, from.rms, from.clipped};
    };
    reading.input[channel] = side(read.input[channel]);
    reading.output[channel] = side(read.output[channel]);
  }
  reading.cpu = read.load;
  reading.sampleRate = read.sampleRate;
  if (spectrum_) reading.spectrumDecibels = spectrum_->decibels(processor_.meters());
  return reading;
}

}  // namespace tonewright::plugin
