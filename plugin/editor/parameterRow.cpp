#include "plugin/editor/parameterRow.hpp"

namespace tonewright::plugin {

ParameterRow::ParameterRow(Parameter& parameter) : parameter_(parameter) {
  const auto description = parameter.row().description;
  const juce::String about = juce::String::fromUTF8(description.data(), static_cast<int>(description.size()));
  addAndMakeVisible(name_);
  if (parameter.isBoolean()) {
    control_ = &toggle_;
    toggle_.onClick = [this] { set(toggle_.getToggleState() ? 1.0f : 0.0f); };
    toggle_.setTooltip(about);
  } else if (parameter.isDiscrete()) {
    control_ = &choices_;
    choices_.addItemList(parameter.getAllValueStrings(), 1);
    const float last = static_cast<float>(choices_.getNumItems() - 1);
    choices_.onChange = [this, last] { set(static_cast<float>(choices_.getSelectedItemIndex()) / last); };
    choices_.setTooltip(about);
  } else {
    control_ = &slider_;
    slider_.setRange(0.0, 1.0);
    slider_.setTextBoxStyle(juce::Slider::TextBoxRight, false, 80, 22);
    slider_.textFromValueFunction = [this](double value) { return parameter_.getText(static_cast<float>(value), 64); };
    slider_.valueFromTextFunction = [this](const juce::String& text) { return parameter_.getValueForText(text); };
    slider_.setDoubleClickReturnValue(true, parameter.getDefaultValue());
    slider_.onDragStart = [this] { hold(true); };
    slider_.onDragEnd = [this] { hold(false); };
    slider_.onValueChange = [this] { set(static_cast<float>(slider_.getValue())); };
    slider_.setTooltip(about);
  }
  addAndMakeVisible(*control_);
  update();
}

void ParameterRow::resized() {
  auto area = getLocalBounds().reduced(0, 3);
  name_.setBounds(area.removeFromLeft(110));
  control_->setBounds(area);
}

void ParameterRow::update() {
  const float value = parameter_.getValue();
  name_.setText(parameter_.getName(64), juce::dontSendNotification);
  if (control_ == &toggle_) toggle_.setToggleState(value >= 0.5f, juce::dontSendNotification);
  if (control_ == &choices_) {
    const float last = static_cast<float>(choices_.getNumItems() - 1);
    choices_.setSelectedItemIndex(juce::roundToInt(value * last), juce::dontSendNotification);
  }
  if (control_ == &slider_ && !isHeld_) {
    slider_.setValue(value, juce::dontSendNotification);
    slider_.updateText();
  }
}

void ParameterRow::hold(bool on) {
  if (std::exchange(isHeld_, on) == on) return;
  on ? parameter_.beginChangeGesture() : parameter_.endChangeGesture();
}

void ParameterRow::set(float value) {
  const bool wasHeld = isHeld_;
  hold(true);
  parameter_.setValueNotifyingHost(value);
  hold(wasHeld);
}

}  // namespace tonewright::plugin
