#include "preset/batch_norm.hpp"

#include <cmath>

namespace tonewright::preset {

void foldBatchNorm(const BatchNorm& norm, ReadLayer& layer, const std::string& path) {
  const std::size_t channels = layer.spec.outputs, firstBias = layer.weights.size() - channels;
  std::vector<double> scale;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const double power = double(norm.variance[channel]) + double(norm.epsilon);
    if (!(power > 0.0)) refuse(ErrorCode::invalid, path, "expected a variance + epsilon above 0");
    scale.push_back(norm.gamma[channel] / std::sqrt(power));
  }
  for (std::size_t i = 0; i < layer.weights.size(); ++i) {
    const std::size_t channel = i % channels;
    const double value = layer.weights[i];
    const double shifted = (value - norm.mean[channel]) * scale[channel] + norm.beta[channel];
    layer.weights[i] = float(i < firstBias ? value * scale[channel] : shifted);
  }
}

}  // namespace tonewright::preset
