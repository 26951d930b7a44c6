#pragma once

#include <vector>

#include "preset/tensors.hpp"

namespace tonewright::preset {

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for each channel.
struct BatchNorm {
  std::vector<float> gamma, beta, mean, variance;
  float epsilon = 0.0f;
};

/// Folds a batch norm into the linear dense or conv layer before it, whose bias must be its last tensor: in double
/// precision, each weight rounded once. Throws Refusal, at `path`, where variance + epsilon is not positive.
void foldBatchNorm(const BatchNorm& norm, ReadLayer& layer, const std::string& path);

}  // namespace tonewright::preset
