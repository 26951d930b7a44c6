// What the bridge needs of one instance of the plugin. No JUCE; the editor's side implements it.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tonewright::plugin::bridge {

using Json = nlohmann::json;

/// Why something that a client asked for is not done; becomes an `error` message.
class Refusal : public std::runtime_error {
 public:
  Refusal(std::string code, const std::string& message) : std::runtime_error(message), code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

struct LibraryQuery {
  std::string text;                                          // words that must all occur; empty for all
  std::string family;                                        // empty for all
  std::string tag;                                           // empty for all
  double maxCost = std::numeric_limits<double>::infinity();  // multiply-adds per sample
  bool favourites = false;                                   // only those
  std::size_t offset = 0;
  std::size_t limit = 100;
};

/// Levels are linear, 1.0 is full scale; peaks since the last reading.
struct MeterReading {
  struct Side {
    float peak = 0.0f;
    float rms = 0.0f;
    bool clipped = false;
  };
  std::size_t channels = 0;  // 1 or 2
  std::array<Side, 2> input, output;
  float cpu = 0.0f;                     // share of the time that the block lasts
  float sampleRate = 0.0f;              // Hz, of the host
  std::vector<float> spectrumDecibels;  // of the output, bin k at k * sampleRate / (2 * bins) Hz; may be empty
};

enum class BrowseFor { preset, cabinet, folder };

/// Parameters are named by their index in chain::kParameters and valued 0 to 1. What cannot be done throws Refusal;
/// what only starts ends with a change of the state. [message-thread]
class Instance {
 public:
  virtual ~Instance() = default;

  virtual float value(std::size_t parameter) const = 0;
  virtual std::string text(std::size_t parameter, float value) const = 0;
  virtual std::optional<float> valueFromText(std::size_t parameter, const std::string& text) const = 0;
  virtual void setValue(std::size_t parameter, float value) = 0;
  virtual void beginGesture(std::size_t parameter) = 0;
  virtual void endGesture(std::size_t parameter) = 0;

  /// The fields of the message `state` in docs/bridge.md.
  virtual Json state() const = 0;

  virtual void loadPreset(const std::string& path) = 0;
  virtual void loadPreset(const std::string& name, std::string bytes) = 0;
  virtual void clearPreset() = 0;
  virtual void loadCabinet(const std::string& path) = 0;
  virtual void loadCabinet(const std::string& name, std::string bytes) = 0;
  virtual void clearCabinet() = 0;
  virtual void nextPreset() = 0;
  virtual void previousPreset() = 0;

  virtual void selectSlot(bool b) = 0;
  virtual void copySlot() = 0;
  virtual void undo() = 0;
  virtual void redo() = 0;

  /// The file that this path leads to, if the library holds it: nothing else is opened for a client.
  virtual std::optional<std::string> resolve(const std::string& path) const = 0;
  /// The fields of the message `library`.
  virtual Json library(const LibraryQuery& query) = 0;
  /// Another number whenever library() may answer differently.
  virtual std::uint64_t libraryRevision() const = 0;
  virtual void setFavourite(const std::string& path, bool on) = 0;
  virtual void addFolder(const std::string& path) = 0;
  virtual void removeFolder(const std::string& path) = 0;

  virtual bool canBrowse() const = 0;
  /// Shows the system's file dialog; what the user chooses there is loaded or added.
  virtual void browse(BrowseFor what) = 0;

  /// Measures from now on, or no more: nobody looks.
  virtual void measure(bool levels, bool spectrum) = 0;
  virtual MeterReading readMeters() = 0;
};

}  // namespace tonewright::plugin::bridge
