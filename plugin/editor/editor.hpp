// The plugin's window: the page in a web view, or the native controls where there is none. [message-thread]
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include "plugin/editor/face.hpp"
#include "plugin/editor/fileDialog.hpp"
#include "plugin/editor/statusBar.hpp"
#include "plugin/editor/webView.hpp"

namespace tonewright::plugin {

/// Server and web view start when the window is on the screen, not before: hosts and build tools make editors that they
/// never show. Both end with the window.
class Editor final : public juce::AudioProcessorEditor {
 public:
  explicit Editor(Processor& processor);
  ~Editor() override;

  void paint(juce::Graphics& graphics) override;
  void resized() override;
  void parentHierarchyChanged() override { updateSoon(); }
  void visibilityChanged() override { updateSoon(); }

 private:
  void updateSoon();
  void update();
  void start();
  void stop();
  void showPage();
  void showNativeControls();
  void viewDied();
  void openInBrowser();
  bool startFace();
  void browse(bridge::BrowseFor what);
  void chosen(bridge::BrowseFor what, const juce::File& file);

  Processor& processor_;
  FileDialog dialog_;
  StatusBar bar_;
  std::unique_ptr<Face> face_;
  std::unique_ptr<juce::Component> content_;  // a WebView or a NativeEditor; goes before the face
};

}  // namespace tonewright::plugin
