#include "training/team.hpp"

namespace tonewright::training {
namespace {

void pauseBriefly() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

// Returns when `value` is no longer `old`: spins for some tens of microseconds, then sleeps.
template <class T>
void waitWhile(const std::atomic<T>& value, T old) {
  for (int i = 0; i < 2000; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    pauseBriefly();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

Team::Team(int threads) {
  for (int i = 1; i < threads; ++i) helpers_.emplace_back([this, i] { help(i); });
}

Team::~Team() {
  stopping_ = true;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Team::run(int count, const std::function<void(int)>& job) {
  job_ = &job;
  count_ = count;
  busy_.store(static_cast<int>(helpers_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  runShare(0);
  for (int busy = busy_.load(std::memory_order_acquire); busy != 0; busy = busy_.load(std::memory_order_acquire))
    waitWhile(busy_, busy);
}

void Team::runShare(int thread) {
  for (int i = thread; i < count_; i += size()) (*job_)(i);
}

void Team::help(int thread) {
  for (std::uint32_t seen = 0;; ++seen) {
    waitWhile(round_, seen);
    if (stopping_) return;
    runShare(thread);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
  }
}

}  // namespace tonewright::training
