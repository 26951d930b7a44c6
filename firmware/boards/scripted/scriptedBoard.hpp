// A pedal without hardware: a WAV file goes in, a script works the controls, a WAV file and a log come out.
//
// A line of the script is the number of a block (64 samples) and what happens before it:
//   0 knob 2 0.75        the six knobs are 1 to 6
//   0 switch 1 on        1 to 4
//   40 foot left down    left, right; down, up
//   60 midi b0 46 7f     bytes, hexadecimal
//   80 load 1.2          from now on a block takes that share of its time, whatever it takes; -1: what it takes
//   90 power             off and on again, with what was saved
#pragma once

#include <cstdint>

namespace tonewright::boards {

/// What differs between the processors that a scripted pedal runs on.
struct Machine {
  const char* name;
  double (*instructionsOf)(void (*work)(void*), void* data);  // runs the work and counts; negative: it cannot
};

/// The arguments: bank, script, dry WAV, wet WAV. Prints a line of JSON for each change of preset, bypass, fault or
/// overload, and one at the end: {"instructionsPerSample": ..., "mostInBlock": ...}. Returns the exit code.
int runScripted(const Machine& machine, int count, const char* const* arguments);

}  // namespace tonewright::boards
