#include "hosted.hpp"

#include <stdexcept>

#include "engine/chain/settings.hpp"

namespace tonewright::test {

namespace {

/// Of this bundle's type; LV2 finds bundles by their URI in folders that it has searched.
std::unique_ptr<juce::AudioPluginFormat> formatFor(const juce::File& bundle, bool isVst3) {
  if (isVst3) return std::make_unique<juce::VST3PluginFormat>();
  auto format = std::make_unique<juce::LV2PluginFormat>();
  format->searchPathsForPlugins(juce::FileSearchPath(bundle.getParentDirectory().getFullPathName()), false, false);
  return format;
}

juce::MemoryBlock vst3State(const juce::MemoryBlock& session) {
  juce::XmlElement state("VST3PluginState");
  state.createNewChildElement("IComponent")->addTextElement(session.toBase64Encoding());
  juce::MemoryBlock packed;
  juce::AudioProcessor::copyXmlToBinary(state, packed);
  return packed;
}

juce::MemoryBlock lv2State(const juce::MemoryBlock& session) {
  const juce::String turtle = juce::String(R"(@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
<URI/savedState> a pset:Preset ; lv2:appliesTo <URI> ; state:state [ <URI:StateString> "SESSION" ] .
)")
                                  .replace("URI", JucePlugin_LV2URI)
                                  .replace("SESSION", session.toBase64Encoding());
  return {turtle.toRawUTF8(), turtle.getNumBytesAsUTF8()};
}

}  // namespace

Hosted::Hosted(const std::string& bundle, double sampleRate, int maximumFrames)
    : isVst3(juce::String(bundle).trimCharactersAtEnd("/").endsWith(".vst3")) {
  const juce::File file = juce::File::getCurrentWorkingDirectory().getChildFile(bundle);
  if (!file.exists()) throw std::runtime_error(bundle + ": expected a plugin's bundle");
  format = formatFor(file, isVst3);
  juce::OwnedArray<juce::PluginDescription> found;
  format->findAllTypesForFile(found, isVst3 ? file.getFullPathName() : juce::String(JucePlugin_LV2URI));
  if (found.isEmpty()) throw std::runtime_error(bundle + ": holds no plugin");
  juce::String error;
  plugin = format->createInstanceFromDescription(*found[0], sampleRate, maximumFrames, error);
  if (!plugin) throw std::runtime_error(bundle + ": " + error.toStdString());
}

void Hosted::restore(std::string_view session) {
  const juce::MemoryBlock bytes(session.data(), session.size());
  const juce::MemoryBlock packed = isVst3 ? vst3State(bytes) : lv2State(bytes);
  plugin->setStateInformation(packed.getData(), int(packed.getSize()));
}

void Hosted::setChannels(int in, int out) {
  juce::AudioProcessor::BusesLayout layout;
  layout.inputBuses.add(juce::AudioChannelSet::canonicalChannelSet(in));
  layout.outputBuses.add(juce::AudioChannelSet::canonicalChannelSet(out));
  if (plugin->setBusesLayout(layout)) return;
  throw std::runtime_error("the plugin has no layout with " + std::to_string(in) + " inputs and " +
                           std::to_string(out) + " outputs");
}

juce::AudioProcessorParameter& Hosted::parameter(std::string_view id) {
  const auto known = chain::findParameter(id);
  if (!known) throw std::runtime_error("no parameter is called '" + std::string(id) + "'");
  const std::string_view name = chain::parameterOf(*known).name;
  for (juce::AudioProcessorParameter* parameter : plugin->getParameters()) {
    if (parameter->getName(256).toStdString() == name) return *parameter;
  }
  throw std::runtime_error("the plugin has no parameter called '" + std::string(name) + "'");
}

}  // namespace tonewright::test
