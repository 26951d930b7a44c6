// A row of the table of parameters as a host sees it.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "engine/chain/settings.hpp"
#include "preset/preset.hpp"

namespace tonewright::plugin {

/// Holds the value of one parameter. The eight knobs take on name, unit, range and default of the loaded preset's
/// controls; their value stays 0 to 1.
class Parameter final : public juce::AudioProcessorParameterWithID {
 public:
  /// [init]
  explicit Parameter(chain::ParameterId id);

  chain::ParameterId id() const { return place; }
  const chain::Parameter& row() const { return chain::parameterOf(place); }

  /// How often it has been switched on since this was last asked. [any-thread]
  int takeRises() noexcept { return rises.exchange(0, std::memory_order_relaxed); }

  /// In the units of the table. [any-thread]
  float plain() const noexcept { return current.load(std::memory_order_relaxed); }

  /// Without telling the host. [any-thread]
  void setPlain(float value) noexcept { current.store(chain::limited(row(), value), std::memory_order_relaxed); }

  /// What a knob stands for, or nothing: no preset, or one with fewer controls. Whether that is something else than
  /// before. Locks. [any-thread, not audio]
  bool setControl(std::optional<preset::Control> control);

  float getValue() const override { return chain::normalised(row(), plain()); }
  void setValue(float value) override;
  float getDefaultValue() const override { return initial.load(std::memory_order_relaxed); }

  /// With the unit. [any-thread, not audio]
  juce::String getText(float place, int maximumLength) const override;
  /// The place that a text means, with or without the unit; of nonsense, the present one. [any-thread, not audio]
  float getValueForText(const juce::String& text) const override;

  juce::String getName(int maximumLength) const override;
  bool isBoolean() const override { return row().taper == chain::Taper::toggle; }
  bool isDiscrete() const override { return chain::isWhole(row().taper); }
  int getNumSteps() const override;
  juce::StringArray getAllValueStrings() const override;

 private:
  std::optional<preset::Control> shownControl() const;

  const chain::ParameterId place;  // in the table
  std::atomic<float> current;
  std::atomic<float> initial;  // 0 to 1
  std::atomic<int> rises{0};
  mutable std::mutex lock;
  std::optional<preset::Control> control;
};

}  // namespace tonewright::plugin
