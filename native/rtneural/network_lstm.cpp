#include "rtneural/fixed.hpp"

namespace tonewright::rtneural {

template <int Inputs, int Units>
using Lstm = RTNeural::LSTMLayerT<float, Inputs, Units>;

std::unique_ptr<Network> makeFixedLstm(const ModelSpec& spec, std::span<const float> weights) {
  const auto load = [](auto& layer, const LayerSpec& shape, Reader& reader) { loadLstm(layer, shape, reader); };
  return makeFixed<Lstm>(LayerType::lstm, spec, weights, load, FixedUnits{});
}

}  // namespace tonewright::rtneural
