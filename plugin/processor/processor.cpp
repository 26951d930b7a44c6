#include "plugin/processor/processor.hpp"

#include "plugin/library/library.hpp"
#include "plugin/processor/controller.hpp"
#include "plugin/processor/factoryFolder.hpp"
#include "plugin/processor/messenger.hpp"
#include "plugin/sound/sound.hpp"

namespace tonewright::plugin {

using Id = chain::ParameterId;

namespace {

constexpr int kPollMilliseconds = 50;
constexpr int kNoProgram = -1;

std::vector<Parameter*> addParametersTo(juce::AudioProcessor& processor) {
  std::vector<Parameter*> parameters;
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    parameters.push_back(new Parameter(static_cast<Id>(i)));
    processor.addParameter(parameters.back());
  }
  return parameters;
}

}  // namespace

/// What the processor is made of.
struct Processor::Parts {
  explicit Parts(Processor& processor)
      : processor(processor), controller(processor, processor.parameters, sound, [this] { tellListeners(); }) {}

  void tellListeners() {
    listeners.call([](Listener& listener) { listener.sessionChanged(); });
  }

  /// Looks, on the message thread, at what the audio thread left for it.
  void poll() {
    controller.poll();
    for (int i = processor.parameter(Id::next).takeRises(); i > 0; --i) processor.nextPreset();
    for (int i = processor.parameter(Id::previous).takeRises(); i > 0; --i) processor.previousPreset();
    const int program = wantedProgram.exchange(kNoProgram, std::memory_order_relaxed);
    if (program == kNoProgram) return;
    if (const auto file = knownLibrary().byIndex(static_cast<std::size_t>(program), {})) processor.loadPreset(*file);
  }

  Library& knownLibrary() {
    if (!library) library = Library::shared(factoryFolder());
    return *library;
  }

  /// Converts at the edges.
  void playDoubles(const std::array<double*, chain::kMaxAudioChannels>& audio, std::size_t frames,
                   const chain::ParameterValues& values) noexcept {
    std::array<float*, chain::kMaxAudioChannels> pointers{singles[0].data(), singles[1].data()};
    for (std::size_t start = 0, count; start < frames; start += count) {
      count = std::min(frames - start, chain::kMaxBlockFrames);
      for (std::size_t channel = 0; channel < sound.channels(); ++channel) {
        std::transform(audio[channel] + start, audio[channel] + start + count, pointers[channel],
                       [](double x) { return static_cast<float>(x); });
      }
      sound.process(pointers.data(), count, values);
      for (std::size_t channel = 0; channel < sound.channels(); ++channel) {
        std::copy_n(pointers[channel], count, audio[channel] + start);
      }
    }
  }

  Processor& processor;
  Sound sound;
  Controller controller;
  juce::ListenerList<Listener> listeners;
  std::shared_ptr<Library> library;  // from the first use on
  std::atomic<int> wantedProgram{kNoProgram};
  std::array<std::array<float, chain::kMaxBlockFrames>, chain::kMaxAudioChannels> singles;  // of doubles
  Messenger polls{[this] { poll(); }};                                                      // last: it ends first
};

Processor::Processor()
    : AudioProcessor(BusesProperties()
                         .withInput("Input", juce::AudioChannelSet::stereo())
                         .withOutput("Output", juce::AudioChannelSet::stereo())),
      parameters(addParametersTo(*this)),
      parts(std::make_unique<Parts>(*this)) {}

Processor::~Processor() = default;

Parameter& Processor::parameter(Id id) const { return *parameters[static_cast<std::size_t>(id)]; }

Parameter* Processor::parameter(std::string_view id) const {
  const auto found = chain::findParameter(id);
  return found ? &parameter(*found) : nullptr;
}

std::optional<PresetInfo> Processor::presetInfo() const { return parts->controller.presetInfo(); }
std::optional<CabinetInfo> Processor::cabinetInfo() const { return parts->controller.cabinetInfo(); }
std::vector<std::string> Processor::problems() const { return parts->controller.problems(); }
void Processor::clearProblems() { parts->controller.clearProblems(); }
Library& Processor::library() { return parts->knownLibrary(); }
Meters& Processor::meters() { return parts->sound.meters(); }

void Processor::loadPreset(std::filesystem::path file) {
  parts->controller.loadPreset([file = std::move(file)] { return readSource(file, kMaxPresetBytes); });
}

void Processor::loadPreset(std::string name, std::string bytes) {
  const auto source = std::make_shared<const Source>(Source{std::move(name), {}, std::move(bytes)});
  parts->controller.loadPreset([source] { return source; });
}

void Processor::clearPreset() {
  parts->controller.loadPreset([] { return nullptr; });
}

void Processor::loadCabinet(std::filesystem::path file) {
  parts->controller.loadCabinet([file = std::move(file)] { return readSource(file, kMaxCabinetBytes); });
}

