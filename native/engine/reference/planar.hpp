// The planar layers as their equations read, one scalar at a time: the oracle of the fast kernels, and what runs where
// there are none. `Real` is float, with the engine's activations, or double, with exact ones.
//
// Equations: dilated causal convolution (van den Oord et al., WaveNet, 2016); FiLM (Perez et al. 2018); PReLU (He et
// al. 2015); the rest stands in spec.hpp.
#pragma once

#include "engine/activations.hpp"
#include "engine/kernels.hpp"

namespace tonewright::reference {

/// A block's signals by channel and frame.
template <class Real>
struct Planes {
  const PlanarBlock& block;
  const LayerRecord& layer = *block.layer;
  const float* slopes = layer.activation == Activation::prelu
                            ? block.weights + (layer.type == LayerType::conv ? padded(layer.outputs) : 0)
                            : nullptr;

  static Real read(const Signal& signal, std::size_t channel, std::size_t t, std::size_t delay = 0) {
    return static_cast<Real>(signal.at(delay)[channel * signal.stride() + t]);
  }
  Real source(std::size_t channel, std::size_t t, std::size_t delay = 0) const {
    return read(*block.source, channel, t, delay);
  }
  Real condition(std::size_t channel, std::size_t t) const { return read(*block.condition, channel, t); }
  Real residual(std::size_t channel, std::size_t t) const {
    return block.residual != nullptr ? read(*block.residual, channel, t) : Real(0);
  }
  Real activated(Real x, std::size_t channel) const {
    return activate(layer.activation, x, slopes != nullptr ? static_cast<Real>(slopes[channel]) : Real(0));
  }

  /// out = value(channel, frame) for all of them.
  template <class Value>
  void fill(Value value) const {
    for (std::size_t channel = 0; channel < layer.outputs; ++channel) {
      float* out = block.out->present() + channel * block.out->stride();
      for (std::size_t t = 0; t < block.frames; ++t) out[t] = static_cast<float>(value(channel, t));
    }
  }
};

template <class Real>
void conv(const PlanarBlock& block) noexcept {
  const Planes<Real> planes{block};
  const ConvLayout at(block.layer->spec());
  planes.fill([&](std::size_t channel, std::size_t t) {
    const std::size_t group = channel / at.outputs, output = channel % at.outputs;
    const auto weight = [&](std::size_t row) { return static_cast<Real>(block.weights[at.at(group, row, output)]); };
    Real sum = static_cast<Real>(block.weights[channel]) + planes.residual(channel, t);
    for (std::size_t tap = 0; tap < at.taps; ++tap) {
      const std::size_t delay = (at.taps - 1 - tap) * block.layer->dilation;
      for (std::size_t i = 0; i < at.inputs; ++i) {
        sum += weight(tap * at.inputs + i) * planes.source(group * at.inputs + i, t, delay);
      }
    }
    for (std::size_t i = 0; i < at.conditionChannels; ++i) {
      sum += weight(at.taps * at.inputs + i) * planes.condition(i, t);
    }
    return planes.activated(sum, channel);
  });
}

template <class Real>
void activation(const PlanarBlock& block) noexcept {
  const Planes<Real> planes{block};
  planes.fill([&](std::size_t channel, std::size_t t) {
    return planes.activated(planes.source(channel, t) + planes.residual(channel, t), channel);
  });
}

template <class Real>
void film(const PlanarBlock& block) noexcept {
  const Planes<Real> planes{block};
  const std::size_t channels = block.layer->outputs;
  const bool hasShift = block.layer->conditionChannels > channels;
  planes.fill([&](std::size_t channel, std::size_t t) {
    const Real shift = hasShift ? planes.condition(channels + channel, t) : Real(0);
    return planes.activated(planes.source(channel, t) * planes.condition(channel, t) + shift, channel);
  });
}

template <class Real>
void gate(const PlanarBlock& block) noexcept {
  const Planes<Real> planes{block};
  const LayerSpec layer = block.layer->spec();
  planes.fill([&](std::size_t channel, std::size_t t) {
    const Real x = planes.source(channel, t), y = activate(layer.activation, x);
    const Real g = activate(layer.gateActivation, planes.source(layer.outputs + channel, t));
    return layer.gateMode == GateMode::blend ? g * (y - x) + x : g * y;
  });
}

template <class Real>
void maxPool(const PlanarBlock& block) noexcept {
  const Planes<Real> planes{block};
  planes.fill([&](std::size_t channel, std::size_t t) {
    Real largest = planes.source(channel, t);
    for (std::size_t tap = 1; tap < block.layer->taps; ++tap) {
      largest = atLeast(planes.source(channel, t, tap * block.layer->dilation), largest);
    }
    return largest;
  });
}

}  // namespace tonewright::reference
