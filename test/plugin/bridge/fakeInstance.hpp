// An instance of the plugin that only remembers what it was told.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/chain/parameters.hpp"
#include "plugin/bridge/instance.hpp"

struct FakeInstance : tonewright::plugin::bridge::Instance {
  using Json = tonewright::plugin::bridge::Json;
  using Query = tonewright::plugin::bridge::LibraryQuery;
  using Reading = tonewright::plugin::bridge::MeterReading;

  FakeInstance() {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] =
          tonewright::chain::normalised(tonewright::chain::kParameters[i], tonewright::chain::kParameters[i].initial);
    }
  }

  float value(std::size_t parameter) const override { return values[parameter]; }
  std::string text(std::size_t, float value) const override { return std::to_string(value); }
  std::optional<float> valueFromText(std::size_t, const std::string& text) const override {
    if (text == "half") return 0.5f;
    return std::nullopt;
  }
  void setValue(std::size_t parameter, float value) override {
    values[parameter] = value;
    log("set " + idOf(parameter));
  }
  void beginGesture(std::size_t parameter) override { log("begin " + idOf(parameter)); }
  void endGesture(std::size_t parameter) override { log("end " + idOf(parameter)); }
  Json state() const override { return {{"slot", "a"}, {"preset", presetName}}; }
  void loadPreset(const std::string& path) override { log("load " + path); }
  void loadPreset(const std::string& name, std::string bytes) override { log("bytes " + name + ' ' + bytes); }
  void clearPreset() override { log("clear"); }
  void loadCabinet(const std::string& path) override { log("cabinet " + path); }
  void loadCabinet(const std::string& name, std::string) override { log("cabinet bytes " + name); }
  void clearCabinet() override { log("clear cabinet"); }
  void nextPreset() override { log("next"); }
  void previousPreset() override { throw std::runtime_error("no preset before this one"); }
  void selectSlot(bool b) override { log(b ? "slot b" : "slot a"); }
  void copySlot() override { log("copy"); }
  void undo() override { log("undo"); }
  void redo() override { log("redo"); }
  std::optional<std::string> resolve(const std::string& path) const override {
    if (path.substr(0, 9) != "/presets/") return std::nullopt;
    return path;
  }
  Json library(const Query& query) override {
    lastQuery = query;
    return {{"entries", Json::array()}, {"total", 0}};
  }
  std::uint64_t libraryRevision() const override { return revision; }
  void setFavourite(const std::string& path, bool on) override { log((on ? "favourite " : "no favourite ") + path); }
  void addFolder(const std::string& path) override { log("add " + path); }
  void removeFolder(const std::string& path) override { log("remove " + path); }
  bool canBrowse() const override { return browses; }
  void browse(tonewright::plugin::bridge::BrowseFor what) override { log("browse " + std::to_string(int(what))); }
  void measure(bool levels, bool spectrum) override {
    measuresLevels = levels;
    measuresSpectrum = spectrum;
  }
  Reading readMeters() override { return ++readings, reading; }

  static std::string idOf(std::size_t parameter) { return std::string(tonewright::chain::kParameters[parameter].id); }
  void log(std::string what) { done.push_back(std::move(what)); }
  std::vector<std::string> take() { return std::exchange(done, {}); }

  std::array<float, tonewright::chain::kParameterCount> values{};
  std::vector<std::string> done;
  std::string presetName = "Clean";
  Query lastQuery;
  std::uint64_t revision = 0;
  bool browses = true, measuresLevels = false, measuresSpectrum = false;
  int readings = 0;
  Reading reading;
};
