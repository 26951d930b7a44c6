// The basis in which an optimiser sees a matrix of weights: the directions that its gradients have taken lately.
#pragma once

#include <cstddef>
#include <vector>

namespace tonewright::training {

/// Eigenvectors of a running mean of outer products, found by orthogonal iteration, one step at a time.
class Eigenvectors {
 public:
  /// At first the unit vectors.
  explicit Eigenvectors(std::size_t size);

  std::size_t size() const { return size_; }
  const float* rows() const { return vectors_.data(); }        // [size][size], a vector in each row
  const float* columns() const { return transposed_.data(); }  // the same, a vector in each column

  /// mean += share * (x xT - mean), x [size][count].
  void observe(const float* x, std::size_t count, float share);
  /// One step: the vectors turn towards the eigenvectors, those of large eigenvalues first. Returns where each one was
  /// before, [size].
  const std::vector<std::size_t>& turn();

  template <class Visit>
  void visitState(Visit&& visit) {
    visit(mean_);
    visit(vectors_);
    visit(transposed_);
  }

 private:
  void orthonormalise();

  std::size_t size_;
  std::vector<float> mean_, vectors_, transposed_, product_;  // [size][size]
  std::vector<float> values_;                                 // [size], estimates of the eigenvalues
  std::vector<std::size_t> order_;
};

/// The two bases of a matrix, of its rows and of its columns. A side that is longer than kLongestSide stays as it is.
class Eigenbasis {
 public:
  static constexpr std::size_t kLongestSide = 256;

  Eigenbasis(std::size_t rows, std::size_t columns);

  /// Takes a gradient into account. All matrices here are [rows][columns].
  void observe(const float* gradient, float share);
  /// Turns the bases; `moments`, which are of single coordinates, stay with theirs.
  void turn(float* moments);
  /// In place.
  void toBasis(float* matrix);
  void fromBasis(float* matrix);

  template <class Visit>
  void visitState(Visit&& visit) {
    left_.visitState(visit);
    right_.visitState(visit);
  }

 private:
  void multiply(const float* left, float* matrix, const float* right);

  std::size_t rows_, columns_;
  Eigenvectors left_, right_;   // of size 0 where a side stays as it is
  std::vector<float> scratch_;  // [rows][columns]
};

}  // namespace tonewright::training
