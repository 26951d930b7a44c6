#include "plugin/editor/editor.hpp"

#include "plugin/editor/nativeEditor.hpp"

namespace tonewright::plugin {

namespace {

// Points.
const juce::Colour kGround(0xff151311);  // as the page's dark theme
constexpr int kBarHeight = 26, kFirstWidth = 980, kFirstHeight = 640;
constexpr int kMinWidth = 600, kMinHeight = 400, kMaxWidth = 4096, kMaxHeight = 3072;

}  // namespace

Editor::Editor(Processor& processor) : AudioProcessorEditor(processor), processor_(processor) {
  setOpaque(true);
  addAndMakeVisible(bar_);
  bar_.onOpenInBrowser = [this] { openInBrowser(); };
  bar_.onRestart = [this] { showPage(); };
  const auto [width, height] = processor.editorSize();
  setResizable(true, true);
  setResizeLimits(kMinWidth, kMinHeight, kMaxWidth, kMaxHeight);
  setSize(width > 0 ? juce::jlimit(kMinWidth, kMaxWidth, width) : kFirstWidth,
          height > 0 ? juce::jlimit(kMinHeight, kMaxHeight, height) : kFirstHeight);
}

Editor::~Editor() { stop(); }

void Editor::paint(juce::Graphics& graphics) { graphics.fillAll(kGround); }

void Editor::resized() {
  auto area = getLocalBounds();
  bar_.setBounds(area.removeFromBottom(kBarHeight));
  if (content_) content_->setBounds(area);
  if (isShowing()) processor_.setEditorSize(getWidth(), getHeight());  // a size that somebody has seen
}

/// Later, when whatever shows or hides the window is through with it.
void Editor::updateSoon() {
  juce::MessageManager::callAsync([self = SafePointer(this)] {
    if (self) self->update();
  });
}

void Editor::update() {
  if (!getPeer()) return stop();
  if (isShowing() && !content_) start();
}

void Editor::start() { WebView::isAvailable() && startFace() ? showPage() : showNativeControls(); }

void Editor::stop() {
  content_.reset();
  face_.reset();
}

bool Editor::startFace() {
  if (face_) return true;
  try {
    face_ = std::make_unique<Face>(processor_, [this](bridge::BrowseFor what) { browse(what); });
    return true;
  } catch (const std::exception& error) {
    bar_.say("The editor's server does not start: " + juce::String(error.what()));
    return false;
  }
}

void Editor::showPage() {
  bar_.say({});
  content_ = WebView::make(face_->url(), [self = SafePointer(this)] {
    juce::MessageManager::callAsync([self] {
      if (self) self->viewDied();
    });
  });
  if (!content_) return showNativeControls();
  addAndMakeVisible(*content_);
  resized();
}

void Editor::showNativeControls() {
  content_ = std::make_unique<NativeEditor>(processor_, [this](bridge::BrowseFor what) { browse(what); });
  addAndMakeVisible(*content_);
  resized();
}

/// The sound goes on; the native controls stand in until the user wants the page again.
void Editor::viewDied() {
  showNativeControls();
  bar_.say("The page's program has ended.", true);
}

void Editor::openInBrowser() {
  if (startFace()) juce::URL(face_->ticketUrl()).launchInDefaultBrowser();
}

void Editor::browse(bridge::BrowseFor what) {
  dialog_.show(what, [self = SafePointer(this), what](const juce::File& file) {
    if (self) self->chosen(what, file);
  });
}

void Editor::chosen(bridge::BrowseFor what, const juce::File& file) {
  const std::filesystem::path path(file.getFullPathName().toStdString());
  switch (what) {
    case bridge::BrowseFor::preset:
      return processor_.loadPreset(path);
    case bridge::BrowseFor::cabinet:
      return processor_.loadCabinet(path);
    case bridge::BrowseFor::folder:
      if (const auto problem = processor_.library().addFolder(path)) bar_.say(juce::String(*problem));
  }
}

juce::AudioProcessorEditor* Processor::createEditor() { return new Editor(*this); }

}  // namespace tonewright::plugin
