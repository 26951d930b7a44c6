#include "plugin/processor/messenger.hpp"

#include <juce_events/juce_events.h>

#include <atomic>
#include <mutex>

namespace tonewright::plugin {

/// Shared with the messages under way, which may arrive when the messenger is gone.
struct Messenger::Line final : juce::Timer {
  explicit Line(std::function<void()> work) : work(std::move(work)) {}

  void timerCallback() override {
    const std::lock_guard guard(lock);
    if (!isEnded) work();
  }

  std::recursive_mutex lock;  // recursive, since the work itself may end the messenger
  const std::function<void()> work;
  bool isEnded = false;
  std::atomic<bool> isCalled{false};
};

Messenger::Messenger(std::function<void()> work) : line(std::make_shared<Line>(std::move(work))) {}

Messenger::~Messenger() {
  line->stopTimer();
  {
    const std::lock_guard guard(line->lock);
    line->isEnded = true;
  }
  // The timer may just be calling: it ends on the thread that it calls on.
  if (!juce::MessageManager::existsAndIsCurrentThread()) juce::MessageManager::callAsync([line = line] {});
}

void Messenger::call() {
  if (line->isCalled.exchange(true)) return;
  const bool isSent = juce::MessageManager::callAsync([line = line] {
    line->isCalled = false;
    line->timerCallback();
  });
  if (!isSent) line->isCalled = false;
}

void Messenger::callEvery(int milliseconds) { line->startTimer(milliseconds); }
void Messenger::stop() { line->stopTimer(); }

}  // namespace tonewright::plugin
