// The architectures of .nam files whose layers follow each other: ConvNet, Linear and LSTM.
#pragma once

#include "preset/layer_list.hpp"
#include "preset/nam_fields.hpp"
#include "preset/nam_weights.hpp"

namespace tonewright::preset::nam {

/// What an architecture makes its layers of.
struct Source {
  Fields& fields;
  Weights& weights;
  std::size_t outputs;
  std::vector<std::string>& unknown;
};

/// Each adds the layers of a model that reads the file's input and returns the index of its output. Throw Refusal.
std::int32_t addConvNet(LayerList& list, const Source& source);
std::int32_t addLinear(LayerList& list, const Source& source);
std::int32_t addLstm(LayerList& list, const Source& source);

}  // namespace tonewright::preset::nam
