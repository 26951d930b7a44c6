// From reset to main, on QEMU's mps2-an500 with semihosting. In place of the C library's own start, which asks QEMU
// for the stack and is told nonsense.
#include <cstdint>
#include <cstdlib>
#include <cstring>

int main();

extern "C" {
extern char __bss_start__[], __bss_end__[];
extern const std::uint32_t __StackTop;
void initialise_monitor_handles();
void __libc_init_array();
void* __dso_handle = nullptr;
void _init() {}
void _fini() {}

[[noreturn]] void Reset_Handler() {
  *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88) |= 0xFu << 20;  // CPACR: floating point on
  asm volatile("dsb\n\tisb");
  std::memset(__bss_start__, 0, static_cast<std::size_t>(__bss_end__ - __bss_start__));
  initialise_monitor_handles();
  __libc_init_array();
  std::exit(main());
}

[[noreturn, gnu::naked]] void Fault_Handler() {
  asm volatile(
      "mov r0, #0x18\n\t"  // SYS_EXIT, by a run-time error
      "movw r1, #0x0023\n\t"
      "movt r1, #0x2\n\t"
      "bkpt #0xAB\n\t"
      "b .");
}

struct Vectors {
  const void* stack;
  void (*handlers[15])();
};
[[gnu::section(".vectors"), gnu::used]] const Vectors kVectors = {
    &__StackTop,
    {Reset_Handler, Fault_Handler, Fault_Handler, Fault_Handler, Fault_Handler, Fault_Handler, nullptr, nullptr,
     nullptr, nullptr, Fault_Handler, nullptr, nullptr, Fault_Handler, Fault_Handler}};
}
