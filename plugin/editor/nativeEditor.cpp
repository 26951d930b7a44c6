#include "plugin/editor/nativeEditor.hpp"

#include "plugin/sound/meters.hpp"

namespace tonewright::plugin {

namespace {

constexpr int kRowHeight = 30, kColumnWidth = 300, kMargin = 10;  // points
constexpr int kPicturesPerSecond = 30;

juce::String text(const std::string& utf8) {
  return juce::String::fromUTF8(utf8.data(), static_cast<int>(utf8.size()));
}

/// Which of the preset's own knobs a parameter is, from 0; nothing for the others.
std::optional<std::size_t> knobOf(chain::ParameterId id) {
  if (id < chain::ParameterId::knob1 || id > chain::ParameterId::knob8) return std::nullopt;
  return static_cast<std::size_t>(id) - static_cast<std::size_t>(chain::ParameterId::knob1);
}

}  // namespace

NativeEditor::NativeEditor(Processor& processor, ProcessorInstance::Browse browse) : processor_(processor) {
  using Slot = Processor::Slot;
  addAndMakeVisible(name_);
  addAndMakeVisible(facts_);
  name_.setFont(juce::Font(20.0f, juce::Font::bold));
  addButton("Previous", [this] { processor_.previousPreset(); });
  addButton("Next", [this] { processor_.nextPreset(); });
  addButton("Open preset...", [browse] { browse(bridge::BrowseFor::preset); });
  addButton("No preset", [this] { processor_.clearPreset(); });
  addButton("Open cabinet...", [browse] { browse(bridge::BrowseFor::cabinet); });
  addButton("No cabinet", [this] { processor_.clearCabinet(); });
  addButton("Slot A/B", [this] { processor_.selectSlot(processor_.slot() == Slot::a ? Slot::b : Slot::a); });
  addButton("Copy", [this] { processor_.copySlot(); });
  addButton("Undo", [this] { processor_.undo(); });
  addButton("Redo", [this] { processor_.redo(); });
  addAndMakeVisible(input_);
  addAndMakeVisible(output_);
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    const auto id = static_cast<chain::ParameterId>(i);
    if (id == chain::ParameterId::previous || id == chain::ParameterId::next) continue;
    rows_.push_back(std::make_unique<ParameterRow>(processor.parameter(id)));
    list_.addAndMakeVisible(*rows_.back());
  }
  viewport_.setViewedComponent(&list_, false);
  addAndMakeVisible(viewport_);
  processor_.addListener(this);
  processor_.meters().watch(true);
  startTimerHz(kPicturesPerSecond);
  sessionChanged();
}

NativeEditor::~NativeEditor() {
  stopTimer();
  processor_.meters().watch(false);
  processor_.removeListener(this);
}

void NativeEditor::addButton(const juce::String& label, std::function<void()> action) {
  buttons_.push_back(std::make_unique<juce::TextButton>(label));
  buttons_.back()->onClick = std::move(action);
  addAndMakeVisible(*buttons_.back());
}

void NativeEditor::resized() {
  auto area = getLocalBounds().reduced(kMargin, 6);
  name_.setBounds(area.removeFromTop(28));
  facts_.setBounds(area.removeFromTop(20));
  auto buttons = area.removeFromTop(28).reduced(0, 2);
  const int width = buttons.getWidth() / static_cast<int>(buttons_.size());
  for (auto& button : buttons_) button->setBounds(buttons.removeFromLeft(width).withTrimmedRight(3));
  auto meters = area.removeFromTop(26).reduced(0, 4);
  input_.setBounds(meters.removeFromLeft(meters.getWidth() / 2).withTrimmedRight(6));
  output_.setBounds(meters);
  viewport_.setBounds(area);
  layOutRows();
}

/// In columns, without the knobs that the preset has not.
void NativeEditor::layOutRows() {
  std::vector<ParameterRow*> shown;
  for (auto& row : rows_) {
    const auto knob = knobOf(row->id());
    row->setVisible(!knob || *knob < knobs_);
    if (row->isVisible()) shown.push_back(row.get());
  }
  const int inside = viewport_.getWidth() - viewport_.getScrollBarThickness();
  const int columns = std::max(1, inside / kColumnWidth), count = static_cast<int>(shown.size());
  const int perColumn = (count + columns - 1) / columns, columnWidth = inside / columns;
  list_.setSize(inside, perColumn * kRowHeight);
  for (int i = 0; i < count; ++i) {
    shown[static_cast<std::size_t>(i)]->setBounds(i / perColumn * columnWidth, i % perColumn * kRowHeight,
                                                  columnWidth - kMargin, kRowHeight);
  }
}

void NativeEditor::timerCallback() {
  for (auto& row : rows_) row->update();
  const Meters::Reading reading = processor_.meters().read();
  input_.show(reading.input.data(), reading.channels);
  output_.show(reading.output.data(), reading.channels);
}

void NativeEditor::sessionChanged() {
  const auto preset = processor_.presetInfo();
  const auto cabinet = processor_.cabinetInfo();
  const auto problems = processor_.problems();
  name_.setText(preset ? text(preset->name) : juce::String("No preset"), juce::dontSendNotification);
  knobs_ = preset ? preset->controls.size() : 0;
  layOutRows();
  juce::StringArray facts;
  facts.add(processor_.slot() == Processor::Slot::a ? "Slot A" : "Slot B");
  if (preset) facts.add(text(preset->gear));
  if (cabinet) facts.add("Cabinet: " + text(cabinet->name));
  if (!problems.empty()) facts.add(text(problems.back()));
  facts.removeEmptyStrings();
  facts_.setText(facts.joinIntoString(", "), juce::dontSendNotification);
}

}  // namespace tonewright::plugin
