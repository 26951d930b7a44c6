// Subnormal floats cost up to a hundred cycles each on some processors; a decaying tail is full of them.
#pragma once

#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace tonewright {

/// While it lives, this thread's subnormal results (and, where the processor can, operands) are zero; the mode before
/// is restored at the end. Hold one around the audio callback. Does nothing where there is no such mode (WebAssembly).
/// [audio-thread]
class FlushToZero {
 public:
  FlushToZero() noexcept : before(read()) { write(before | kFlushBits); }
  ~FlushToZero() { write(before); }
  FlushToZero(const FlushToZero&) = delete;
  FlushToZero& operator=(const FlushToZero&) = delete;

 private:
#if defined(__SSE__)
  static constexpr std::uintptr_t kFlushBits = 0x8040;  // MXCSR: FTZ and DAZ
  static std::uintptr_t read() { return _mm_getcsr(); }
  static void write(std::uintptr_t value) { _mm_setcsr(static_cast<unsigned>(value)); }
#elif defined(__aarch64__)
  static constexpr std::uintptr_t kFlushBits = 1u << 24;  // FPCR.FZ
  static std::uintptr_t read() {
    std::uint64_t value;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void write(std::uintptr_t value) { asm volatile("msr fpcr, %0" : : "r"(static_cast<std::uint64_t>(value))); }
#elif defined(__arm__) && defined(__VFP_FP__) && !defined(__SOFTFP__)
  static constexpr std::uintptr_t kFlushBits = 1u << 24;  // FPSCR.FZ
  static std::uintptr_t read() {
    std::uint32_t value;
    asm volatile("vmrs %0, fpscr" : "=r"(value));
    return value;
  }
  static void write(std::uintptr_t value) { asm volatile("vmsr fpscr, %0" : : "r"(static_cast<std::uint32_t>(value))); }
#else
  static constexpr std::uintptr_t kFlushBits = 0;
  static std::uintptr_t read() { return 0; }
  static void write(std::uintptr_t) {}
#endif

  std::uintptr_t before;
};

}  // namespace tonewright
