// Catches what may make an audio thread wait: allocation, locks, waits, files. The program that links guard.cpp has its
// own malloc, pthread_mutex_lock, open ... in front of the C library's, for all code in it and in its libraries.
#pragma once

#include <cstddef>

namespace tonewright::test {

/// While one lives, its thread is an audio thread: each such call on it is counted, and shown on standard error with
/// the way that led to it (the first few). [any-thread]
class RealtimeScope {
 public:
  RealtimeScope() noexcept;
  ~RealtimeScope();
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

/// Calls caught so far in the whole program. [any-thread]
std::size_t realtimeViolations() noexcept;

/// What was caught last: "malloc", "pthread_mutex_lock" ...; empty at first. [any-thread]
const char* lastRealtimeViolation() noexcept;

/// Counts, but shows nothing, for tests of the guard itself. [any-thread]
void showRealtimeViolations(bool on) noexcept;

}  // namespace tonewright::test
