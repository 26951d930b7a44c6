// The page in the editor's window, by whatever web view the system has. [message-thread]
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <memory>
#include <string>

namespace tonewright::plugin {

/// On Linux a program of our own shows the page, so that no web view's toolkit is loaded into the host; elsewhere it is
/// juce::WebBrowserComponent. This header and its two sources are the only places that know.
class WebView : public juce::Component {
 public:
  /// Whether there is anything to show a page with; TONEWRIGHT_WEBVIEW=0 says there is not.
  static bool isAvailable();

  /// Shows the page and stays within it. `died` is called, once, when the view cannot go on; it may destroy the view.
  /// Null when there is none to be had. To be made only while the parent is on the screen.
  static std::unique_ptr<WebView> make(const std::string& url, std::function<void()> died);
};

}  // namespace tonewright::plugin
