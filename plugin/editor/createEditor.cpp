// Here and not with the processor, which knows nothing of what shows it.
#include <juce_audio_processors/juce_audio_processors.h>

#include "plugin/processor/processor.hpp"

namespace tonewright::plugin {

juce::AudioProcessorEditor* Processor::createEditor() { return new juce::GenericAudioProcessorEditor(*this); }

}  // namespace tonewright::plugin
