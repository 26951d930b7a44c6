// The plugin as its host and its face see it.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/processor/parameter.hpp"
#include "plugin/session/info.hpp"

namespace tonewright::plugin {

class Library;
class Meters;

/// One instance. Public functions of our own are for the message thread unless said otherwise.
class Processor final : public juce::AudioProcessor {
 public:
  enum class Slot { a, b };

  /// Called on the message thread, some time after preset, cabinet, slot, history, problems, names or latency changed.
  struct Listener {
    virtual ~Listener() = default;
    virtual void sessionChanged() = 0;
  };

  Processor();
  ~Processor() override;

  // What the face shows.
  Parameter& parameter(chain::ParameterId id) const;  // [any-thread]
  Parameter* parameter(std::string_view id) const;    // null for an unknown one; [any-thread]
  std::optional<PresetInfo> presetInfo() const;       // [any-thread, not audio]
  std::optional<CabinetInfo> cabinetInfo() const;     // [any-thread, not audio]
  std::vector<std::string> problems() const;          // of loading and state, newest last; [any-thread, not audio]
  Library& library();                                 // shared by the process
  Meters& meters();

  // What the face does. Loading is done in the background; listeners hear of its end, whichever it is.
  void loadPreset(std::filesystem::path file);
  void loadPreset(std::string name, std::string bytes);
  void clearPreset();
  void loadCabinet(std::filesystem::path file);
  void loadCabinet(std::string name, std::string bytes);
  void clearCabinet();
  void nextPreset();  // in the library's order
  void previousPreset();
  void clearProblems();

  void setEditorSize(int width, int height);  // kept with the session
  std::pair<int, int> editorSize() const;     // 0 before the first

  Slot slot() const;
  void selectSlot(Slot slot);
  void copySlot();  // the present to the other
  bool canUndo() const;
  bool canRedo() const;
  void undo();
  void redo();

  void addListener(Listener* listener);
  void removeListener(Listener* listener);
  using AudioProcessor::addListener;
  using AudioProcessor::removeListener;

  // What the host does.
  const juce::String getName() const override { return JucePlugin_Name; }
  void prepareToPlay(double sampleRate, int maximumFrames) override;
  void releaseResources() override;
  void reset() override;
  bool isBusesLayoutSupported(const BusesLayout& layouts) const override;
  void processBlock(juce::AudioBuffer<float>& audio, juce::MidiBuffer& midi) override;
  void processBlock(juce::AudioBuffer<double>& audio, juce::MidiBuffer& midi) override;
  void processBlockBypassed(juce::AudioBuffer<float>& audio, juce::MidiBuffer& midi) override;
  void processBlockBypassed(juce::AudioBuffer<double>& audio, juce::MidiBuffer& midi) override;
  bool supportsDoublePrecisionProcessing() const override { return true; }
  juce::AudioProcessorParameter* getBypassParameter() const override;
  double getTailLengthSeconds() const override;
  bool acceptsMidi() const override { return true; }
  bool producesMidi() const override { return false; }
  bool hasEditor() const override { return true; }
  juce::AudioProcessorEditor* createEditor() override;  // defined in plugin/editor
  int getNumPrograms() override { return 1; }
  int getCurrentProgram() override { return 0; }
  void setCurrentProgram(int) override {}
  const juce::String getProgramName(int) override { return {}; }
  void changeProgramName(int, const juce::String&) override {}
  void getStateInformation(juce::MemoryBlock& state) override;
  void setStateInformation(const void* data, int bytes) override;

 private:
  struct Parts;

  template <class Sample>
  void play(juce::AudioBuffer<Sample>& audio, const juce::MidiBuffer& midi, bool isBypassed) noexcept;

  std::vector<Parameter*> parameters;  // in the order of the table; the base class owns them
  std::unique_ptr<Parts> parts;
};

}  // namespace tonewright::plugin
