// The guard itself: every kind of planted call is caught, and only on the audio thread.
#include "guard.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

using namespace tonewright::test;

namespace {

/// The last call caught while `call` ran as if by an audio thread; empty when there was none.
std::string caughtIn(const std::function<void()>& call) {
  showRealtimeViolations(false);
  const std::size_t before = realtimeViolations();
  {
    const RealtimeScope audio;
    call();
  }
  const bool isCaught = realtimeViolations() > before;
  showRealtimeViolations(true);
  return isCaught ? lastRealtimeViolation() : "";
}

void* volatile kept = nullptr;  // keeps the compiler from leaving an allocation out
int* volatile allocated = nullptr;

}  // namespace

TEST_CASE("The guard catches every allocation and every return of memory") {
  void* memory = nullptr;
  CHECK(caughtIn([&] { kept = memory = std::malloc(16); }) == "malloc");
  CHECK(caughtIn([&] { kept = memory = std::realloc(memory, 1000); }) == "realloc");
  CHECK(caughtIn([&] { std::free(memory); }) == "free");
  CHECK(caughtIn([&] { kept = memory = std::calloc(4, 4); }) == "calloc");
  std::free(memory);
  CHECK(caughtIn([&] { kept = memory = std::aligned_alloc(64, 64); }) == "aligned_alloc");
  std::free(memory);
  CHECK(caughtIn([&] { CHECK(posix_memalign(&memory, 64, 64) == 0); }) != "");
  std::free(memory);
  std::string* text = nullptr;
  CHECK(caughtIn([&] { kept = text = new std::string(); }) == "malloc");
  CHECK(caughtIn([&] { delete text; }) == "free");
}

TEST_CASE("The guard catches locks and waits") {
  std::mutex mutex;
  CHECK(caughtIn([&] { const std::lock_guard guard(mutex); }) == "pthread_mutex_lock");
  CHECK(caughtIn([&] {
          if (mutex.try_lock()) mutex.unlock();
        }) == "pthread_mutex_trylock");
  std::shared_mutex shared;
  CHECK(caughtIn([&] { const std::shared_lock guard(shared); }) == "pthread_rwlock_rdlock");
  CHECK(caughtIn([&] { const std::unique_lock guard(shared); }) == "pthread_rwlock_wrlock");
  std::condition_variable condition;
  CHECK(caughtIn([&] { condition.notify_one(); }) == "pthread_cond_signal");
  std::unique_lock guard(mutex);
  CHECK(caughtIn([&] { condition.wait_for(guard, std::chrono::microseconds(1)); }) != "");
  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  CHECK(caughtIn([&] { sem_wait(&semaphore); }) == "sem_wait");
  CHECK(caughtIn([] { std::this_thread::sleep_for(std::chrono::microseconds(1)); }) != "");
  CHECK(caughtIn([] { std::this_thread::yield(); }) == "sched_yield");
}

TEST_CASE("The guard catches files and mappings") {
  int file = -1;
  char byte = 0;
  CHECK(caughtIn([&] { file = ::open("/dev/zero", O_RDWR); }) == "open");
  CHECK(caughtIn([&] { CHECK(::read(file, &byte, 1) == 1); }) != "");
  CHECK(caughtIn([&] { CHECK(::write(file, &byte, 1) == 1); }) != "");
  ::close(file);
  std::FILE* stream = nullptr;
  CHECK(caughtIn([&] { stream = std::fopen("/dev/null", "r"); }) != "");
  std::fclose(stream);
  CHECK(caughtIn([] { ::munmap(::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096); }) ==
        "munmap");
}

TEST_CASE("The guard leaves other threads and other times alone") {
  CHECK(caughtIn([] {}) == "");
  std::atomic<bool> isDone{false};
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) {
      allocated = new int(i);
      delete allocated;
    }
    isDone = true;
  });
  CHECK(caughtIn([&] {
          while (!isDone) {
          }
        }) == "");
  other.join();
}
