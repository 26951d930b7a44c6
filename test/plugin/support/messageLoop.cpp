#include "messageLoop.hpp"

#include <juce_events/juce_events.h>

#include <chrono>
#include <exception>
#include <thread>

namespace tonewright::test {

int runBesideMessageLoop(const std::function<int()>& work) {
  const juce::ScopedJuceInitialiser_GUI juce;
  int result = 1;
  std::thread worker([&] {
    result = work();
    juce::MessageManager::callAsync([] { juce::MessageManager::getInstance()->stopDispatchLoop(); });
  });
  juce::MessageManager::getInstance()->runDispatchLoop();
  worker.join();
  return result;
}

void onMessageThread(const std::function<void()>& work) {
  struct Call {
    const std::function<void()>& work;
    std::exception_ptr error;
  } call{work, nullptr};
  juce::MessageManager::getInstance()->callFunctionOnMessageThread(
      [](void* data) -> void* {
        auto& given = *static_cast<Call*>(data);
        try {
          given.work();
        } catch (...) {
          given.error = std::current_exception();
        }
        return nullptr;
      },
      &call);
  if (call.error) std::rethrow_exception(call.error);
}

bool waitUntil(const std::function<bool()>& isTrue, double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (true) {
    bool isReached = false;
    onMessageThread([&] { isReached = isTrue(); });
    if (isReached || std::chrono::steady_clock::now() > end) return isReached;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace tonewright::test
