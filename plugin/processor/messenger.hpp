// Calls on the message thread, for objects that any thread may destroy.
#pragma once

#include <functional>
#include <memory>

namespace tonewright::plugin {

/// Some hosts run the message loop on one thread and destroy instances on another, where juce::Timer and
/// juce::AsyncUpdater may call what is gone. This one does not: when its destructor returns, `work` neither runs nor
/// will. All of it is for any thread but the audio thread.
class Messenger {
 public:
  explicit Messenger(std::function<void()> work);
  ~Messenger();

  /// Soon, once, however often it is called until then.
  void call();

  /// Over and over, until `stop`.
  void callEvery(int milliseconds);
  void stop();

 private:
  struct Line;
  std::shared_ptr<Line> line;
};

}  // namespace tonewright::plugin
