#include "rate/plan.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace tonewright {

namespace {

constexpr double kLeastAccurateDelay = 2.0;

bool isWhole(double ratio) { return std::round(ratio) >= 1.0 && std::abs(ratio - std::round(ratio)) < 1e-6 * ratio; }

std::string hertz(double rate) { return std::to_string(std::lround(rate)) + " Hz"; }

void checkRange(const char* what, double rate, double lowest, double highest) {
  if (rate >= lowest && rate <= highest) return;
  throw std::invalid_argument(std::string("expected ") + what + " from " + hertz(lowest) + " to " + hertz(highest) +
                              "; found " + hertz(rate));
}

void checkOversampling(std::uint32_t found) {
  for (const std::uint32_t factor : {1u, 2u, 4u, 8u}) {
    if (found == factor) return;
  }
  throw std::invalid_argument("expected oversampling by 1, 2, 4 or 8; found " + std::to_string(found));
}

bool isCorrectable(double ratio, bool isInterpolable, const RateRequest& request) {
  if (request.method == RateMethod::resample) return false;
  if (isWhole(ratio)) return true;
  if (request.method == RateMethod::correct) return isInterpolable && ratio > 1.0;
  return isInterpolable && ratio >= kLeastAccurateDelay && request.oversampling == 1;
}

}  // namespace

RatePlan planRate(double modelRate, bool isInterpolable, const RateRequest& request) {
  checkRange("a sample rate", request.sampleRate, kLowestHostRate, kHighestHostRate);
  checkRange("a model's rate", modelRate, kLowestModelRate, kHighestModelRate);
  checkOversampling(request.oversampling);
  const double playedRate = static_cast<double>(request.oversampling) * request.sampleRate;
  const double ratio = playedRate / modelRate;
  if (isCorrectable(ratio, isInterpolable, request)) {
    return {static_cast<std::uint32_t>(playedRate), isWhole(ratio) ? std::round(ratio) : ratio};
  }
  if (request.method == RateMethod::correct) {
    throw std::invalid_argument("rate correction cannot bring a model of " + hertz(modelRate) + " to " +
                                hertz(playedRate) + ": expected a whole multiple of its rate, or, for a model of " +
                                "recurrent and dense layers alone, any higher rate. Resample instead");
  }
  const double stretch = request.oversampling == 1 ? 1.0 : std::max(1.0, std::round(ratio));
  return {static_cast<std::uint32_t>(std::lround(stretch * modelRate)), stretch};
}

}  // namespace tonewright
