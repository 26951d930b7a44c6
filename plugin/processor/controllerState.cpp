// What a controller tells of what is loaded, and how it saves and restores it.
#include "plugin/library/family.hpp"
#include "plugin/processor/controller.hpp"

namespace tonewright::plugin {

std::optional<PresetInfo> Controller::presetInfo() const {
  SharedPreset loaded;
  {
    const std::lock_guard guard(lock);
    loaded = preset;
  }
  if (!loaded) return std::nullopt;
  const Rigger::Facts facts = rigger.facts();
  const preset::Preset& read = loaded->preset();
  PresetInfo info;
  info.name = read.name.empty() ? loaded->source()->name : read.name;
  info.author = read.author;
  info.gear = read.gear;
  info.path = loaded->source()->path;
  info.family = familyOf(read.spec);
  info.notices = read.notices;
  if (!facts.notice.empty()) info.notices.push_back(facts.notice);
  info.controls = read.controls;
  info.loudness = read.loudness;
  info.inputLevelDbu = read.inputLevelDbu;
  info.outputLevelDbu = read.outputLevelDbu;
  info.sampleRate = read.spec.sampleRate;
  info.rateMethod = facts.rateMethod;
  info.latencySamples = facts.rigLatencySamples;
  info.multiplyAddsPerSample = loaded->playableOn(Engine::tonewright)->info().multiplyAddsPerSample;
  return info;
}

std::optional<CabinetInfo> Controller::cabinetInfo() const {
  const std::lock_guard guard(lock);
  if (!cabinet) return std::nullopt;
  return CabinetInfo{cabinet->source()->name, cabinet->source()->path, cabinet->seconds(), cabinet->sampleRate()};
}

std::string Controller::presetPath() const {
  const std::lock_guard guard(lock);
  return preset ? preset->source()->path : std::string();
}

std::string Controller::saveState() const {
  State state;
  state.present = present();
  {
    const std::lock_guard guard(lock);
    state.other = other;
    state.isSlotB = slotB;
    state.editorWidth = editorWidth;
    state.editorHeight = editorHeight;
  }
  return encodeState(state);
}

void Controller::restoreState(std::string_view bytes) {
  loader->cancel(this);
  auto decoded = decodeState(bytes);
  if (!decoded) return complain("The session is no session of Tonewright: nothing was loaded from it.");
  for (std::string& problem : decoded->problems) complain(std::move(problem));
  State& state = decoded->state;
  {
    const std::lock_guard guard(lock);
    other = std::move(state.other);
    slotB = state.isSlotB;
    editorWidth = state.editorWidth;
    editorHeight = state.editorHeight;
    timeline.clear();
    otherTimeline.clear();
    openGestures = 0;
  }
  setValues(state.present.values, false);
  restorePreset(state.present.preset);
  restoreCabinet(state.present.cabinet);
  tellHost();
  changes.call();
}

/// Nothing is played rather than what the session did not mean.
void Controller::restorePreset(const SharedSource& source) {
  SharedPreset loaded;
  try {
    if (source) loaded = std::make_shared<const LoadedPreset>(source);
    return adoptPreset(loaded, values());
  } catch (const std::exception& error) {
    complain(error.what());
  }
  adoptPreset(nullptr, values());
}

void Controller::restoreCabinet(const SharedSource& source) {
  SharedCabinet loaded;
  try {
    if (source) loaded = std::make_shared<const LoadedCabinet>(source);
  } catch (const std::exception& error) {
    complain(error.what());
  }
  adoptCabinet(std::move(loaded));
}

void Controller::setEditorSize(int width, int height) {
  const std::lock_guard guard(lock);
  editorWidth = width;
  editorHeight = height;
}

std::pair<int, int> Controller::editorSize() const {
  const std::lock_guard guard(lock);
  return {editorWidth, editorHeight};
}

}  // namespace tonewright::plugin
