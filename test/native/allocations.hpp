// Counts what is allocated, for tests that say that nothing is.
#pragma once

#include <atomic>
#include <cstddef>

namespace tonewright::test {

/// Calls of operator new in this program so far; allocations.cpp counts them.
inline std::atomic<std::size_t> allocations{0};

}  // namespace tonewright::test
