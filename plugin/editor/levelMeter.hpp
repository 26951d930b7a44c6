// A bar for a peak level; red once it has clipped, until it is clicked. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <algorithm>
#include <cmath>

#include "plugin/sound/meters.hpp"

namespace tonewright::plugin {

class LevelMeter final : public juce::Component {
 public:
  explicit LevelMeter(const juce::String& name) { setName(name); }

  /// The levels of one moment.
  void show(const Meters::Side* channels, std::size_t count) {
    float peak = 0.0f;
    for (std::size_t channel = 0; channel < count; ++channel) {
      peak = std::max(peak, channels[channel].peak);
      hasClipped_ |= channels[channel].clipped;
    }
    decibels_ = std::max(20.0f * std::log10(std::max(peak, 1e-6f)), decibels_ - kFallPerPicture);
    repaint();
  }

  void mouseDown(const juce::MouseEvent&) override { hasClipped_ = false; }

  void paint(juce::Graphics& graphics) override {
    auto area = getLocalBounds();
    const auto ink = findColour(juce::Label::textColourId);
    graphics.setColour(ink);
    graphics.setFont(13.0f);
    graphics.drawText(getName(), area.removeFromLeft(28), juce::Justification::centredLeft);
    graphics.drawText(decibels_ <= kLowest ? juce::String("-inf") : juce::String(decibels_, 1) + " dB",
                      area.removeFromRight(64), juce::Justification::centredRight);
    graphics.setColour(ink.withAlpha(0.2f));
    graphics.fillRect(area);
    const float share = juce::jlimit(0.0f, 1.0f, 1.0f - decibels_ / kLowest);
    graphics.setColour(hasClipped_ ? juce::Colours::indianred : juce::Colours::mediumaquamarine);
    graphics.fillRect(area.withWidth(juce::roundToInt(share * static_cast<float>(area.getWidth()))));
  }

 private:
  static constexpr float kLowest = -60.0f, kFallPerPicture = 0.8f;  // dB
  float decibels_ = kLowest;
  bool hasClipped_ = false;
};

}  // namespace tonewright::plugin
