#include "allocations.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

void* countedAllocation(std::size_t bytes, std::size_t alignment) {
  ++tonewright::test::allocations;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return countedAllocation(std::max(bytes, std::size_t{1}), 16); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return countedAllocation(std::max(bytes, std::size_t{1}), static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
