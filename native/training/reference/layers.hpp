// The reference pass of whichever layer a trace holds.
#pragma once

#include "training/reference/gru.hpp"
#include "training/reference/lstm.hpp"
#include "training/reference/rnn.hpp"

namespace tonewright::training::reference {

template <class Real>
void forward(LayerTrace<Real>& l) {
  if (l.spec.type == LayerType::gru) return gruForward(l);
  if (l.spec.type == LayerType::lstm) return lstmForward(l);
  rnnForward(l);
}

/// Consumes outputGradient; fills inputGradient and weightGradient.
template <class Real>
void backward(LayerTrace<Real>& l) {
  if (l.spec.type == LayerType::gru) return gruBackward(l);
  if (l.spec.type == LayerType::lstm) return lstmBackward(l);
  rnnBackward(l);
}

}  // namespace tonewright::training::reference
