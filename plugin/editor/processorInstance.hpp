// The plugin's processor as the bridge knows it. [message-thread]
#pragma once

#include <atomic>

#include "plugin/bridge/instance.hpp"
#include "plugin/editor/spectrum.hpp"
#include "plugin/library/library.hpp"
#include "plugin/processor/processor.hpp"

namespace tonewright::plugin {

class ProcessorInstance final : public bridge::Instance {
 public:
  using Json = bridge::Json;
  using Browse = std::function<void(bridge::BrowseFor)>;

  /// `browse` shows a file dialog; empty when there is none. The processor outlives this.
  ProcessorInstance(Processor& processor, Browse browse);
  ~ProcessorInstance() override;

  float value(std::size_t parameter) const override;
  std::string text(std::size_t parameter, float value) const override;
  std::optional<float> valueFromText(std::size_t parameter, const std::string& text) const override;
  void setValue(std::size_t parameter, float value) override;
  void beginGesture(std::size_t parameter) override;
  void endGesture(std::size_t parameter) override;
  Json state() const override;
  void loadPreset(const std::string& path) override;
  void loadPreset(const std::string& name, std::string bytes) override;
  void clearPreset() override;
  void loadCabinet(const std::string& path) override;
  void loadCabinet(const std::string& name, std::string bytes) override;
  void clearCabinet() override;
  void nextPreset() override;
  void previousPreset() override;
  void selectSlot(bool b) override;
  void copySlot() override;
  void undo() override;
  void redo() override;
  std::optional<std::string> resolve(const std::string& path) const override;
  Json library(const bridge::LibraryQuery& query) override;
  std::uint64_t libraryRevision() const override { return revision_; }
  void setFavourite(const std::string& path, bool on) override;
  void addFolder(const std::string& path) override;
  void removeFolder(const std::string& path) override;
  bool canBrowse() const override { return static_cast<bool>(browse_); }
  void browse(bridge::BrowseFor what) override { browse_(what); }
  void measure(bool levels, bool spectrum) override;
  bridge::MeterReading readMeters() override;

 private:
  Parameter& parameter(std::size_t index) const;

  Processor& processor_;
  const Browse browse_;
  std::unique_ptr<Spectrum> spectrum_;  // while somebody looks
  bool measures_ = false;
  std::atomic<std::uint64_t> revision_{1};
  Library::Watch watch_;
  Subscription subscription_;  // its callback counts revision_ up
};

}  // namespace tonewright::plugin
