#include "rtneural/fixed.hpp"

namespace tonewright::rtneural {

template <int Inputs, int Units>
using Gru = RTNeural::GRULayerT<float, Inputs, Units>;

std::unique_ptr<Network> makeFixedGru(const ModelSpec& spec, std::span<const float> weights) {
  const auto load = [](auto& layer, const LayerSpec& shape, Reader& reader) { loadGru(layer, shape, reader); };
  return makeFixed<Gru>(LayerType::gru, spec, weights, load, FixedUnits{});
}

}  // namespace tonewright::rtneural
