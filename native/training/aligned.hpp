// Zeroed floats on a 64-byte border, as the kernels read them; large ones on the system's large pages where it has
// them, since a network's tensors are walked in many streams at once, each on a new page every few time steps.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace tonewright::training {

class AlignedFloats {
 public:
  AlignedFloats() : AlignedFloats(0) {}
  explicit AlignedFloats(std::size_t count) : data_(allocate(count), Delete{alignment(count)}), count_(count) {
    clear();
  }
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  std::size_t size() const { return count_; }
  void clear() { std::memset(data_.get(), 0, count_ * sizeof(float)); }

 private:
  static constexpr std::size_t kLargePage = std::size_t{1} << 21;
  static std::size_t bytes(std::size_t count) { return (count + 1) * sizeof(float); }
  static std::align_val_t alignment(std::size_t count) {
    return static_cast<std::align_val_t>(bytes(count) >= kLargePage ? kLargePage : 64);
  }
  static float* allocate(std::size_t count) {
    void* memory = ::operator new(bytes(count), alignment(count));
#if defined(__linux__)
    if (bytes(count) >= kLargePage) madvise(memory, bytes(count) / kLargePage * kLargePage, MADV_HUGEPAGE);
#endif
    return static_cast<float*>(memory);
  }
  struct Delete {
    std::align_val_t alignment;
    void operator()(float* p) const { ::operator delete(p, alignment); }
  };
  std::unique_ptr<float, Delete> data_;
  std::size_t count_ = 0;
};

}  // namespace tonewright::training
