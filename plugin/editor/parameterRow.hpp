// One parameter as a native control that follows it. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include "plugin/processor/parameter.hpp"

namespace tonewright::plugin {

class ParameterRow final : public juce::Component {
 public:
  explicit ParameterRow(Parameter& parameter);

  chain::ParameterId id() const { return parameter_.id(); }

  void resized() override;
  /// Shows the parameter's present value and name.
  void update();

 private:
  /// Opens or closes the host's gesture.
  void hold(bool on);
  void set(float value);

  Parameter& parameter_;
  juce::Label name_;
  juce::Slider slider_{juce::Slider::LinearHorizontal, juce::Slider::TextBoxRight};
  juce::ToggleButton toggle_;
  juce::ComboBox choices_;
  juce::Component* control_ = nullptr;  // one of the three
  bool isHeld_ = false;
};

}  // namespace tonewright::plugin
