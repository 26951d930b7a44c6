#pragma once

#include <filesystem>

namespace tonewright::plugin {

/// Where the presets that come with the plugin lie: Resources/Presets in its bundle, or Presets beside it; empty when
/// there are none. [any-thread, file access]
std::filesystem::path factoryFolder();

}  // namespace tonewright::plugin
