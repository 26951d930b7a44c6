// Losses: the reference against finite differences, the fast ones against the reference, and facts about the filters.
#include "training/loss.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <functional>
#include <numbers>

#include "training/preEmphasis.hpp"
#include "training/random.hpp"
#include "training/reference/loss.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

constexpr int kSteps = 200;

std::vector<double> noise(std::size_t count, std::uint64_t seed, double scale = 0.5) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<float>(scale * (2 * random.uniform() - 1));
  return values;
}

double slopeBySteps(const std::function<double(const std::vector<double>&)>& f, std::vector<double> at, std::size_t i) {
  constexpr double kStep = 1e-6;
  at[i] += kStep;
  const double up = f(at);
  at[i] -= 2 * kStep;
  return (up - f(at)) / (2 * kStep);
}

double gainAt(const std::vector<float>& taps, double frequencyHz, double sampleRate) {
  std::complex<double> sum = 0;
  for (std::size_t n = 0; n < taps.size(); ++n)
    sum += std::polar(static_cast<double>(taps[n]), -2 * std::numbers::pi * frequencyHz * double(n) / sampleRate);
  return std::abs(sum);
}

double decibels(double gain) { return 20 * std::log10(gain); }

TrainerOptions lossOptions() {
  TrainerOptions options;
  options.tbpttSamples = kSteps;
  options.loss = {1.0, 0.7, 0.5, 0.3, 0.0, PreEmphasis::firstOrder, 0.95, {{64, 16, 64}, {32, 12, 24}}};
  return options;
}

}  // namespace

TEST_CASE("The reference loss in the time domain has the gradient of finite differences") {
  const reference::LossWeights<double> weights{0.8, 0.5, 0.3, 0.1};
  const std::vector<double> taps = {1.0, -0.9, 0.3}, history = noise(2, 5), error = noise(30, 6);
  std::vector<double> gradient, unused;
  reference::timeLoss(weights, taps, history, error, gradient);
  const auto f = [&](const std::vector<double>& e) { return reference::timeLoss(weights, taps, history, e, unused); };
  for (std::size_t i = 0; i < error.size(); ++i) CHECK(gradient[i] == doctest::Approx(slopeBySteps(f, error, i)));
}

TEST_CASE("The fast losses and their gradients are the reference's, over chunks and with a mask") {
  for (InstructionSet set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!available(set)) continue;
    const TrainerOptions options = lossOptions();
    for (PreEmphasis kind : {PreEmphasis::none, PreEmphasis::firstOrder, PreEmphasis::aWeighting}) {
      const LossScales scales(options, preEmphasisTaps(kind, 0.95, 48000), 0.3, 0.2);
      GroupLoss loss(scales, options.loss, kernels(set), kSteps);
      const std::vector<double> taps(scales.taps.begin(), scales.taps.end());
      const reference::LossWeights<double> weights{scales.esr, scales.mse, scales.mae, scales.dc};
      std::vector<std::vector<double>> history(kLanes, std::vector<double>(taps.size() - 1));
      for (std::uint64_t chunk = 0; chunk < 2; ++chunk) {
        AlignedFloats output(kSteps * kLanes), target(kSteps * kLanes), mask(kSteps * kLanes);
        const std::vector<double> y = noise(output.size(), 10 + chunk), x = noise(output.size(), 20 + chunk);
        for (std::size_t i = 0; i < y.size(); ++i) {
          output.data()[i] = static_cast<float>(y[i]);
          target.data()[i] = static_cast<float>(x[i]);
          mask.data()[i] = chunk == 1 && i % kLanes == 3 && i / kLanes > 150 ? 0.0f : 1.0f;
        }
        const double fast = loss(output.data(), target.data(), chunk == 0 ? nullptr : mask.data(), kSteps);
        double expected = 0, difference = 0, largest = 0;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          std::vector<double> error(kSteps), gradient;
          for (std::size_t t = 0; t < kSteps; ++t) {
            const std::size_t i = t * kLanes + lane;
            error[t] = mask.data()[i] * (y[i] - x[i]);
          }
          expected += reference::timeLoss(weights, taps, history[lane], error, gradient);
          for (std::size_t t = 0; t < kSteps; ++t) {
            const std::size_t i = t * kLanes + lane;
            const double d = std::abs(mask.data()[i] * gradient[t] - loss.gradient()[i]);
            difference = d <= difference ? difference : d;
            largest = std::max(largest, std::abs(gradient[t]));
          }
          std::copy(error.end() - static_cast<std::ptrdiff_t>(taps.size() - 1), error.end(), history[lane].begin());
        }
        CHECK(fast == doctest::Approx(expected).epsilon(1e-5));
        CHECK(difference / largest < 1e-5);
      }
    }
  }
}

