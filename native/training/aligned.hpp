// Zeroed floats on a 64-byte border, as the kernels read them.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace tonewright::training {

class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t count)
      : data_(static_cast<float*>(::operator new(bytes(count), kAlignment))), count_(count) {
    clear();
  }
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  std::size_t size() const { return count_; }
  void clear() { std::memset(data_.get(), 0, count_ * sizeof(float)); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  static std::size_t bytes(std::size_t count) { return (count + 1) * sizeof(float); }
  struct Delete {
    void operator()(float* p) const { ::operator delete(p, kAlignment); }
  };
  std::unique_ptr<float, Delete> data_;
  std::size_t count_ = 0;
};

}  // namespace tonewright::training
