// The pedal on the computer that built it: what other boards are compared with.
#include "firmware/boards/scripted/scriptedBoard.hpp"

int main(int count, char** arguments) {
  const tonewright::boards::Machine machine{"host", [](void (*work)(void*), void* data) {
                                              work(data);
                                              return -1.0;
                                            }};
  return tonewright::boards::runScripted(machine, count - 1, arguments + 1);
}
