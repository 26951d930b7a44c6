// The flat weights of a .nam model, taken from front to back, each tensor turned into Keras's order.
#pragma once

#include <span>
#include <vector>

#include "preset/field.hpp"

namespace tonewright::preset::nam {

/// Channels as the file has them, and how many of them, the first, a smaller size of the model keeps.
struct Width {
  std::size_t full = 1;
  std::size_t kept = 1;

  Width() = default;
  Width(std::size_t size) : full(size), kept(size) {}
  Width(std::size_t whole, std::size_t part) : full(whole), kept(part) {}
  Width operator*(std::size_t factor) const { return {full * factor, kept * factor}; }
  bool isCut() const { return kept != full; }
};

/// A convolution as it lies in the file: [outputs][inputs / groups][taps], then the bias.
struct Matrix {
  Width outputs;
  Width inputs;
  std::size_t taps = 1;
  std::size_t groups = 1;
  bool hasBias = true;
};

class Weights {
 public:
  /// Throws Refusal for what is no array of finite numbers.
  explicit Weights(const Field& array);

  /// The next `count` numbers. Throws Refusal, before anything is made of them, when the file has fewer.
  std::span<const float> take(std::size_t count);

  /// The kept channels of a convolution: its kernel [taps][inputs / groups][outputs], then its bias (zeros if the file
  /// has none). Throws Refusal where groups do not divide channels.
  std::vector<float> convolution(const Matrix& matrix);

  /// Throws Refusal when numbers are left over.
  void finish() const;

 private:
  Field array_;
  std::vector<float> values_;
  std::size_t at_ = 0;
};

}  // namespace tonewright::preset::nam
