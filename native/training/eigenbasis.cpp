#include "training/eigenbasis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tonewright::training {
namespace {

/// c [m][n] = a [m][k] b [k][n].
void multiply(const float* a, const float* b, float* c, std::size_t m, std::size_t k, std::size_t n) {
  std::fill_n(c, m * n, 0.0f);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t l = 0; l < k; ++l)
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += a[i * k + l] * b[l * n + j];
}

void transpose(const float* from, float* to, std::size_t rows, std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
}

float dot(const float* a, const float* b, std::size_t count) { return std::inner_product(a, a + count, b, 0.0f); }

/// What is left of `row` beside `count` orthonormal rows before it, scaled to length 1; false when it is next to
/// nothing.
bool orthonormalise(float* row, const float* before, std::size_t count, std::size_t size) {
  for (int pass = 0; pass < 2; ++pass) {  // twice is enough (Kahan, Parlett)
    const float whole = std::sqrt(dot(row, row, size));
    for (std::size_t j = 0; j < count; ++j) {
      const float along = dot(row, before + j * size, size);
      for (std::size_t k = 0; k < size; ++k) row[k] -= along * before[j * size + k];
    }
    const float rest = std::sqrt(dot(row, row, size));
    if (!(rest > 1e-4f * whole)) return false;
    for (std::size_t k = 0; k < size; ++k) row[k] /= rest;
  }
  return true;
}

std::size_t sideOf(std::size_t length) { return length > 1 && length <= Eigenbasis::kLongestSide ? length : 0; }

}  // namespace

Eigenvectors::Eigenvectors(std::size_t size)
    : size_(size),
      mean_(size * size),
      vectors_(size * size),
      transposed_(size * size),
      product_(size * size),
      values_(size),
      order_(size) {
  for (std::size_t i = 0; i < size; ++i) vectors_[i * size + i] = transposed_[i * size + i] = 1.0f;
}

void Eigenvectors::observe(const float* x, std::size_t count, float share) {
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const float product = dot(x + i * count, x + j * count, count);
      mean_[j * size_ + i] = mean_[i * size_ + j] += share * (product - mean_[i * size_ + j]);
    }
  }
}

const std::vector<std::size_t>& Eigenvectors::turn() {
  multiply(vectors_.data(), mean_.data(), product_.data(), size_, size_, size_);
  for (std::size_t i = 0; i < size_; ++i) values_[i] = dot(&product_[i * size_], &vectors_[i * size_], size_);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return values_[a] > values_[b]; });
  for (std::size_t i = 0; i < size_; ++i) std::copy_n(&product_[order_[i] * size_], size_, &vectors_[i * size_]);
  orthonormalise();
  transpose(vectors_.data(), transposed_.data(), size_, size_);
  return order_;
}

void Eigenvectors::orthonormalise() {
  for (std::size_t i = 0; i < size_; ++i) {
    float* row = &vectors_[i * size_];
    // Without a direction of its own (no gradient has had it), any that is free.
    for (std::size_t unit = 0; !training::orthonormalise(row, vectors_.data(), i, size_) && unit < size_; ++unit) {
      std::fill_n(row, size_, 0.0f);
      row[unit] = 1.0f;
    }
  }
}

Eigenbasis::Eigenbasis(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), left_(sideOf(rows)), right_(sideOf(columns)), scratch_(rows * columns) {}

void Eigenbasis::observe(const float* gradient, float share) {
  if (left_.size() > 0) left_.observe(gradient, columns_, share);
  if (right_.size() == 0) return;
  transpose(gradient, scratch_.data(), rows_, columns_);
  right_.observe(scratch_.data(), rows_, share);
}

void Eigenbasis::turn(float* moments) {
  if (left_.size() > 0) {
    const std::vector<std::size_t>& order = left_.turn();
    std::copy_n(moments, rows_ * columns_, scratch_.data());
    for (std::size_t i = 0; i < rows_; ++i)
      std::copy_n(&scratch_[order[i] * columns_], columns_, moments + i * columns_);
  }
  if (right_.size() > 0) {
    const std::vector<std::size_t>& order = right_.turn();
    std::copy_n(moments, rows_ * columns_, scratch_.data());
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j) moments[i * columns_ + j] = scratch_[i * columns_ + order[j]];
  }
}

void Eigenbasis::toBasis(float* matrix) { multiply(left_.rows(), matrix, right_.columns()); }

void Eigenbasis::fromBasis(float* matrix) { multiply(left_.columns(), matrix, right_.rows()); }

// matrix = left matrix right.
void Eigenbasis::multiply(const float* left, float* matrix, const float* right) {
  const std::size_t size = rows_ * columns_;
  if (left_.size() > 0) {
    training::multiply(left, matrix, scratch_.data(), rows_, rows_, columns_);
    std::copy_n(scratch_.data(), size, matrix);
  }
  if (right_.size() > 0) {
    training::multiply(matrix, right, scratch_.data(), rows_, columns_, columns_);
    std::copy_n(scratch_.data(), size, matrix);
  }
}

}  // namespace tonewright::training
