#include <juce_gui_extra/juce_gui_extra.h>

#if !JUCE_LINUX
#include <cstdlib>

#include "plugin/editor/webView.hpp"

namespace tonewright::plugin {

namespace {

juce::WebBrowserComponent::Options options() {
  const auto folder = juce::File::getSpecialLocation(juce::File::tempDirectory).getChildFile("Tonewright");
  return juce::WebBrowserComponent::Options()
      .withBackend(juce::WebBrowserComponent::Options::Backend::webview2)  // counts on Windows only
      .withWinWebView2Options(juce::WebBrowserComponent::Options::WinWebView2().withUserDataFolder(folder))
      .withKeepPageLoadedWhenBrowserIsHidden();
}

/// Stays within the page's own addresses.
class Browser final : public juce::WebBrowserComponent {
 public:
  explicit Browser(const juce::String& url) : WebBrowserComponent(options()), url_(url) {}
  bool pageAboutToLoad(const juce::String& url) override { return url.startsWith(url_); }
  void newWindowAttemptingToLoad(const juce::String&) override {}

 private:
  const juce::String url_;
};

class BrowserWebView final : public WebView {
 public:
  explicit BrowserWebView(const std::string& url) : browser_(url) {
    addAndMakeVisible(browser_);
    browser_.goToURL(url);
  }
  void resized() override { browser_.setBounds(getLocalBounds()); }

 private:
  Browser browser_;
};

}  // namespace

bool WebView::isAvailable() {
  const char* wanted = std::getenv("TONEWRIGHT_WEBVIEW");
  return !(wanted && std::string(wanted) == "0") && juce::WebBrowserComponent::areOptionsSupported(options());
}

std::unique_ptr<WebView> WebView::make(const std::string& url, std::function<void()>) {
  if (!isAvailable()) return nullptr;
  return std::make_unique<BrowserWebView>(url);
}

}  // namespace tonewright::plugin
#endif
