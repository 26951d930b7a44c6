#include "training/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tonewright::training {

namespace {

// What SOAP follows: gradients of the last 20 updates or so, looked at every fourth.
constexpr double kSoapBeta2 = 0.98;
constexpr float kBasisShare = 0.05f;
constexpr std::int64_t kTurnEvery = 4;

std::size_t gateCount(LayerType type) { return type == LayerType::lstm ? 4 : type == LayerType::gru ? 3 : 1; }

}  // namespace

std::vector<WeightMatrix> trainedWeights(const ModelSpec& spec, bool trainsBiases) {
  std::vector<WeightMatrix> matrices;
  std::size_t begin = 0;
  for (const LayerSpec& layer : spec.layers) {
    const std::size_t gates = gateCount(layer.type), stride = gates * layer.outputs;
    const std::size_t trained = weightCount(layer) - (layer.hasInitialState ? stateCount(layer) : 0);
    const auto add = [&](std::size_t first, std::size_t end) {  // rows
      for (std::size_t gate = 0; gate < gates && end > first; ++gate)
        matrices.push_back({begin + first * stride + gate * layer.outputs, end - first, layer.outputs, stride});
    };
    const std::size_t rows = trained / stride;
    const BiasRows biases = trainsBiases ? BiasRows{rows, 0} : biasRows(layer);
    add(0, std::min(biases.first, rows));
    add(biases.first + biases.count, rows);
    begin += weightCount(layer);
  }
  return matrices;
}

Optimiser::Optimiser(const OptimiserOptions& options, std::size_t parameters)
    : Optimiser(options, parameters, {{0, parameters, 1, 1}}) {}

Optimiser::Optimiser(const OptimiserOptions& options, std::size_t parameters, const std::vector<WeightMatrix>& trained)
    : options_(options), average_(averages() ? parameters : 0), gradient_(parameters), direction_(parameters) {
  for (const WeightMatrix& matrix : trained) {
    const std::size_t size = matrix.rows * matrix.columns;
    parts_.push_back({matrix, {}, std::vector<float>(size), std::vector<float>(size)});
  }
  restart({});
}

void Optimiser::restart(const std::vector<float>& weights) {
  for (Part& part : parts_) {
    if (options_.isInEigenbasis) part.basis.emplace(part.matrix.rows, part.matrix.columns);
    std::fill(part.first.begin(), part.first.end(), 0.0f);
    std::fill(part.second.begin(), part.second.end(), 0.0f);
  }
  if (averages()) std::copy(weights.begin(), weights.end(), average_.begin());
  steps_ = 0;
}

bool Optimiser::step(std::vector<float>& weights, std::vector<float>& gradient, double learningRate) {
  double energy = 0;
  for (float g : gradient) energy += static_cast<double>(g) * g;
  const double norm = std::sqrt(energy);
  if (!std::isfinite(norm)) return false;
  const double clip = options_.clipNorm > 0 && norm > options_.clipNorm ? options_.clipNorm / norm : 1.0;
  for (float& g : gradient) g *= static_cast<float>(clip);

  ++steps_;
  for (Part& part : parts_) move(part, weights.data(), gradient.data(), learningRate);
  const auto n = static_cast<double>(steps_);
  const auto decay = static_cast<float>(std::min(options_.emaDecay, (1.0 + n) / (10.0 + n)));
  for (std::size_t i = 0; i < average_.size(); ++i) average_[i] += (1.0f - decay) * (weights[i] - average_[i]);
  return true;
}

void Optimiser::move(Part& part, float* weights, const float* gradient, double learningRate) {
  const WeightMatrix& matrix = part.matrix;
  const std::size_t size = matrix.rows * matrix.columns;
  const double beta2 = part.basis ? kSoapBeta2 : options_.beta2, n = static_cast<double>(steps_);
  const auto b1 = static_cast<float>(options_.beta1), b2 = static_cast<float>(beta2);
  const auto rate = static_cast<float>(learningRate / (1.0 - std::pow(options_.beta1, n)));
  const auto correction = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(beta2, n)));
  const auto epsilon = static_cast<float>(options_.epsilon);
  const auto keep = static_cast<float>(1.0 - learningRate * options_.weightDecay);

  float *g = gradient_.data(), *direction = direction_.data(), *m = part.first.data(), *v = part.second.data();
  for (std::size_t i = 0; i < matrix.rows; ++i)
    std::copy_n(gradient + matrix.begin + i * matrix.stride, matrix.columns, g + i * matrix.columns);
  for (std::size_t i = 0; i < size; ++i) m[i] = b1 * m[i] + (1.0f - b1) * g[i];
  std::copy_n(m, size, direction);
  if (part.basis) enterBasis(part);
  for (std::size_t i = 0; i < size; ++i) {
    v[i] = b2 * v[i] + (1.0f - b2) * g[i] * g[i];
    direction[i] = rate * direction[i] / (correction * std::sqrt(v[i]) + epsilon);
  }
  if (part.basis) part.basis->fromBasis(direction);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    float* w = weights + matrix.begin + i * matrix.stride;
    for (std::size_t j = 0; j < matrix.columns; ++j) w[j] = keep * w[j] - direction[i * matrix.columns + j];
  }
}

// Takes the gradient into account, then turns it and the direction.
void Optimiser::enterBasis(Part& part) {
  part.basis->observe(gradient_.data(), kBasisShare);
  if (steps_ % kTurnEvery == 1) part.basis->turn(part.second.data());
  part.basis->toBasis(gradient_.data());
  part.basis->toBasis(direction_.data());
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
