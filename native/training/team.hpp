// Threads that run one short job together, again and again: an update takes 0.1 to 1 ms, so they spin before they
// sleep.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace tonewright::training {

class Team {
 public:
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return static_cast<int>(helpers_.size()) + 1; }

  /// Calls job(0) .. job(count - 1), job i on thread i mod size, the caller being thread 0; returns when all are done.
  /// Jobs must not throw.
  void run(int count, const std::function<void(int)>& job);

 private:
  void help(int thread);
  void runShare(int thread);

  std::vector<std::thread> helpers_;
  const std::function<void(int)>* job_ = nullptr;
  int count_ = 0;
  bool stopping_ = false;
  alignas(64) std::atomic<std::uint32_t> round_{0};
  alignas(64) std::atomic<int> busy_{0};
};

}  // namespace tonewright::training
