#include <juce_gui_extra/juce_gui_extra.h>

#if JUCE_LINUX
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>

#include "plugin/editor/helperProcess.hpp"
#include "plugin/editor/webView.hpp"

namespace tonewright::plugin {

namespace {

constexpr const char* kProgram = "tonewright-webview";

/// Where the plugin's own file is, whichever host has loaded it.
std::filesystem::path ownFolder() {
  Dl_info info{};
  std::error_code error;
  if (!dladdr(reinterpret_cast<const void*>(&ownFolder), &info) || !info.dli_fname) return {};
  std::filesystem::path file = std::filesystem::canonical(info.dli_fname, error);
  if (error) file = std::filesystem::canonical("/proc/self/exe", error);  // a program that was found by PATH
  return file.parent_path();
}

/// Beside the plugin's file, or in a VST3 bundle's Resources; empty when it is in neither.
std::filesystem::path findProgram() {
  const std::filesystem::path folder = ownFolder();
  if (folder.empty()) return {};
  for (const auto& place : {folder / kProgram, folder.parent_path() / "Resources" / kProgram}) {
    if (access(place.c_str(), X_OK) == 0) return place;
  }
  return {};
}

class HelperWebView final : public WebView {
 public:
  HelperWebView(const std::string& url, std::function<void()> died) {
    process_ = HelperProcess::start(
        findProgram(), url, [this](const std::string& line) { embed(line); }, std::move(died));
  }
  ~HelperWebView() override { window_.reset(); }

  bool isStarted() const { return process_ != nullptr; }

  void resized() override {
    if (window_) window_->setBounds(getLocalBounds());
  }

 private:
  void embed(const std::string& line) {
    const unsigned long id = std::strtoul(line.c_str(), nullptr, 10);
    if (id == 0 || window_) return;
    window_ = std::make_unique<juce::XEmbedComponent>(id, true, false);
    addAndMakeVisible(*window_);
    resized();
  }

  std::unique_ptr<HelperProcess> process_;
  std::unique_ptr<juce::XEmbedComponent> window_;  // goes before the program whose window it holds
};

}  // namespace

bool WebView::isAvailable() {
  const char* wanted = std::getenv("TONEWRIGHT_WEBVIEW");
  if (wanted && std::string(wanted) == "0") return false;
  return std::getenv("DISPLAY") && !findProgram().empty();
}

std::unique_ptr<WebView> WebView::make(const std::string& url, std::function<void()> died) {
  if (!isAvailable()) return nullptr;
  auto view = std::make_unique<HelperWebView>(url, std::move(died));
  if (!view->isStarted()) return nullptr;
  return view;
}

}  // namespace tonewright::plugin
#endif
