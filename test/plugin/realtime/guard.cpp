#include "guard.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <ctime>

// glibc's own names of what stands behind malloc and its kin: dlsym itself allocates, so it cannot find these.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);
}

namespace tonewright::test {

namespace {

constexpr std::size_t kShown = 5;

// initial-exec: reached without a call that could allocate.
thread_local int audioScopes __attribute__((tls_model("initial-exec"))) = 0;
std::atomic<std::size_t> violations{0};
std::atomic<const char*> last{""};
std::atomic<bool> isShown{true};

void show(const char* name) noexcept {
  constexpr int kMaxFrames = 64;
  void* frames[kMaxFrames];
  const int count = backtrace(frames, kMaxFrames);
  const char* lead = "the audio thread called ";
  for (const char* text : {lead, name, ":\n"})
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
  backtrace_symbols_fd(frames, count, STDERR_FILENO);
}

/// Called first by everything below.
void caught(const char* name) noexcept {
  if (audioScopes == 0) return;
  const int scopes = audioScopes;
  audioScopes = 0;  // showing it calls these functions too
  last = name;
  if (violations.fetch_add(1) < kShown && isShown) show(name);
  audioScopes = scopes;
}

/// The C library's function of that name.
template <class Function>
Function* next(std::atomic<Function*>& known, const char* name) noexcept {
  Function* function = known.load(std::memory_order_relaxed);
  if (function != nullptr) return function;
  const int scopes = audioScopes;
  audioScopes = 0;  // dlsym allocates
  function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  known.store(function, std::memory_order_relaxed);
  audioScopes = scopes;
  return function;
}

}  // namespace

RealtimeScope::RealtimeScope() noexcept {
  static const bool isLoaded = [] {
    void* frame = nullptr;
    backtrace(&frame, 1);  // loads a library at its first call
    return true;
  }();
  (void)isLoaded;
  ++audioScopes;
}

RealtimeScope::~RealtimeScope() { --audioScopes; }

std::size_t realtimeViolations() noexcept { return violations; }
const char* lastRealtimeViolation() noexcept { return last; }
void showRealtimeViolations(bool on) noexcept { isShown = on; }

}  // namespace tonewright::test

using tonewright::test::caught;

extern "C" {

void* malloc(std::size_t bytes) {
  caught("malloc");
  return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
  caught("calloc");
  return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) {
  caught("realloc");
  return __libc_realloc(memory, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
  caught("memalign");
  return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  caught("aligned_alloc");
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  caught("posix_memalign");
  *memory = __libc_memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
  if (memory != nullptr) caught("free");
  __libc_free(memory);
}

// The others are found by dlsym. `declared` is the list of parameters, `given` their names.
#define TONEWRIGHT_GUARD(result, name, declared, given)    \
  result name declared {                                   \
    static std::atomic<result(*) declared> known{nullptr}; \
    caught(#name);                                         \
    return tonewright::test::next(known, #name) given;     \
  }

TONEWRIGHT_GUARD(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
TONEWRIGHT_GUARD(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
TONEWRIGHT_GUARD(int, pthread_mutex_timedlock, (pthread_mutex_t * mutex, const timespec* end), (mutex, end))
TONEWRIGHT_GUARD(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
TONEWRIGHT_GUARD(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
TONEWRIGHT_GUARD(int, pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
TONEWRIGHT_GUARD(int, pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t* mutex), (condition, mutex))
TONEWRIGHT_GUARD(int, pthread_cond_timedwait, (pthread_cond_t * condition, pthread_mutex_t* mutex, const timespec* end),
                 (condition, mutex, end))
TONEWRIGHT_GUARD(int, pthread_cond_clockwait,
                 (pthread_cond_t * condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* end),
                 (condition, mutex, clock, end))
TONEWRIGHT_GUARD(int, pthread_cond_signal, (pthread_cond_t * condition), (condition))
TONEWRIGHT_GUARD(int, pthread_cond_broadcast, (pthread_cond_t * condition), (condition))
TONEWRIGHT_GUARD(int, pthread_join, (pthread_t thread, void** result), (thread, result))
TONEWRIGHT_GUARD(int, sem_wait, (sem_t * semaphore), (semaphore))
TONEWRIGHT_GUARD(int, sem_post, (sem_t * semaphore), (semaphore))
TONEWRIGHT_GUARD(ssize_t, read, (int file, void* bytes, std::size_t count), (file, bytes, count))
TONEWRIGHT_GUARD(ssize_t, write, (int file, const void* bytes, std::size_t count), (file, bytes, count))
TONEWRIGHT_GUARD(std::FILE*, fopen, (const char* path, const char* mode), (path, mode))
TONEWRIGHT_GUARD(void*, mmap, (void* address, std::size_t bytes, int protection, int flags, int file, off_t offset),
                 (address, bytes, protection, flags, file, offset))
TONEWRIGHT_GUARD(int, munmap, (void* address, std::size_t bytes), (address, bytes))
TONEWRIGHT_GUARD(int, nanosleep, (const timespec* length, timespec* left), (length, left))
TONEWRIGHT_GUARD(int, clock_nanosleep, (clockid_t clock, int flags, const timespec* length, timespec* left),
                 (clock, flags, length, left))
TONEWRIGHT_GUARD(int, sched_yield, (), ())

int open(const char* path, int flags, ...) {
  static std::atomic<int (*)(const char*, int, ...)> known{nullptr};
  caught("open");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return tonewright::test::next(known, "open")(path, flags, mode);
}

}  // extern "C"
