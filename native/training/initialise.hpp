// Random weights to start from.
#pragma once

#include <vector>

#include "training/options.hpp"
#include "training/random.hpp"

namespace tonewright::training {

/// Weights in the order of engine/spec.hpp. [init]
///   uniform     every weight and bias uniform in +-1/sqrt(H), dense and conv +-1/sqrt(inputs that an output sums),
///               condition kernels +-1/sqrt(conditionChannels) (PyTorch's defaults)
///   orthogonal  dense and conv pass the present sample on through an orthogonal matrix, earlier taps and biases are 0:
///               what goes in comes out of any number of layers, and so do gradients (Xiao et al., "Dynamical isometry
///               and a mean field theory of CNNs", 2018). Condition kernels as above. Recurrent layers as in Keras:
///               kernels Glorot-uniform, recurrent kernels orthogonal, biases 0, LSTM's forget bias 1
/// PReLU's slopes start at 0.25, initial states at 0.
/// Then the gates that keep the state of a GRU or LSTM get time constants log-spaced from 2 to `longestMemorySamples`
/// over the units (Tallec and Ollivier, "Can recurrent neural networks warp time?", 2018), so that slow things such as
/// the charge of a coupling capacitor are learnt at all; 2 or less leaves them as they are.
std::vector<float> initialWeights(const ModelSpec& spec, Initialisation kind, double longestMemorySamples,
                                  Random& random);

/// Sets all biases to 0. [any-thread]
void clearBiases(const ModelSpec& spec, std::vector<float>& weights);

}  // namespace tonewright::training
