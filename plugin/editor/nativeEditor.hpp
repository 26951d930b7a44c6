// All of the plugin in native controls, for where there is no web view. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <memory>
#include <vector>

#include "plugin/editor/levelMeter.hpp"
#include "plugin/editor/parameterRow.hpp"
#include "plugin/editor/processorInstance.hpp"

namespace tonewright::plugin {

class NativeEditor final : public juce::Component, private juce::Timer, private Processor::Listener {
 public:
  NativeEditor(Processor& processor, ProcessorInstance::Browse browse);
  ~NativeEditor() override;

  void resized() override;

 private:
  void addButton(const juce::String& text, std::function<void()> action);
  void layOutRows();
  void timerCallback() override;
  void sessionChanged() override;

  Processor& processor_;
  juce::Label name_, facts_;
  std::vector<std::unique_ptr<juce::TextButton>> buttons_;
  LevelMeter input_{"In"}, output_{"Out"};
  juce::Viewport viewport_;
  juce::Component list_;
  std::vector<std::unique_ptr<ParameterRow>> rows_;
  std::size_t knobs_ = 0;  // how many the preset has
};

}  // namespace tonewright::plugin
