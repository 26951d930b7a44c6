#pragma once

#include <cstddef>

namespace tonewright::wasm {

/// How often the module has asked for memory so far. [any-thread]
std::size_t allocationCount() noexcept;

}  // namespace tonewright::wasm
