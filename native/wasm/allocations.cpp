// Counts the allocations of the module, so that a test can show that there are none while it plays. All of them come
// here: the linker is told so (CMakeLists.txt).
#include "wasm/allocations.hpp"

#include <cstdlib>

namespace {
std::size_t count = 0;
}

namespace tonewright::wasm {
std::size_t allocationCount() noexcept { return count; }
}  // namespace tonewright::wasm

extern "C" {
void* __real_malloc(std::size_t);
void* __real_calloc(std::size_t, std::size_t);
void* __real_realloc(void*, std::size_t);
void* __real_memalign(std::size_t, std::size_t);
void* __real_aligned_alloc(std::size_t, std::size_t);
int __real_posix_memalign(void**, std::size_t, std::size_t);

void* __wrap_malloc(std::size_t bytes) { return ++count, __real_malloc(bytes); }
void* __wrap_calloc(std::size_t items, std::size_t bytes) { return ++count, __real_calloc(items, bytes); }
void* __wrap_realloc(void* memory, std::size_t bytes) { return ++count, __real_realloc(memory, bytes); }
void* __wrap_memalign(std::size_t alignment, std::size_t bytes) { return ++count, __real_memalign(alignment, bytes); }
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return ++count, __real_aligned_alloc(alignment, bytes);
}
int __wrap_posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  return ++count, __real_posix_memalign(memory, alignment, bytes);
}
}
