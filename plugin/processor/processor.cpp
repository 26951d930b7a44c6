#include "plugin/processor/processor.hpp"

namespace tonewright::plugin {

struct Processor::Parts {};

Processor::Processor()
    : AudioProcessor(BusesProperties()
                         .withInput("Input", juce::AudioChannelSet::stereo())
                         .withOutput("Output", juce::AudioChannelSet::stereo())),
      parts(std::make_unique<Parts>()) {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    parameters.push_back(new Parameter(static_cast<chain::ParameterId>(i)));
    addParameter(parameters.back());
  }
}

Processor::~Processor() = default;

Parameter& Processor::parameter(chain::ParameterId id) const { return *parameters[static_cast<std::size_t>(id)]; }

Parameter* Processor::parameter(std::string_view id) const {
  const auto found = chain::findParameter(id);
  return found ? &parameter(*found) : nullptr;
}

void Processor::prepareToPlay(double, int) {}
void Processor::releaseResources() {}
void Processor::reset() {}

bool Processor::isBusesLayoutSupported(const BusesLayout& layouts) const {
  const int in = layouts.getMainInputChannels(), out = layouts.getMainOutputChannels();
  return (in == 1 || in == 2) && (out == in || out == 2);
}

void Processor::processBlock(juce::AudioBuffer<float>&, juce::MidiBuffer&) {}
void Processor::processBlock(juce::AudioBuffer<double>&, juce::MidiBuffer&) {}

juce::AudioProcessorParameter* Processor::getBypassParameter() const { return &parameter(chain::ParameterId::bypass); }
double Processor::getTailLengthSeconds() const { return 0.0; }
void Processor::getStateInformation(juce::MemoryBlock&) {}
void Processor::setStateInformation(const void*, int) {}

}  // namespace tonewright::plugin

/// What JUCE's wrappers call to make an instance.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new tonewright::plugin::Processor(); }
