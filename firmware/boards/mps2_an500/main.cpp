// The pedal on QEMU's Cortex-M7, which counts the instructions that the sound takes.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "firmware/boards/mps2_an500/instructions.hpp"
#include "firmware/boards/scripted/scriptedBoard.hpp"

namespace {

/// Semihosting: the words behind -append or -semihosting-config arg=, cut at spaces.
int readArguments(char* line, std::size_t bytes, const char** words, int most) {
  struct {
    char* text;
    std::size_t length;
  } block{line, bytes};
  register std::uint32_t operation asm("r0") = 0x15;  // SYS_GET_CMDLINE
  register void* parameter asm("r1") = &block;
  asm volatile("bkpt #0xAB" : "+r"(operation) : "r"(parameter) : "memory");
  int count = 0;
  for (char* word = std::strtok(line, " "); word != nullptr && count < most; word = std::strtok(nullptr, " ")) {
    words[count++] = word;
  }
  return count;
}

}  // namespace

int main() {
  static char line[1024];
  const char* words[8]{};
  const int count = readArguments(line, sizeof line, words, 8);
  const tonewright::boards::Machine machine{"mps2-an500", [](void (*work)(void*), void* data) {
                                              return tonewright::boards::instructionsOf([=] { work(data); });
                                            }};
  return tonewright::boards::runScripted(machine, count - 1, words + 1);
}
