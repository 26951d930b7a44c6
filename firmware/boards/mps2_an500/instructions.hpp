// Counting what the processor does: QEMU's SysTick, with -icount shift=6, ticks with the instructions.
#pragma once

#include <cstdint>

namespace tonewright::boards {

/// Instructions that `work` takes, exact to about one; some ten millions at most, which is what the counter holds.
template <class Work>
double instructionsOf(Work work) {
  struct SysTick {
    volatile std::uint32_t control, reload, value, calibration;
  };
  SysTick& sysTick = *reinterpret_cast<SysTick*>(0xE000E010);
  constexpr std::uint32_t longest = 0xFFFFFF;
  constexpr double instructionsPerTick = 0.625;  // 64 ns an instruction, 40 ns a tick
  sysTick.reload = longest;
  sysTick.value = 0;
  sysTick.control = 5;
  work();
  return instructionsPerTick * (longest - sysTick.value);
}

}  // namespace tonewright::boards
