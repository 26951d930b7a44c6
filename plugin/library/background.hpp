// The library's one thread, and what it and its callers share.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "plugin/library/library.hpp"
#include "plugin/library/scanner.hpp"
#include "plugin/library/settings.hpp"

namespace tonewright::plugin {

class Library::Background {
 public:
  Background(const Options& options, Listeners& listeners);
  ~Background();

  Settings& settings() { return settings_; }
  const Settings& settings() const { return settings_; }
  std::shared_ptr<const Catalogue> catalogue() const;
  std::shared_ptr<const Favourites> favourites() const;
  Status status() const;

  /// Scans everything soon; what is being scanned goes on.
  void refresh();
  /// The folders are others: a scan that is under way begins again.
  void foldersChanged();
  void favouritesChanged();
  void addWatcher();
  void removeWatcher();

 private:
  using Clock = std::chrono::steady_clock;
  using Lock = std::unique_lock<std::mutex>;

  void start();  // with the lock held
  void run();
  void scan(Lock& lock, Scanner::Look look);
  void publish(std::shared_ptr<const Catalogue> catalogue);
  void tell(Lock& lock);
  void takeFavourites();  // with the lock held
  std::vector<Root> roots() const;

  const Options& options_;
  Listeners& listeners_;
  Settings settings_;
  Scanner scanner_;  // the thread's, but for filesRead

  mutable std::mutex mutex_;  // of all that follows; held for moments only
  std::condition_variable wake_;
  std::thread thread_;
  bool isRunning_ = false;
  bool isStopping_ = false;
  bool isScanning_ = false;
  bool hasScanned_ = false;
  bool wantsScan_ = false;
  bool wantsTelling_ = false;
  std::size_t watchers_ = 0;
  Clock::time_point nextTelling_{}, nextPoll_{};
  std::shared_ptr<const Catalogue> catalogue_ = std::make_shared<const Catalogue>();
  std::shared_ptr<const Favourites> favourites_;
  std::vector<std::string> problems_;

  std::atomic<bool> interrupt_{false};  // written with the lock held
};

}  // namespace tonewright::plugin
