// Objects made off the audio thread, given to it, and given back to be deleted.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace tonewright::plugin {

/// Lock-free between one audio thread and control threads that take turns. T has a member `T* nextReturned`.
template <class T>
class Handover {
 public:
  Handover() = default;
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;
  ~Handover() {
    delete pending.load();
    collect();
  }

  /// Takes the place of one that was not taken yet. [control]
  void publish(std::unique_ptr<T> next) {
    delete pending.exchange(next.release(), std::memory_order_acq_rel);
    collect();
  }

  /// Deletes what the audio thread has given back. [control]
  void collect() {
    T* object = returned.exchange(nullptr, std::memory_order_acquire);
    while (object != nullptr) delete std::exchange(object, object->nextReturned);
  }

  /// The newest that was published, once; else null. [audio-thread]
  T* take() noexcept {
    if (pending.load(std::memory_order_relaxed) == nullptr) return nullptr;
    return pending.exchange(nullptr, std::memory_order_acquire);
  }

  /// Ends its use; null is nothing. [audio-thread]
  void giveBack(T* used) noexcept {
    if (used == nullptr) return;
    used->nextReturned = returned.load(std::memory_order_relaxed);
    while (!returned.compare_exchange_weak(used->nextReturned, used, std::memory_order_release)) {
    }
  }

 private:
  std::atomic<T*> pending{nullptr};
  std::atomic<T*> returned{nullptr};  // a list
};

}  // namespace tonewright::plugin
