#include "plugin/editor/fileDialog.hpp"

namespace tonewright::plugin {

namespace {

struct Kind {
  const char* title;
  const char* pattern;
  int flags;
};

Kind kindOf(bridge::BrowseFor what) {
  using Flags = juce::FileBrowserComponent;
  constexpr int file = Flags::openMode | Flags::canSelectFiles, folder = Flags::openMode | Flags::canSelectDirectories;
  switch (what) {
    case bridge::BrowseFor::preset:
      return {"Open a preset", "*.json;*.nam;*.aidax", file};
    case bridge::BrowseFor::cabinet:
      return {"Open an impulse response", "*.wav", file};
    case bridge::BrowseFor::folder:
      break;
  }
  return {"Add a folder of presets", "", folder};
}

}  // namespace

void FileDialog::show(bridge::BrowseFor what, std::function<void(const juce::File&)> chosen) {
  const Kind kind = kindOf(what);
  chooser_ = std::make_unique<juce::FileChooser>(kind.title, juce::File(), kind.pattern);
  chooser_->launchAsync(kind.flags, [chosen = std::move(chosen)](const juce::FileChooser& chooser) {
    if (chooser.getResult() != juce::File()) chosen(chooser.getResult());
  });
}

}  // namespace tonewright::plugin
