// A preset that was read, tested and accepted.
#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "engine/chain/settings.hpp"
#include "playable/playable.hpp"
#include "plugin/sound/source.hpp"
#include "preset/preset.hpp"

namespace tonewright::plugin {

/// Immutable to whoever looks. All of it is for any thread but the audio thread.
class LoadedPreset {
 public:
  /// Reads the source and runs its self-test. Throws std::runtime_error that says why it is refused.
  explicit LoadedPreset(SharedSource source);

  const SharedSource& source() const { return file; }
  const preset::Preset& preset() const { return read; }
  chain::ModelLevels levels() const;

  /// The model on that engine, made when it is first asked for. Throws std::invalid_argument.
  std::shared_ptr<const Playable> playableOn(Engine engine) const;

 private:
  SharedSource file;
  preset::Preset read;
  mutable std::mutex lock;
  mutable std::array<std::shared_ptr<const Playable>, 2> playables;  // by engine
};

using SharedPreset = std::shared_ptr<const LoadedPreset>;  // null: none

}  // namespace tonewright::plugin
