// The reference pass of whichever layer a trace holds.
#pragma once

#include "training/reference/conv.hpp"
#include "training/reference/gru.hpp"
#include "training/reference/lstm.hpp"
#include "training/reference/pointwise.hpp"
#include "training/reference/rnn.hpp"

namespace tonewright::training::reference {

template <class Real>
struct Passes {
  void (*forward)(LayerTrace<Real>&);
  void (*backward)(LayerTrace<Real>&);
};

/// In the order of LayerType, from 1.
template <class Real>
constexpr Passes<Real> kPasses[] = {
    {&convForward<Real>, &convBackward<Real>},  // dense
    {&rnnForward<Real>, &rnnBackward<Real>},
    {&gruForward<Real>, &gruBackward<Real>},
    {&lstmForward<Real>, &lstmBackward<Real>},
    {&convForward<Real>, &convBackward<Real>},
    {&activationForward<Real>, &activationBackward<Real>},
    {&filmForward<Real>, &filmBackward<Real>},
    {&gateForward<Real>, &gateBackward<Real>},
    {&maxPoolForward<Real>, &maxPoolBackward<Real>},
};

template <class Real>
void forward(LayerTrace<Real>& l) {
  kPasses<Real>[static_cast<unsigned>(l.spec.type) - 1].forward(l);
}

/// Consumes outputGradient; adds to the gradients of what the layer reads and of its weights.
template <class Real>
void backward(LayerTrace<Real>& l) {
  kPasses<Real>[static_cast<unsigned>(l.spec.type) - 1].backward(l);
}

}  // namespace tonewright::training::reference
