// A small random generator that gives the same numbers on every platform: PCG32 (O'Neill 2014, pcg-random.org).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tonewright::training {

class Random {
 public:
  explicit Random(std::uint64_t seed = 0) {
    next();
    state_ += seed;
    next();
  }

  /// 32 random bits. [any-thread], one thread at a time
  std::uint32_t next() {
    const std::uint64_t old = state_;
    state_ = old * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto xorShifted = static_cast<std::uint32_t>(((old >> 18) ^ old) >> 27);
    const auto rotation = static_cast<std::uint32_t>(old >> 59);
    return (xorShifted >> rotation) | (xorShifted << ((32 - rotation) & 31));
  }

  /// Uniform in [0, 1).
  double uniform() { return next() * (1.0 / 4294967296.0); }

  /// Uniform in [0, bound), bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t wide = (static_cast<std::uint64_t>(next()) << 32) | next();
    return wide % bound;
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

  std::uint64_t state() const { return state_; }
  void restore(std::uint64_t state) { state_ = state; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace tonewright::training
