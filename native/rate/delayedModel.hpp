// A recurrent model at a rate that is no whole multiple of its own.
#pragma once

#include <vector>

#include "engine/host.hpp"
#include "rate/player.hpp"

namespace tonewright {

/// Runs a model whose only memory is the state of recurrent layers at `delay` times its own rate: what it takes for its
/// state before a sample is the state `delay` samples ago, h and (lstm) c, interpolated after Lagrange (Carson, Wright,
/// Chowdhury, Valimaki and Bilbao, "Sample rate independent recurrent neural networks for audio effects processing",
/// DAFx-24). The order is the highest odd one up to 5 for which the delay lies between the two middle samples: there,
/// and only there, the interpolation amplifies no frequency (Laakso et al. 1996), so that what is stable at the model's
/// own rate stays stable. A delay below 2 leaves order 1, which damps high frequencies.
class DelayedModel final : public Player {
 public:
  /// `delay` from 1 on. [init]
  DelayedModel(HostModel model, double delay)
      : host(std::move(model)),
        newest(static_cast<std::size_t>(delay) - orderFor(delay) / 2),
        coefficients(lagrange(delay - static_cast<double>(newest), orderFor(delay))),
        rows(newest + coefficients.size() - 1),
        states(rows * info().stateCount),
        state(info().stateCount),
        frameInputs(info().inputs),
        frameOutputs(info().outputs) {
    reset();
  }

  const ModelInfo& info() const noexcept override { return host.info(); }

  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override {
    for (std::size_t t = 0; t < frames; ++t) {
      for (std::size_t i = 0; i < frameInputs.size(); ++i) frameInputs[i] = inputs[i] + t;
      for (std::size_t i = 0; i < frameOutputs.size(); ++i) frameOutputs[i] = outputs[i] + t;
      interpolateState();
      host.model().setState(state.data());
      host.model().process(frameInputs.data(), frameOutputs.data(), 1);
      last = (last + 1) % rows;
      host.model().getState(states.data() + last * state.size());
    }
  }

  void reset() noexcept override {
    host.model().reset();
    for (std::size_t row = 0; row < rows; ++row) host.model().getState(states.data() + row * state.size());
  }

 private:
  static constexpr std::size_t kHighestOrder = 5;

  static std::size_t orderFor(double delay) { return std::min(2 * static_cast<std::size_t>(delay) - 1, kHighestOrder); }

  /// Values at `position` of the polynomials that are 1 at one of the points 0..order and 0 at the others.
  static std::vector<float> lagrange(double position, std::size_t order) {
    std::vector<float> values;
    for (std::size_t k = 0; k <= order; ++k) {
      double product = 1.0;
      for (std::size_t j = 0; j <= order; ++j) {
        const double point = static_cast<double>(j);
        if (j != k) product *= (position - point) / (static_cast<double>(k) - point);
      }
      values.push_back(static_cast<float>(product));
    }
    return values;
  }

  void interpolateState() noexcept {
    std::fill(state.begin(), state.end(), 0.0f);
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
      const float* past = states.data() + (last + rows + 1 - newest - k) % rows * state.size();
      for (std::size_t i = 0; i < state.size(); ++i) state[i] += coefficients[k] * past[i];
    }
  }

  HostModel host;
  std::size_t newest;               // samples from now to the newest state that is interpolated
  std::vector<float> coefficients;  // of the states, from that one back
  std::size_t rows;
  std::vector<float> states;  // [rows][stateCount], a ring
  std::vector<float> state;   // [stateCount]
  std::size_t last = 0;       // row of the state one sample ago
  std::vector<const float*> frameInputs;
  std::vector<float*> frameOutputs;
};

}  // namespace tonewright
