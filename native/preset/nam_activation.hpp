// Activations as .nam files name them, and the layers that they become.
#pragma once

#include <vector>

#include "preset/layer_list.hpp"
#include "preset/nam_fields.hpp"

namespace tonewright::preset::nam {

struct NamActivation {
  Activation type = Activation::linear;
  std::vector<float> slopes;  // of prelu, used in turn for the channels

  /// Of a LeakyHardtanh with values of its own, which no activation of ours is: x between the limits, slopes beyond.
  struct Limits {
    float low, high, lowSlope, highSlope;
  };
  std::optional<Limits> limits;

  bool isGates() const { return type != Activation::prelu && !limits; }  // whether a gate layer has it
};

/// Reads a name, or an object with parameters, for a signal of `channels`. Throws Refusal.
NamActivation readActivation(const Field& field, std::size_t channels, std::vector<std::string>& unknown);

/// Gives the activation to layer `index`, which is linear. Returns the index of the layer that has the result.
std::int32_t activate(LayerList& list, std::int32_t index, const NamActivation& activation);

/// Adds a gate on the output of layer `source`, which has two channels for each of the result.
std::int32_t addGate(LayerList& list, std::int32_t source, GateMode mode, const NamActivation& activation,
                     const NamActivation& gateActivation);

}  // namespace tonewright::preset::nam
