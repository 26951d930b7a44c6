#include "training/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace tonewright::training {

std::vector<WeightRange> trainedWeights(const ModelSpec& spec) {
  std::vector<WeightRange> ranges(1);
  for (const LayerSpec& layer : spec.layers) {
    const std::size_t kept = layer.hasInitialState ? stateCount(layer) : 0;
    ranges.back().end += weightCount(layer) - kept;
    if (kept > 0) ranges.push_back({ranges.back().end + kept, ranges.back().end + kept});
  }
  return ranges;
}

Optimiser::Optimiser(const OptimiserOptions& options, std::size_t parameters)
    : Optimiser(options, parameters, {{0, parameters}}) {}

Optimiser::Optimiser(const OptimiserOptions& options, std::size_t parameters, std::vector<WeightRange> trained)
    : options_(options),
      trained_(std::move(trained)),
      first_(parameters),
      second_(parameters),
      average_(averages() ? parameters : 0) {}

void Optimiser::restart(const std::vector<float>& weights) {
  std::fill(first_.begin(), first_.end(), 0.0f);
  std::fill(second_.begin(), second_.end(), 0.0f);
  if (averages()) average_ = weights;
  steps_ = 0;
}

bool Optimiser::step(std::vector<float>& weights, std::vector<float>& gradient, double learningRate) {
  double energy = 0;
  for (float g : gradient) energy += static_cast<double>(g) * g;
  const double norm = std::sqrt(energy);
  if (!std::isfinite(norm)) return false;
  const double clip = options_.clipNorm > 0 && norm > options_.clipNorm ? options_.clipNorm / norm : 1.0;

  ++steps_;
  const auto n = static_cast<double>(steps_);
  const auto scale = static_cast<float>(clip);
  const auto b1 = static_cast<float>(options_.beta1), b2 = static_cast<float>(options_.beta2);
  const auto rate = static_cast<float>(learningRate / (1.0 - std::pow(options_.beta1, n)));
  const auto correction = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(options_.beta2, n)));
  const auto epsilon = static_cast<float>(options_.epsilon);
  const auto keep = static_cast<float>(1.0 - learningRate * options_.weightDecay);
  float *w = weights.data(), *g = gradient.data(), *m = first_.data(), *v = second_.data();
  const auto decay = static_cast<float>(std::min(options_.emaDecay, (1.0 + n) / (10.0 + n)));
  for (const WeightRange& range : trained_) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      g[i] *= scale;
      m[i] = b1 * m[i] + (1.0f - b1) * g[i];
      v[i] = b2 * v[i] + (1.0f - b2) * g[i] * g[i];
      w[i] = keep * w[i] - rate * m[i] / (correction * std::sqrt(v[i]) + epsilon);
    }
    for (std::size_t i = range.begin; averages() && i < range.end; ++i)
      average_[i] = decay * average_[i] + (1.0f - decay) * w[i];
  }
  return true;
}

double scheduleRatio(const ScheduleOptions& options, double progress) {
  const bool oneCycle = options.kind == ScheduleKind::oneCycle;
  if (!oneCycle && options.kind != ScheduleKind::cosine) return 1.0;
  const auto ease = [](double from, double to, double x) {
    return to + (from - to) * 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(x, 0.0, 1.0)));
  };
  const double rise = oneCycle && options.warmUpShare == 0 ? 0.3 : options.warmUpShare;
  if (progress < rise) return oneCycle ? ease(1.0 / 25.0, 1.0, progress / rise) : progress / rise;
  return ease(1.0, options.finalRatio, (progress - rise) / (1.0 - rise));
}

}  // namespace tonewright::training
