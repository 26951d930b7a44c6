#include "plugin/processor/factoryFolder.hpp"

#include <juce_core/juce_core.h>

namespace tonewright::plugin {

std::filesystem::path factoryFolder() {
  const juce::File folder = juce::File::getSpecialLocation(juce::File::currentExecutableFile).getParentDirectory();
  for (const char* place : {"../Resources/Presets", "Presets"}) {
    const juce::File presets = folder.getChildFile(place);
    if (presets.isDirectory()) return presets.getFullPathName().toStdString();
  }
  return {};
}

}  // namespace tonewright::plugin