TEST_CASE("The STFT loss is the reference's and its gradient that of finite differences") {
  const std::vector<double> signal = noise(kSteps, 1), target = noise(kSteps, 2);
  const std::vector<float> signalF(signal.begin(), signal.end()), targetF(target.begin(), target.end());
  for (const StftResolution& r : {StftResolution{64, 16, 64}, StftResolution{32, 12, 24}}) {
    StftLoss loss({r});
    std::vector<float> gradient(kSteps);
    const double value = loss(signalF.data(), targetF.data(), kSteps, 2.0f, gradient.data());
    const auto f = [&](const std::vector<double>& y) {
      return reference::stftLoss(r, static_cast<double>(kStftPowerFloor), y, target);
    };
    CHECK(value == doctest::Approx(f(signal)).epsilon(1e-5));
    for (std::size_t i = 0; i < kSteps; i += 7)
      CHECK(gradient[i] == doctest::Approx(2 * slopeBySteps(f, signal, i)).epsilon(2e-3).scale(0.05));
  }
}

TEST_CASE("The STFT loss of equal signals is 0, also of silence, and so is its gradient") {
  StftLoss loss(lossOptions().loss.stftResolutions);
  const std::vector<double> sound = noise(kSteps, 3);
  for (const std::vector<float>& signal :
       {std::vector<float>(sound.begin(), sound.end()), std::vector<float>(kSteps)}) {
    std::vector<float> gradient(kSteps);
    CHECK(loss(signal.data(), signal.data(), kSteps, 1.0f, gradient.data()) == 0.0);
    CHECK(std::all_of(gradient.begin(), gradient.end(), [](float g) { return g == 0.0f; }));
  }
}

TEST_CASE("The first-order pre-emphasis 1 - c/z passes 1 - c at 0 Hz and 1 + c at the Nyquist frequency") {
  const std::vector<float> taps = preEmphasisTaps(PreEmphasis::firstOrder, 0.85, 48000);
  CHECK(gainAt(taps, 0, 48000) == doctest::Approx(0.15).epsilon(1e-4));
  CHECK(gainAt(taps, 24000, 48000) == doctest::Approx(1.85).epsilon(1e-4));
}

TEST_CASE("A-weighting has the gains of IEC 61672, its FIR follows them from 500 Hz on") {
  const struct {
    double frequencyHz, gainDb;
  } points[] = {{100, -19.1}, {500, -3.2}, {1000, 0.0}, {2000, 1.2}, {4000, 1.0}, {8000, -1.1}, {16000, -6.6}};
  for (double sampleRate : {44100.0, 48000.0, 96000.0}) {
    const std::vector<float> taps = preEmphasisTaps(PreEmphasis::aWeighting, 0, sampleRate);
    for (const auto& point : points) {
      CHECK(decibels(aWeightingGain(point.frequencyHz)) == doctest::Approx(point.gainDb).epsilon(0.06).scale(0.1));
      if (point.frequencyHz < 500) continue;
      CHECK(std::abs(decibels(gainAt(taps, point.frequencyHz, sampleRate)) - point.gainDb) < 0.5);
    }
    CHECK(decibels(gainAt(taps, 0, sampleRate)) < -12.0);
  }
}

TEST_CASE("Pre-emphasised white noise has the energy of the noise times that of the taps, from the first sample on") {
  TrainingPair pair;
  const std::vector<double> sound = noise(50000, 8);
  pair.target.assign(sound.begin(), sound.end());
  const double plain = meanEnergy({pair}, {1.0f});
  CHECK(plain == doctest::Approx(0.25 / 3).epsilon(0.02));
  CHECK(meanEnergy({pair}, {1.0f, -0.5f}) == doctest::Approx(1.25 * plain).epsilon(0.02));
  pair.target = {1.0f, 2.0f};
  CHECK(meanEnergy({pair}, {1.0f, -0.5f}) == doctest::Approx((1.0 + 1.5 * 1.5) / 2));
}
