// A preset ready to play at a host's rate, with its knobs and its levels.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/chain/gain.hpp"
#include "engine/chain/knobs.hpp"
#include "plugin/sound/gaplessSwitch.hpp"
#include "plugin/sound/loadedPreset.hpp"

namespace tonewright::plugin {

/// What a rig is made for.
struct RigRequest {
  std::uint32_t sampleRate = 48000;  // Hz, of the host
  std::size_t channels = 1;
  std::uint32_t oversampling = 1;  // 1, 2, 4 or 8
  Engine engine = Engine::tonewright;

  bool operator==(const RigRequest&) const = default;
};

/// One stream of the model for each channel. The levels that belong to a preset, its calibration before the model and
/// its level match behind it, are in here and not in the chain, so that they fade with it.
class Rig : public Switched<Rig> {
 public:
  /// Passes the signal on: no preset. [init]
  Rig();

  /// Throws std::invalid_argument when the engine or the request cannot be met. [init]
  Rig(SharedPreset preset, const RigRequest& request, const chain::ParameterValues& values);

  /// Knobs and levels glide to these. [audio-thread]
  void set(const chain::ParameterValues& values) noexcept;

  /// [audio-thread]
  void process(const chain::Block& block) noexcept;
  void reset() noexcept;

  std::uint32_t latencySamples() const noexcept { return latency; }
  const RatePlan& plan() const noexcept { return streams[0]->plan(); }  // of a rig with a preset

 private:
  SharedPreset loaded;                               // null: no preset
  std::vector<std::unique_ptr<RatedModel>> streams;  // [channel]
  std::uint32_t latency = 0;
  chain::ModelLevels levels;
  chain::Gain calibration, match;
  std::vector<chain::Smoothed> knobs;           // of the model, 0 to 1
  std::vector<std::vector<float>> knobSignals;  // [knob][kMaxBlockFrames]
  std::vector<const float*> inputs;             // audio, then knobs
  std::vector<float*> outputs;                  // audio, then those that go to `unheard`
  std::vector<float> unheard;                   // [kMaxBlockFrames]
};

}  // namespace tonewright::plugin
