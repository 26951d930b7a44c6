// How a model is brought to a host's sample rate: the decision, apart from the doing.
#pragma once

#include <cstdint>

namespace tonewright {

inline constexpr double kLowestHostRate = 8000.0, kHighestHostRate = 192000.0;    // Hz
inline constexpr double kLowestModelRate = 4000.0, kHighestModelRate = 768000.0;  // Hz

enum class RateMethod { automatic, correct, resample };

/// What a host wants.
struct RateRequest {
  std::uint32_t sampleRate = 48000;  // Hz, of the host
  std::uint32_t oversampling = 1;    // 1, 2, 4 or 8
  RateMethod method = RateMethod::automatic;
};

/// What it gets.
struct RatePlan {
  std::uint32_t innerRate;  // Hz, at which the model runs; converters stand around it where it is not the host's rate
  double stretch;           // the rate at which the model runs over its own; 1 when it runs as it was trained
};

/// By the ratio = oversampling * host rate / model rate ("interpolable": recurrent states are all that is remembered):
///
///   method     ratio                                    innerRate                stretch
///   automatic  whole                                    oversampling * host's    ratio
///              2 or more, interpolable, no oversampling host's                   ratio
///              any other                                stretch * model's        1; nearest whole when oversampling
///   correct    whole; 1 or more and interpolable        oversampling * host's    ratio
///   resample   any                                      stretch * model's        1; nearest whole when oversampling
///
/// A whole stretch is exact (phasedModel.hpp); any other is accurate from 2 on (delayedModel.hpp); what that means is
/// measured in docs/sample-rates.md. Throws std::invalid_argument for a request that is out of range or cannot be met.
/// [init]
RatePlan planRate(double modelRate, bool isInterpolable, const RateRequest& request);

}  // namespace tonewright
