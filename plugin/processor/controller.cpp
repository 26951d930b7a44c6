#include "plugin/processor/controller.hpp"

namespace tonewright::plugin {

using Id = chain::ParameterId;

namespace {

constexpr std::size_t kMaxProblems = 20;
constexpr double kRecurrentTailSeconds = 0.5;  // what is left of a recurrent model's state by then is not heard

/// The chain of a preset that is loaded: what its file says, its controls where they belong, the rest as it is.
chain::ParameterValues valuesFor(const preset::Preset& preset, chain::ParameterValues values) {
  for (const preset::ChainValue& said : preset.chain) values.set(said.id, said.value);
  for (std::size_t i = 0; i < std::min(preset.controls.size(), chain::kKnobs); ++i) {
    values.set(chain::knobId(i), preset.controls[i].initialPlace());
  }
  return values;
}

SharedSource sourceOf(const SharedPreset& preset) { return preset ? preset->source() : nullptr; }
SharedSource sourceOf(const SharedCabinet& cabinet) { return cabinet ? cabinet->source() : nullptr; }

}  // namespace

Controller::Controller(juce::AudioProcessor& host, std::vector<Parameter*> parameters, Sound& sound,
                       std::function<void()> onChange)
    : host(host), parameters(std::move(parameters)), rigger(sound), changes([this, onChange = std::move(onChange)] {
        tellHost();
        onChange();
      }) {
  for (Parameter* parameter : this->parameters) parameter->addListener(this);
}

Controller::~Controller() {
  loader->cancel(this);
  for (Parameter* parameter : parameters) parameter->removeListener(this);
}

void Controller::prepare(const Sound::Format& format) {
  rigger.prepare(format, values());
  tellHost();
}

chain::ParameterValues Controller::values() const noexcept {
  chain::ParameterValues result;
  for (const Parameter* parameter : parameters) result.set(parameter->id(), parameter->plain());
  return result;
}

/// The sound hears them at once, the host when it is told.
void Controller::setValues(const chain::ParameterValues& next, bool onlyOfTheSound) {
  const std::lock_guard guard(lock);
  for (Parameter* parameter : parameters) {
    const Id id = parameter->id();
    if (next[id] == parameter->plain() || (onlyOfTheSound && !isOfTheSound(id))) continue;
    parameter->setPlain(next[id]);
    isUntold[static_cast<std::size_t>(id)] = true;
  }
}

Setup Controller::present() const {
  const std::lock_guard guard(lock);
  return {values(), sourceOf(preset), sourceOf(cabinet)};
}

/// Does `work` on the loader's thread; what goes wrong becomes a problem.
void Controller::run(Kind kind, Loader::Job work) {
  loader->submit(this, kind, [this, work = std::move(work)](const std::atomic<bool>& stop) {
    try {
      work(stop);
    } catch (const std::exception& error) {
      complain(error.what());
    }
  });
}

void Controller::loadPreset(GetSource get) {
  run(presetJob, [this, get = std::move(get)](const std::atomic<bool>& stop) {
    const SharedSource source = get();
    const auto loaded = source ? std::make_shared<const LoadedPreset>(source) : nullptr;
    if (stop) return;
    const Setup before = present();
    adoptPreset(loaded, loaded ? valuesFor(loaded->preset(), before.values) : before.values);
    remember(before);
  });
}

void Controller::loadCabinet(GetSource get) {
  run(cabinetJob, [this, get = std::move(get)](const std::atomic<bool>& stop) {
    const SharedSource source = get();
    const auto loaded = source ? std::make_shared<const LoadedCabinet>(source) : nullptr;
    if (stop) return;
    const Setup before = present();
    adoptCabinet(loaded);
    remember(before);
  });
}

void Controller::remember(Setup before) {
  {
    const std::lock_guard guard(lock);
    timeline.remember(std::move(before));
  }
  changes.call();
}

/// Throws, and leaves all as it was, when it cannot be played.
void Controller::adoptPreset(SharedPreset loaded, const chain::ParameterValues& next) {
  rigger.setPreset(loaded, next);
  {
    const std::lock_guard guard(lock);
    preset = std::move(loaded);
  }
  setValues(next, true);
  changes.call();
}

void Controller::adoptCabinet(SharedCabinet loaded) {
  rigger.setCabinet(loaded);
  {
    const std::lock_guard guard(lock);
    cabinet = std::move(loaded);
  }
  changes.call();
}

double Controller::tailSeconds() const {
  const std::lock_guard guard(lock);
  double seconds = cabinet ? cabinet->seconds() : 0.0;
  if (!preset) return seconds;
  const ModelInfo& info = preset->playableOn(Engine::tonewright)->info();
  const double memory = info.receptiveFieldSamples == kUnboundedField ? kRecurrentTailSeconds
                                                                      : info.receptiveFieldSamples / info.sampleRate;
  return seconds + memory;
}

/// Brings a setup back: its values with its preset, the cabinet when it is another one.
void Controller::recall(Setup setup) {
  const Setup before = present();
  if (setup.preset == before.preset) {
    loader->drop(this, presetJob);
    setValues(setup.values, true);
  } else {
    run(presetJob, [this, setup](const std::atomic<bool>&) {
      adoptPreset(setup.preset ? std::make_shared<const LoadedPreset>(setup.preset) : nullptr, setup.values);
    });
  }
  if (setup.cabinet != before.cabinet) {
    run(cabinetJob, [this, source = setup.cabinet](const std::atomic<bool>&) {
      adoptCabinet(source ? std::make_shared<const LoadedCabinet>(source) : nullptr);
    });
  }
  changes.call();
}

bool Controller::isSlotB() const {
  const std::lock_guard guard(lock);
  return slotB;
}

void Controller::selectSlot(bool b) {
  if (b == isSlotB()) return;
  const Setup before = present();
  Setup next;
  {
    const std::lock_guard guard(lock);
    next = other.value_or(before);
    other = before;
    slotB = b;
    std::swap(timeline, otherTimeline);
  }
  recall(next);
}

void Controller::copySlot() {
  const Setup copied = present();
  {
    const std::lock_guard guard(lock);
    if (other) otherTimeline.remember(*std::move(other));
    other = copied;
  }
  changes.call();
}

bool Controller::canUndo() const {
  const std::lock_guard guard(lock);
  return timeline.canUndo();
}

bool Controller::canRedo() const {
  const std::lock_guard guard(lock);
  return timeline.canRedo();
}

void Controller::undo() { travel(true); }
void Controller::redo() { travel(false); }

void Controller::travel(bool isBack) {
  const Setup now = present();
  std::optional<Setup> next;
  {
    const std::lock_guard guard(lock);
    next = isBack ? timeline.undo(now) : timeline.redo(now);
  }
  if (next) recall(*next);
}

void Controller::parameterGestureChanged(int index, bool isStarting) {
  if (!isOfTheSound(parameters[static_cast<std::size_t>(index)]->id())) return;
  const Setup now = present();
  bool isStep = false;
  {
    const std::lock_guard guard(lock);
    if (isStarting && openGestures++ == 0) beforeGesture = now;
    isStep = !isStarting && openGestures > 0 && --openGestures == 0 && !isSameSound(beforeGesture, now);
    if (isStep) timeline.remember(std::move(beforeGesture));
  }
  if (isStep) changes.call();
}

std::vector<std::string> Controller::problems() const {
  const std::lock_guard guard(lock);
  return {told.begin(), told.end()};
}

void Controller::clearProblems() {
  {
    const std::lock_guard guard(lock);
    told.clear();
  }
  changes.call();
}

void Controller::complain(std::string problem) {
  {
    const std::lock_guard guard(lock);
    told.push_back(std::move(problem));
    if (told.size() > kMaxProblems) told.pop_front();
  }
  changes.call();
}

void Controller::poll() {
  rigger.collect();
  if (rigger.isStale(values())) {
    run(refreshJob, [this](const std::atomic<bool>&) {
      rigger.refresh(values());
      changes.call();
    });
  }
  if (latency() != host.getLatencySamples()) changes.call();
}

int Controller::latency() const {
  const Rigger::Facts facts = rigger.facts();
  const bool isCabinetOn = parameters[static_cast<std::size_t>(Id::cabinet)]->plain() >= 0.5f;
  return static_cast<int>(facts.rigLatencySamples + (isCabinetOn ? facts.cabinetLatencySamples : 0));
}

/// Values, names and latency.
void Controller::tellHost() {
  std::array<bool, chain::kParameterCount> untold{};
  SharedPreset loaded;
  {
    const std::lock_guard guard(lock);
    std::swap(untold, isUntold);
    loaded = preset;
  }
  bool isRenamed = false;
  for (std::size_t i = 0; i < chain::kKnobs; ++i) {
    Parameter& knob = *parameters[static_cast<std::size_t>(chain::knobId(i))];
    const bool isUsed = loaded && i < loaded->preset().controls.size();
    isRenamed |= knob.setControl(isUsed ? std::optional(loaded->preset().controls[i]) : std::nullopt);
  }
  for (std::size_t i = 0; i < untold.size(); ++i) {
    if (untold[i]) parameters[i]->setValueNotifyingHost(parameters[i]->getValue());
  }
  // Two threads may tell: who wrote what was true before looks again.
  while (host.getLatencySamples() != latency()) host.setLatencySamples(latency());
  if (isRenamed) host.updateHostDisplay(juce::AudioProcessorListener::ChangeDetails().withParameterInfoChanged(true));
}

}  // namespace tonewright::plugin
