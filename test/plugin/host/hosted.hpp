// A plugin's bundle in a host without a display.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <memory>
#include <string>
#include <string_view>

namespace tonewright::test {

/// One instance of what a VST3 or LV2 bundle holds. All on the message thread.
class Hosted {
 public:
  /// `bundle` ends in .vst3 or .lv2. Throws std::runtime_error when it does not load.
  Hosted(const std::string& bundle, double sampleRate, int maximumFrames);

  juce::AudioPluginInstance& instance() { return *plugin; }

  /// Opens a session of the plugin's own, packed as a host of this format keeps it.
  void restore(std::string_view session);

  /// Throws std::runtime_error for a layout that the plugin does not have.
  void setChannels(int in, int out);

  /// By the id of the table of parameters; throws std::runtime_error when the plugin has none of that name.
  juce::AudioProcessorParameter& parameter(std::string_view id);

 private:
  bool isVst3 = false;
  std::unique_ptr<juce::AudioPluginFormat> format;
  std::unique_ptr<juce::AudioPluginInstance> plugin;
};

}  // namespace tonewright::test
