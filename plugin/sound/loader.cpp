#include "plugin/sound/loader.hpp"

#include <chrono>

namespace tonewright::plugin {

namespace {

constexpr std::chrono::seconds kIdle{3};

}  // namespace

std::shared_ptr<Loader> Loader::shared() {
  static std::mutex lock;
  static std::weak_ptr<Loader> known;
  const std::lock_guard guard(lock);
  auto loader = known.lock();
  if (!loader) known = loader = std::make_shared<Loader>();
  return loader;
}

Loader::~Loader() {
  {
    const std::lock_guard guard(lock);
    isEnding = true;
    stop = true;
    waiting.clear();
  }
  changed.notify_all();
  if (thread.joinable()) thread.join();
}

void Loader::submit(const void* owner, int kind, Job job) {
  std::thread ended;
  {
    const std::lock_guard guard(lock);
    dropLocked(owner, kind);
    waiting.push_back({owner, kind, std::move(job)});
    if (!isAlive) {
      ended = std::exchange(thread, std::thread([this] { run(); }));
      isAlive = true;
    }
  }
  changed.notify_all();
  if (ended.joinable()) ended.join();
}

void Loader::drop(const void* owner, int kind) {
  const std::lock_guard guard(lock);
  dropLocked(owner, kind);
}

void Loader::dropLocked(const void* owner, int kind) {
  std::erase_if(waiting, [&](const Entry& entry) { return entry.owner == owner && entry.kind == kind; });
  if (running.owner == owner && running.kind == kind) stop = true;
}

void Loader::cancel(const void* owner) {
  std::unique_lock guard(lock);
  std::erase_if(waiting, [&](const Entry& entry) { return entry.owner == owner; });
  if (running.owner == owner) stop = true;
  changed.wait(guard, [&] { return running.owner != owner; });
}

void Loader::run() {
  std::unique_lock guard(lock);
  while (!isEnding) {
    if (waiting.empty() && !changed.wait_for(guard, kIdle, [&] { return isEnding || !waiting.empty(); })) break;
    if (waiting.empty()) continue;
    running = std::move(waiting.front());
    waiting.pop_front();
    stop = false;
    guard.unlock();
    running.job(stop);
    guard.lock();
    running = {};
    changed.notify_all();
  }
  isAlive = false;
}

}  // namespace tonewright::plugin
