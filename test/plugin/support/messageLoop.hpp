// JUCE's message loop beside a test, as in a host: the loop on the main thread, the test on another.
#pragma once

#include <functional>

namespace tonewright::test {

/// Runs JUCE's message loop on this, the main thread, while `work` runs on another; returns what that returns. [main]
int runBesideMessageLoop(const std::function<int()>& work);

/// Does it on the message thread and waits; exceptions come through. [any-thread but the message thread]
void onMessageThread(const std::function<void()>& work);

/// Until `isTrue`, asked on the message thread, or `seconds` are over; whether it became true. [not the message thread]
bool waitUntil(const std::function<bool()>& isTrue, double seconds = 60.0);

}  // namespace tonewright::test
