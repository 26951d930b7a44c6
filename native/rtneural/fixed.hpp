// Models whose sizes the compiler knows: one recurrent layer and a linear output, in the sizes that presets usually
// have.
#pragma once

#include <RTNeural/RTNeural.h>

#include <utility>

#include "rtneural/network.hpp"
#include "rtneural/weights.hpp"

namespace tonewright::rtneural {

using FixedUnits = std::integer_sequence<int, 8, 12, 16, 20, 24, 32, 40, 64, 80>;
using FixedInputs = std::integer_sequence<int, 1, 2, 3>;

template <int Inputs, class Recurrent>
class FixedNetwork final : public Network {
 public:
  template <class Load>
  FixedNetwork(const ModelSpec& spec, std::span<const float> weights, Load load) {
    Reader reader(weights);
    load(model.template get<0>(), spec.layers[0], reader);
    if (spec.layers[0].hasInitialState) reader.vector(stateCount(spec.layers[0]));
    loadDense(model.template get<1>(), spec.layers[1], reader);
  }

  void reset() noexcept override { model.reset(); }

  void run(const float* rows, std::size_t stride, float* out, std::size_t frames) noexcept override {
    for (std::size_t t = 0; t < frames; ++t) out[t] = model.forward(rows + t * stride);
  }

 private:
  RTNeural::ModelT<float, Inputs, 1, Recurrent, RTNeural::DenseT<float, Recurrent::out_size, 1>> model;
};

inline bool hasFixedShape(const ModelSpec& spec, LayerType type) {
  if (spec.layers.size() != 2 || spec.layers[0].type != type) return false;
  const LayerSpec& output = spec.layers[1];
  return output.type == LayerType::dense && output.activation == Activation::linear && output.outputs == 1;
}

/// The network of the sizes that `spec` has, or null. Recurrent<inputs, units> is RTNeural's layer.
template <template <int, int> class Recurrent, int Units, int... Inputs, class Load>
std::unique_ptr<Network> makeFixed(const ModelSpec& spec, std::span<const float> weights, Load load,
                                   std::integer_sequence<int, Inputs...>) {
  std::unique_ptr<Network> made;
  const auto isMade = [&]<int Count>(std::integral_constant<int, Count>) {
    if (spec.layers[0].inputs != Count || spec.layers[0].outputs != Units) return false;
    made = std::make_unique<FixedNetwork<Count, Recurrent<Count, Units>>>(spec, weights, load);
    return true;
  };
  (void)(isMade(std::integral_constant<int, Inputs>{}) || ...);
  return made;
}

template <template <int, int> class Recurrent, int... Units, class Load>
std::unique_ptr<Network> makeFixed(LayerType type, const ModelSpec& spec, std::span<const float> weights, Load load,
                                   std::integer_sequence<int, Units...>) {
  std::unique_ptr<Network> made;
  if (!hasFixedShape(spec, type)) return made;
  (void)((made = makeFixed<Recurrent, Units>(spec, weights, load, FixedInputs{})) || ...);
  return made;
}

}  // namespace tonewright::rtneural
