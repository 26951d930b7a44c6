// The system's file dialog, one at a time. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <memory>

#include "plugin/bridge/instance.hpp"

namespace tonewright::plugin {

class FileDialog {
 public:
  /// `chosen` is called with what the user takes, never when this is gone or another dialog was shown since.
  void show(bridge::BrowseFor what, std::function<void(const juce::File&)> chosen);

 private:
  std::unique_ptr<juce::FileChooser> chooser_;
};

}  // namespace tonewright::plugin
