// The control side of an instance: what is loaded, remembered and saved, and how that becomes sound.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plugin/processor/messenger.hpp"
#include "plugin/processor/parameter.hpp"
#include "plugin/session/info.hpp"
#include "plugin/session/state.hpp"
#include "plugin/session/timeline.hpp"
#include "plugin/sound/loader.hpp"
#include "plugin/sound/rigger.hpp"

namespace tonewright::plugin {

/// For any thread but the audio thread unless said otherwise. Work that takes long is done by the loader's thread;
/// what the host and the face are told, they are told on the message thread.
class Controller final : private juce::AudioProcessorParameter::Listener {
 public:
  /// `parameters` in the order of the table. `onChange` is called on the message thread.
  Controller(juce::AudioProcessor& host, std::vector<Parameter*> parameters, Sound& sound,
             std::function<void()> onChange);
  ~Controller() override;

  void prepare(const Sound::Format& format);
  chain::ParameterValues values() const noexcept;  // [any-thread, audio too]
  double tailSeconds() const;                      // after the input has ended

  std::optional<PresetInfo> presetInfo() const;
  std::optional<CabinetInfo> cabinetInfo() const;
  std::vector<std::string> problems() const;
  void clearProblems();
  std::string presetPath() const;  // empty without one

  using GetSource = std::function<SharedSource()>;  // may throw std::exception; null: none
  void loadPreset(GetSource get);
  void loadCabinet(GetSource get);

  bool isSlotB() const;
  void selectSlot(bool b);
  void copySlot();
  bool canUndo() const;
  bool canRedo() const;
  void undo();
  void redo();

  std::string saveState() const;
  /// At once: what is loaded plays from the next block on.
  void restoreState(std::string_view bytes);
  void setEditorSize(int width, int height);
  std::pair<int, int> editorSize() const;

  /// Looks for what the audio thread and the host may have changed: oversampling, engine, latency. [message-thread]
  void poll();

 private:
  enum Kind { presetJob, cabinetJob, refreshJob };

  void setValues(const chain::ParameterValues& next, bool onlyOfTheSound);
  Setup present() const;
  void run(Kind kind, Loader::Job work);
  void remember(Setup before);
  void adoptPreset(SharedPreset loaded, const chain::ParameterValues& next);
  void adoptCabinet(SharedCabinet loaded);
  void recall(Setup setup);
  void travel(bool isBack);
  void complain(std::string problem);
  void restorePreset(const SharedSource& source);
  void restoreCabinet(const SharedSource& source);
  int latency() const;
  void tellHost();
  void parameterValueChanged(int, float) override {}
  void parameterGestureChanged(int index, bool isStarting) override;

  juce::AudioProcessor& host;
  const std::vector<Parameter*> parameters;
  Rigger rigger;
  const std::shared_ptr<Loader> loader = Loader::shared();

  mutable std::mutex lock;  // held shortly, over all of the following
  SharedPreset preset;
  SharedCabinet cabinet;
  std::optional<Setup> other;  // of the slot that does not play; as the present at first
  bool slotB = false;
  Timeline timeline, otherTimeline;  // of this slot and of the other
  int openGestures = 0;
  Setup beforeGesture;
  std::deque<std::string> told;                         // problems
  std::array<bool, chain::kParameterCount> isUntold{};  // values that the host does not know yet
  int editorWidth = 0, editorHeight = 0;

  Messenger changes;  // last: it ends first
};

}  // namespace tonewright::plugin
