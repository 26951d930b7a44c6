#include <stdexcept>
#include <string>

#include "training/fast/kernels.hpp"

namespace tonewright::training {

namespace baseline {
extern const Kernels table;
}
#if defined(TONEWRIGHT_TRAINING_X86)
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
#endif

namespace {

const Kernels* find(InstructionSet set) {
#if defined(TONEWRIGHT_TRAINING_X86)
  const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                         __builtin_cpu_supports("avx512vl");
  const bool any = set == InstructionSet::automatic;
  if ((any || set == InstructionSet::avx512) && hasAvx512) return &avx512::table;
  if ((any || set == InstructionSet::avx2) && hasAvx2) return &avx2::table;
#endif
  return set == InstructionSet::automatic || set == InstructionSet::baseline ? &baseline::table : nullptr;
}

}  // namespace

const Kernels& kernels(InstructionSet set) {
  if (const Kernels* found = find(set)) return *found;
  constexpr const char* names[] = {"automatic", "baseline", "avx2", "avx512"};
  throw std::invalid_argument(std::string("This processor or build has no ") + names[static_cast<int>(set)] +
                              " kernels; use InstructionSet::automatic.");
}

bool available(InstructionSet set) { return find(set) != nullptr; }

}  // namespace tonewright::training
