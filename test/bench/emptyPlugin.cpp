// A plugin that does nothing, in the same wrapper: what every plugin costs.
#include <juce_audio_processors/juce_audio_processors.h>

namespace {

class EmptyPlugin final : public juce::AudioProcessor {
 public:
  EmptyPlugin()
      : AudioProcessor(BusesProperties()
                           .withInput("Input", juce::AudioChannelSet::stereo())
                           .withOutput("Output", juce::AudioChannelSet::stereo())) {}
  const juce::String getName() const override { return "Empty"; }
  void prepareToPlay(double, int) override {}
  void releaseResources() override {}
  using AudioProcessor::processBlock;
  void processBlock(juce::AudioBuffer<float>&, juce::MidiBuffer&) override {}
  double getTailLengthSeconds() const override { return 0.0; }
  bool acceptsMidi() const override { return false; }
  bool producesMidi() const override { return false; }
  bool hasEditor() const override { return false; }
  juce::AudioProcessorEditor* createEditor() override { return nullptr; }
  int getNumPrograms() override { return 1; }
  int getCurrentProgram() override { return 0; }
  void setCurrentProgram(int) override {}
  const juce::String getProgramName(int) override { return {}; }
  void changeProgramName(int, const juce::String&) override {}
  void getStateInformation(juce::MemoryBlock&) override {}
  void setStateInformation(const void*, int) override {}
};

}  // namespace

/// In place of the plugin's own, which the linker then leaves out with all that only it needs.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new EmptyPlugin(); }
