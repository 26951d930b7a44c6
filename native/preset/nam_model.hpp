// A model in a .nam file: the file's own, a submodel of a container, or the one that makes a WaveNet's condition.
#pragma once

#include "preset/layer_list.hpp"

namespace tonewright::preset::nam {

/// What the models of one file share.
struct Reading {
  LayerList list{1};
  std::optional<float> sampleRate = {};  // Hz; a model inside that names another is refused
  double size = 1.0;                     // from 0 to 1, where the outermost model comes in several sizes
  std::vector<std::string>& notices;
  std::vector<std::string> unknown = {};  // fields of configs that nobody asked for
  bool hasRecurrence = false;
  std::optional<Field> chosenMetadata = {};  // of the model chosen from a container
};

/// Adds the layers of the file's model. Returns the index of its output. Throws Refusal.
std::int32_t addOutermost(const Field& model, Reading& reading);

/// A sample rate in Hz. Throws Refusal.
float readRate(const Field& rate);

}  // namespace tonewright::preset::nam
