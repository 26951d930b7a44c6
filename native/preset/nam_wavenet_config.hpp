// The config of a WaveNet in a .nam file: arrays of dilated layers, old and new spellings in one form.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "preset/nam_activation.hpp"
#include "preset/nam_weights.hpp"

namespace tonewright::preset::nam {

/// Where a layer may be modulated by the condition (FiLM), in the order of the weights.
enum FilmPlace : std::size_t {
  convPre,
  convPost,
  mixinPre,
  mixinPost,
  activationPre,
  activationPost,
  layer1x1Post,
  head1x1Post,
  filmPlaces
};

struct FilmConfig {
  bool shift = true;
  std::size_t groups = 1;
};

struct Pointwise {
  std::size_t outputs = 1;
  std::size_t groups = 1;
};

struct WaveNetLayer {
  std::size_t taps = 1;
  std::size_t dilation = 1;
  NamActivation activation;
  std::optional<GateMode> gate;
  NamActivation gateActivation;
};

struct WaveNetArray {
  Width inputs, channels, bottleneck, head;
  std::size_t condition = 1;  // channels
  std::size_t headTaps = 1;
  std::size_t headDilation = 1;
  bool headBias = false;
  std::size_t groups = 1;
  std::size_t mixinGroups = 1;
  std::optional<Pointwise> layer1x1, head1x1;
  std::array<std::optional<FilmConfig>, filmPlaces> films;
  std::vector<WaveNetLayer> layers;
  std::vector<std::size_t> allowedChannels;  // that the array can be cut to, the last all of them; else empty

  /// Channels of the array's head sum.
  Width headInputs() const { return head1x1 ? Width(head1x1->outputs) : bottleneck; }
};

/// Convolutions behind the last array, the activation before each.
struct PostStackHead {
  NamActivation activation;
  std::vector<Matrix> kernels;
};

struct WaveNetConfig {
  std::vector<WaveNetArray> arrays;
  std::optional<PostStackHead> head;
};

/// Reads a config whose condition has `conditionChannels`; checks that its arrays fit one another. Throws Refusal.
WaveNetConfig readWaveNetConfig(Fields& fields, std::size_t conditionChannels, std::vector<std::string>& unknown);

/// Cuts arrays that are slimmable to a size from 0 to 1. Throws Refusal where NAM's core cannot.
void slim(WaveNetConfig& config, double size, const std::string& path);

/// Where sizes from 0 to 1 change what a model is, in ascending order; empty when it is not slimmable.
std::vector<double> breakpointsOf(const WaveNetConfig& config);

}  // namespace tonewright::preset::nam
