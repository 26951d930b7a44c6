#include "engine/activations.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace tonewright;

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();
const float kInfinity = std::numeric_limits<float>::infinity();

/// Largest |f(x) - exact(x)| over a dense grid from -12 to 12.
double largestError(Activation activation) {
  double largest = 0.0;
  for (int i = -1200000; i <= 1200000; ++i) {
    const float x = static_cast<float>(i) * 1e-5f;
    const double error = std::abs(activate(activation, x) - activate(activation, static_cast<double>(x)));
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

}  // namespace

TEST_CASE("activations are within their stated errors of the exact functions") {
  CHECK(largestError(Activation::tanh) <= 4e-7);
  CHECK(largestError(Activation::sigmoid) <= 2.5e-7);
  CHECK(largestError(Activation::elu) <= 2e-6);
  CHECK(largestError(Activation::gelu) <= 5e-6);
  CHECK(largestError(Activation::relu) == 0.0);
}

TEST_CASE("tanh stays below 1, is odd, and falls by no more than its rounding") {
  float highest = 0.0f, before = 0.0f;
  for (int i = 0; i <= 4000000; ++i) {
    const float x = static_cast<float>(i) * 2e-6f, y = tanhOf(x);
    REQUIRE(std::abs(y) < 1.0f);
    REQUIRE(tanhOf(-x) == -y);
    REQUIRE(y >= highest - 7e-7f);
    if (i % 1000 == 0) {  // at steps of 0.002 it rises, or is flat at the end
      REQUIRE(y >= before - (x > 5.0f ? 7e-7f : 0.0f));
      before = y;
    }
    highest = std::max(highest, y);
  }
}

TEST_CASE("small signals pass tanh unchanged to 4e-7") {
  for (const float x : {1e-6f, 1e-4f, 1e-3f}) CHECK(tanhOf(x) / std::tanh(x) == doctest::Approx(1.0).epsilon(4e-7));
}

TEST_CASE("what is not a number comes out as one from every bounded activation") {
  for (const auto activation :
       {Activation::tanh, Activation::relu, Activation::sigmoid, Activation::elu, Activation::gelu}) {
    CHECK(std::isfinite(activate(activation, kNan)));
    CHECK(std::isfinite(activate(activation, -kInfinity)));
    for (const float x : {3.4e38f, -3.4e38f, 1e20f, -1e20f}) CHECK(std::isfinite(activate(activation, x)));
  }
  CHECK(tanhOf(kInfinity) == doctest::Approx(1.0).epsilon(1e-6));
  CHECK(geluOf(1e6f) == doctest::Approx(1e6).epsilon(1e-6));
  CHECK(geluOf(-1e6f) == doctest::Approx(0.0).epsilon(5e-6));
}
