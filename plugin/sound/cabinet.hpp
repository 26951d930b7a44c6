// An impulse response ready to play.
#pragma once

#include <vector>

#include "plugin/sound/convolver.hpp"
#include "plugin/sound/gaplessSwitch.hpp"
#include "plugin/sound/loadedCabinet.hpp"

namespace tonewright::plugin {

/// Channel by channel; a response of one channel serves all.
class Cabinet : public Switched<Cabinet> {
 public:
  /// Passes the signal on: no cabinet. [init]
  Cabinet() = default;

  /// [init]
  Cabinet(const LoadedCabinet& loaded, std::uint32_t sampleRate, std::size_t channels) {
    const auto [responses, late] = loaded.at(sampleRate);
    latency = late;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      convolvers.emplace_back(responses[std::min(channel, responses.size() - 1)]);
    }
  }

  /// [audio-thread]
  void process(const chain::Block& block) noexcept {
    for (std::size_t i = 0; i < convolvers.size(); ++i) convolvers[i].process(block.data[i], block.frames);
  }

  /// [audio-thread]
  void reset() noexcept {
    for (Convolver& convolver : convolvers) convolver.reset();
  }

  std::uint32_t latencySamples() const noexcept { return latency; }

 private:
  std::uint32_t latency = 0;
  std::vector<Convolver> convolvers;  // [channel]
};

}  // namespace tonewright::plugin
