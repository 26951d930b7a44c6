// Multi-resolution STFT loss (Yamamoto et al. 2020, arXiv:1910.11480): for each resolution the spectral convergence
// ||T - Y|| / ||T|| plus the mean of |log T - log Y| over magnitudes; the mean over resolutions. Readable reference:
// reference/loss.hpp.
#pragma once

#include <memory>
#include <vector>

#include "training/options.hpp"

namespace tonewright::training {

/// Power below which a bin counts as silent; keeps the logarithm and its slope finite.
inline constexpr float kStftPowerFloor = 1e-8f;

class StftLoss {
 public:
  explicit StftLoss(const std::vector<StftResolution>& resolutions);  // [init]
  ~StftLoss();
  StftLoss(StftLoss&&) noexcept;

  /// The loss of one signal against its target, both [samples]; adds scale * d(loss)/d(signal) to `gradient`.
  /// One thread at a time.
  double operator()(const float* signal, const float* target, int samples, float scale, float* gradient);

 private:
  struct Resolution;
  std::vector<std::unique_ptr<Resolution>> resolutions_;
};

}  // namespace tonewright::training