void Processor::loadCabinet(std::string name, std::string bytes) {
  const auto source = std::make_shared<const Source>(Source{std::move(name), {}, std::move(bytes)});
  parts->controller.loadCabinet([source] { return source; });
}

void Processor::clearCabinet() {
  parts->controller.loadCabinet([] { return nullptr; });
}

void Processor::nextPreset() {
  if (const auto file = library().next(parts->controller.presetPath(), {})) loadPreset(*file);
}

void Processor::previousPreset() {
  if (const auto file = library().previous(parts->controller.presetPath(), {})) loadPreset(*file);
}

void Processor::setEditorSize(int width, int height) { parts->controller.setEditorSize(width, height); }
std::pair<int, int> Processor::editorSize() const { return parts->controller.editorSize(); }

Processor::Slot Processor::slot() const { return parts->controller.isSlotB() ? Slot::b : Slot::a; }
void Processor::selectSlot(Slot slot) { parts->controller.selectSlot(slot == Slot::b); }
void Processor::copySlot() { parts->controller.copySlot(); }
bool Processor::canUndo() const { return parts->controller.canUndo(); }
bool Processor::canRedo() const { return parts->controller.canRedo(); }
void Processor::undo() { parts->controller.undo(); }
void Processor::redo() { parts->controller.redo(); }

void Processor::addListener(Listener* listener) { parts->listeners.add(listener); }
void Processor::removeListener(Listener* listener) { parts->listeners.remove(listener); }

bool Processor::isBusesLayoutSupported(const BusesLayout& layouts) const {
  const int in = layouts.getMainInputChannels(), out = layouts.getMainOutputChannels();
  return (in == 1 || in == 2) && (out == in || out == 2);
}

void Processor::prepareToPlay(double sampleRate, int) {
  parts->controller.prepare({sampleRate, static_cast<std::size_t>(getMainBusNumInputChannels())});
  parts->polls.callEvery(kPollMilliseconds);
}

void Processor::releaseResources() { parts->polls.stop(); }

void Processor::reset() { parts->sound.reset(); }

juce::AudioProcessorParameter* Processor::getBypassParameter() const { return &parameter(Id::bypass); }

double Processor::getTailLengthSeconds() const { return parts->controller.tailSeconds(); }

void Processor::getStateInformation(juce::MemoryBlock& state) {
  const std::string bytes = parts->controller.saveState();
  state.replaceAll(bytes.data(), bytes.size());
}

void Processor::setStateInformation(const void* data, int bytes) {
  if (data == nullptr || bytes <= 0) return;
  parts->controller.restoreState({static_cast<const char*>(data), static_cast<std::size_t>(bytes)});
}

void Processor::processBlock(juce::AudioBuffer<float>& audio, juce::MidiBuffer& midi) { play(audio, midi, false); }
void Processor::processBlock(juce::AudioBuffer<double>& audio, juce::MidiBuffer& midi) { play(audio, midi, false); }
void Processor::processBlockBypassed(juce::AudioBuffer<float>& audio, juce::MidiBuffer& midi) {
  play(audio, midi, true);
}
void Processor::processBlockBypassed(juce::AudioBuffer<double>& audio, juce::MidiBuffer& midi) {
  play(audio, midi, true);
}

/// A mono input plays once and is copied to a second output.
template <class Sample>
void Processor::play(juce::AudioBuffer<Sample>& audio, const juce::MidiBuffer& midi, bool isBypassed) noexcept {
  for (const juce::MidiMessageMetadata message : midi) {
    const bool isProgram = message.numBytes == 2 && (message.data[0] & 0xF0) == 0xC0;
    if (isProgram) parts->wantedProgram.store(message.data[1] & 0x7F, std::memory_order_relaxed);
  }
  const std::size_t channels = parts->sound.channels();
  const auto outputs = static_cast<std::size_t>(audio.getNumChannels());
  const auto frames = static_cast<std::size_t>(audio.getNumSamples());
  if (channels == 0 || outputs < channels) return audio.clear();
  chain::ParameterValues present = parts->controller.values();
  if (isBypassed) present.set(Id::bypass, 1.0f);
  std::array<Sample*, chain::kMaxAudioChannels> pointers{};
  for (std::size_t channel = 0; channel < channels; ++channel) {
    pointers[channel] = audio.getWritePointer(static_cast<int>(channel));
  }
  if constexpr (std::is_same_v<Sample, float>) {
    parts->sound.process(pointers.data(), frames, present);
  } else {
    parts->playDoubles(pointers, frames, present);
  }
  for (std::size_t channel = channels; channel < outputs; ++channel) {
    std::copy_n(pointers[0], frames, audio.getWritePointer(static_cast<int>(channel)));
  }
}

}  // namespace tonewright::plugin

/// What JUCE's wrappers call to make an instance.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new tonewright::plugin::Processor(); }
