#include "plugin/processor/parameter.hpp"

namespace tonewright::plugin {

namespace {

juce::String toString(std::string_view text) { return juce::String::fromUTF8(text.data(), int(text.size())); }

juce::String numberText(double value, const juce::String& unit) {
  const double size = std::abs(value);
  const juce::String number(value, size >= 100.0 ? 0 : size >= 10.0 ? 1 : 2);
  return unit.isEmpty() ? number : number + " " + unit;
}

bool startsLikeNumber(const juce::String& text) {
  return text.isNotEmpty() && juce::String("+-.0123456789").containsChar(text[0]);
}

}  // namespace

Parameter::Parameter(chain::ParameterId id)
    : AudioProcessorParameterWithID(
          juce::ParameterID(toString(chain::parameterOf(id).id), 1), toString(chain::parameterOf(id).name),
          juce::AudioProcessorParameterWithIDAttributes().withLabel(toString(chain::parameterOf(id).unit))),
      place(id),
      current(chain::parameterOf(id).initial),
      initial(chain::normalised(chain::parameterOf(id), chain::parameterOf(id).initial)) {}

void Parameter::setValue(float value) {
  const float next = chain::limited(row(), chain::valueAt(row(), value));
  const float before = current.exchange(next, std::memory_order_relaxed);
  if (before < 0.5f && next >= 0.5f) rises.fetch_add(1, std::memory_order_relaxed);
}

bool Parameter::setControl(std::optional<preset::Control> next) {
  initial.store(next ? next->initialPlace() : row().initial, std::memory_order_relaxed);
  const std::lock_guard guard(lock);
  const bool isOther = control != next;
  control = std::move(next);
  return isOther;
}

std::optional<preset::Control> Parameter::shownControl() const {
  const std::lock_guard guard(lock);
  return control;
}

juce::String Parameter::getName(int maximumLength) const {
  const auto shown = shownControl();
  const juce::String called = shown ? toString(shown->name.empty() ? shown->id : shown->name) : name;
  return called.substring(0, maximumLength);
}

juce::String Parameter::getText(float place, int maximumLength) const {
  const float value = chain::valueAt(row(), place);
  juce::String text;
  if (const auto shown = shownControl()) {
    text = numberText(shown->min + value * (shown->max - shown->min), toString(shown->unit));
  } else if (row().taper == chain::Taper::toggle) {
    text = value >= 0.5f ? "On" : "Off";
  } else if (row().taper == chain::Taper::choice) {
    text = toString(row().choices[static_cast<std::size_t>(value)]);
  } else if (!row().atMin.empty() && value == row().min) {
    text = toString(row().atMin);
  } else {
    text = numberText(value, toString(row().unit));
  }
  return maximumLength > 0 ? text.substring(0, maximumLength) : text;
}

float Parameter::getValueForText(const juce::String& text) const {
  const juce::String said = text.trim();
  if (const auto shown = shownControl(); shown && shown->max > shown->min) {
    if (!startsLikeNumber(said)) return getValue();
    return static_cast<float>(std::clamp((said.getDoubleValue() - shown->min) / (shown->max - shown->min), 0.0, 1.0));
  }
  for (std::size_t i = 0; i < row().choices.size(); ++i) {
    if (said.equalsIgnoreCase(toString(row().choices[i]))) return chain::normalised(row(), static_cast<float>(i));
  }
  if (row().taper == chain::Taper::toggle && said.equalsIgnoreCase("on")) return 1.0f;
  if (row().taper == chain::Taper::toggle && said.equalsIgnoreCase("off")) return 0.0f;
  if (!row().atMin.empty() && said.equalsIgnoreCase(toString(row().atMin))) return 0.0f;
  return startsLikeNumber(said) ? chain::normalised(row(), said.getFloatValue()) : getValue();
}

int Parameter::getNumSteps() const {
  return isDiscrete() ? static_cast<int>(row().max - row().min) + 1 : AudioProcessorParameterWithID::getNumSteps();
}

juce::StringArray Parameter::getAllValueStrings() const {
  juce::StringArray all;
  if (row().taper == chain::Taper::toggle) all = {"Off", "On"};
  for (const std::string_view choice : row().choices) all.add(toString(choice));
  return all;
}

}  // namespace tonewright::plugin
