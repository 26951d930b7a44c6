// The thread that loads: one for all instances of the process.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace tonewright::plugin {

/// Runs jobs one after the other on a thread that starts with the first one and ends after some idle seconds, or with
/// the loader. All of it is for any thread but the audio thread.
class Loader {
 public:
  /// `stop` becomes true when the result is not wanted any more.
  using Job = std::function<void(const std::atomic<bool>& stop)>;

  /// The one of the process, which lives as long as somebody holds it.
  static std::shared_ptr<Loader> shared();

  Loader() = default;
  ~Loader();

  /// Takes the place of earlier jobs of the same `owner` and `kind`, which are stopped or never start.
  void submit(const void* owner, int kind, Job job);

  /// Jobs of the same `owner` and `kind` are stopped or never start.
  void drop(const void* owner, int kind);

  /// Ends all jobs of `owner`: none runs when this returns. Not from a job.
  void cancel(const void* owner);

 private:
  struct Entry {
    const void* owner = nullptr;
    int kind = 0;
    Job job;
  };

  void dropLocked(const void* owner, int kind);
  void run();

  std::mutex lock;
  std::condition_variable changed;
  std::deque<Entry> waiting;
  Entry running;  // its owner is null when none runs
  std::atomic<bool> stop{false};
  bool isEnding = false;
  bool isAlive = false;  // the thread takes jobs
  std::thread thread;
};

}  // namespace tonewright::plugin
