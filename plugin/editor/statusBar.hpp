// The line below the page: what is wrong, and the way into a browser. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonewright::plugin {

class StatusBar final : public juce::Component {
 public:
  StatusBar() {
    addAndMakeVisible(text_);
    addChildComponent(restart_);
    addAndMakeVisible(browser_);
    text_.setFont(juce::Font(13.0f));
    text_.setMinimumHorizontalScale(1.0f);
    for (auto* button : {&restart_, &browser_}) {
      button->setColour(juce::TextButton::buttonColourId, juce::Colour(0xff26231f));
      button->setColour(juce::TextButton::textColourOffId, juce::Colour(0xfff2ece2));
      button->setColour(juce::ComboBox::outlineColourId, juce::Colour(0xff857c70));
    }
    restart_.onClick = [this] { onRestart(); };
    browser_.onClick = [this] { onOpenInBrowser(); };
    browser_.setTooltip("Shows this page in your web browser");
  }

  std::function<void()> onRestart, onOpenInBrowser;

  /// An empty text takes back the last one.
  void say(const juce::String& text, bool offersRestart = false) {
    text_.setText(text, juce::dontSendNotification);
    restart_.setVisible(offersRestart);
    resized();
  }

  void resized() override {
    auto area = getLocalBounds().reduced(4, 2);
    area.removeFromRight(16);  // the corner that resizes the window
    browser_.setBounds(area.removeFromRight(120));
    area.removeFromRight(6);
    if (restart_.isVisible()) restart_.setBounds(area.removeFromRight(80));
    text_.setBounds(area);
  }

 private:
  juce::Label text_;
  juce::TextButton restart_{"Restart"}, browser_{"Open in browser"};
};

}  // namespace tonewright::plugin
