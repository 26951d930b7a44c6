// A thread that leaves the host's signals to the host's threads.
#pragma once

#include <thread>
#include <utility>

#ifndef _WIN32
#include <signal.h>
#endif

namespace tonewright::plugin::bridge {

template <typename Work>
std::thread startWithoutSignals(Work&& work) {
#ifdef _WIN32
  return std::thread(std::forward<Work>(work));
#else
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restore {
    const sigset_t& mask;
    ~Restore() { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  } restore{before};
  return std::thread(std::forward<Work>(work));
#endif
}

}  // namespace tonewright::plugin::bridge
