// A list of callbacks that may shrink while it is called.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace tonewright::plugin {

/// Who holds one is called; without it no more. When it is let go the callback is not running, unless it is the
/// callback itself that lets go. [any-thread]
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&&) = default;
  Subscription& operator=(Subscription&& other) {
    end();
    slot_ = std::move(other.slot_);
    return *this;
  }
  ~Subscription() { end(); }

 private:
  friend class Listeners;
  struct Slot {
    std::recursive_mutex mutex;  // held during the call; recursive, so that the callback may end its subscription
    std::function<void()> callback;
    bool isLive = true;
  };
  explicit Subscription(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}

  void end() {
    const auto slot = std::move(slot_);
    if (!slot) return;
    const std::lock_guard lock(slot->mutex);
    slot->isLive = false;
  }

  std::shared_ptr<Slot> slot_;
};

/// [any-thread]
class Listeners {
 public:
  [[nodiscard]] Subscription add(std::function<void()> callback) {
    auto slot = std::make_shared<Subscription::Slot>();
    slot->callback = std::move(callback);
    const std::lock_guard lock(mutex_);
    slots_.push_back(slot);
    return Subscription(std::move(slot));
  }

  void call() {
    for (const auto& slot : live()) {
      const std::lock_guard lock(slot->mutex);
      if (slot->isLive) slot->callback();
    }
  }

 private:
  using Slots = std::vector<std::shared_ptr<Subscription::Slot>>;

  Slots live() {
    const std::lock_guard lock(mutex_);
    Slots live;
    for (const auto& weak : slots_) {
      if (auto slot = weak.lock()) live.push_back(std::move(slot));
    }
    slots_.assign(live.begin(), live.end());
    return live;
  }

  std::mutex mutex_;
  std::vector<std::weak_ptr<Subscription::Slot>> slots_;
};

}  // namespace tonewright::plugin
