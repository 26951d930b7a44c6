// The eigenbasis of gradients, and what an optimiser gains by it.
#include "training/eigenbasis.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "training/optimiser.hpp"
#include "training/random.hpp"

using namespace tonewright;
using namespace tonewright::training;

namespace {

std::vector<float> noise(std::size_t count, Random& random) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(2.0 * random.uniform() - 1.0);
  return values;
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * static_cast<double>(a[i] - b[i]);
  return std::sqrt(sum);
}

/// After `updates` on the squares |A (W - wanted) B|^2, where A and B stretch their first direction, which lies askew
/// of the coordinates, a hundred times less than the others: how far W [rows][columns] is from what is wanted.
double distanceAfter(bool isInEigenbasis, int updates) {
  constexpr std::size_t kSize = 6;
  const auto stretch = [](std::vector<float> x, bool isLeft) {  // its mean along one side shrinks to a hundredth
    for (std::size_t i = 0; i < kSize; ++i) {
      const auto at = [&](std::size_t j) -> float& { return isLeft ? x[j * kSize + i] : x[i * kSize + j]; };
      float mean = 0;
      for (std::size_t j = 0; j < kSize; ++j) mean += at(j) / kSize;
      for (std::size_t j = 0; j < kSize; ++j) at(j) = 0.01f * mean + (at(j) - mean);
    }
    return x;
  };
  Random random(5);
  const std::vector<float> wanted = noise(kSize * kSize, random);
  std::vector<float> weights(wanted.size());
  OptimiserOptions options;
  options.isInEigenbasis = isInEigenbasis;
  Optimiser optimiser(options, weights.size(), {{0, kSize, kSize, kSize}});
  optimiser.restart(weights);
  for (int i = 0; i < updates; ++i) {
    std::vector<float> gradient(weights);
    for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] -= wanted[k];
    for (int twice = 0; twice < 2; ++twice) gradient = stretch(stretch(gradient, true), false);
    optimiser.step(weights, gradient, 0.05 * (1.0 - static_cast<double>(i) / updates));
  }
  return distance(weights, wanted);
}

}  // namespace

TEST_CASE("The basis is orthonormal: what enters it and leaves it again is what it was") {
  Random random(1);
  Eigenbasis basis(7, 4);
  for (int i = 0; i < 20; ++i) {
    std::vector<float> moments(28, 1.0f);
    basis.observe(noise(28, random).data(), 0.1f);
    basis.turn(moments.data());
    const std::vector<float> before = noise(28, random);
    std::vector<float> matrix = before;
    basis.toBasis(matrix.data());
    CHECK(distance(matrix, before) > 0.1);
    basis.fromBasis(matrix.data());
    CHECK(distance(matrix, before) < 1e-5);
  }
}

TEST_CASE("Gradients that always take one direction have one coordinate in the basis, the first") {
  Random random(2);
  const std::vector<float> direction = noise(15, random);
  std::vector<float> moments(15);
  Eigenbasis basis(5, 3);
  // Of rank 1: the outer product of two vectors.
  std::vector<float> gradient(15);
  for (std::size_t i = 0; i < 15; ++i) gradient[i] = direction[i / 3] * direction[5 + i % 3];
  for (int i = 0; i < 10; ++i) {
    basis.observe(gradient.data(), 0.1f);
    basis.turn(moments.data());
  }
  basis.toBasis(gradient.data());
  for (std::size_t i = 1; i < 15; ++i) CHECK(std::abs(gradient[i]) < 1e-5f * std::abs(gradient[0]));
}

TEST_CASE("Moments stay with their directions when these change places") {
  Eigenbasis basis(3, 1);
  const std::vector<std::vector<float>> gradients = {{2.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, {0.0f, 0.0f, 3.0f}};
  for (const std::vector<float>& gradient : gradients) basis.observe(gradient.data(), 0.01f);
  std::vector<float> moments = {20.0f, 10.0f, 30.0f};
  basis.turn(moments.data());
  CHECK(moments == std::vector<float>{30.0f, 20.0f, 10.0f});
}

TEST_CASE("A side without gradients, and one that is too long, leave numbers as they are or finite") {
  std::vector<float> zeros(12), moments(12, 1.0f);
  Eigenbasis silent(4, 3);
  silent.observe(zeros.data(), 0.1f);
  silent.turn(moments.data());
  std::vector<float> ones(12, 1.0f);
  silent.toBasis(ones.data());
  silent.fromBasis(ones.data());
  for (float value : ones) CHECK(value == doctest::Approx(1.0));

  Random random(3);
  const std::vector<float> column = noise(Eigenbasis::kLongestSide + 1, random);
  std::vector<float> turned = column;
  Eigenbasis longColumn(column.size(), 1);
  longColumn.observe(column.data(), 0.1f);
  longColumn.turn(turned.data());
  longColumn.toBasis(turned.data());
  CHECK(turned == column);
}

TEST_CASE("SOAP descends a valley that lies askew, where Adam creeps") {
  CHECK(distanceAfter(true, 400) < 0.02 * distanceAfter(false, 400));
}

TEST_CASE("An optimiser in the eigenbasis goes on from a saved state as if it had not stopped") {
  OptimiserOptions options;
  options.isInEigenbasis = true;
  const std::vector<WeightMatrix> trained = {{0, 3, 2, 4}, {2, 3, 2, 4}};
  Optimiser one(options, 12, trained), two(options, 12, trained);
  Random random(6);
  std::vector<float> weights(12);
  for (int i = 0; i < 7; ++i) {
    std::vector<float> gradient = noise(12, random);
    one.step(weights, gradient, 0.01);
  }
  std::vector<std::vector<float>> saved;
  std::int64_t steps = 0;
  one.visitState([&](auto& value) {
    if constexpr (requires { value.size(); })
      saved.push_back(value);
    else
      steps = value;
  });
  two.visitState([&, i = std::size_t{0}](auto& value) mutable {
    if constexpr (requires { value.size(); })
      value = saved[i++];
    else
      value = steps;
  });
  std::vector<float> same = weights;
  for (int i = 0; i < 7; ++i) {
    std::vector<float> gradient = noise(12, random), copy = gradient;
    one.step(weights, gradient, 0.01);
    two.step(same, copy, 0.01);
  }
  CHECK(weights == same);
}
