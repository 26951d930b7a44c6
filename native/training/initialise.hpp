// Random weights to start from.
#pragma once

#include <vector>

#include "training/options.hpp"
#include "training/random.hpp"

namespace tonewright::training {

/// Weights in the order of engine/spec.hpp. [init]
///   uniform           every weight and bias uniform in +-1/sqrt(H), dense +-1/sqrt(inputs) (PyTorch's defaults)
///   glorotOrthogonal  kernels Glorot-uniform, recurrent kernels orthogonal, biases 0, LSTM's forget bias 1 (Keras's)
std::vector<float> initialWeights(const ModelSpec& spec, Initialisation kind, Random& random);

}  // namespace tonewright::training
