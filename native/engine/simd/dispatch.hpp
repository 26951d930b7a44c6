// Which implementation of the kernels runs: chosen when a model is loaded, by what the processor can do.
#pragma once

#include <cstdint>

#include "engine/kernels.hpp"
#include "engine/reference/layers.hpp"

namespace tonewright {

enum class InstructionSet : std::uint32_t { best = 0, reference = 1, baseline = 2, avx2 = 3, avx512 = 4 };

/// Name as the benchmark and logs print it. [any-thread]
constexpr const char* nameOf(InstructionSet set) {
  constexpr const char* names[] = {"best", "reference", "baseline", "avx2", "avx512"};
  return names[static_cast<std::uint32_t>(set)];
}

/// Whether this processor and this build can run it. [init]
inline bool isAvailable(InstructionSet set) { return set <= InstructionSet::reference; }

/// What `best` stands for here. [init]
inline InstructionSet bestInstructionSet() { return InstructionSet::reference; }

/// Kernels of an instruction set that is available. [init]
inline const KernelTable& kernelsOf(InstructionSet) { return reference::kKernels<float>; }

}  // namespace tonewright
