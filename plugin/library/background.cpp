#include "plugin/library/background.hpp"

#include <algorithm>
#include <system_error>

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <pthread/qos.h>
#elif defined(_WIN32)
#include <windows.h>
#endif

namespace tonewright::plugin {
namespace {

constexpr auto pollEvery = std::chrono::milliseconds(1800);  // so that changes show within 2 s
constexpr auto tellEvery = std::chrono::milliseconds(100);

/// The present thread lets others go first, whatever it took over from the thread that made it.
void stepBack() {
#if defined(__linux__)
  sched_param parameters{};
  sched_setscheduler(0, SCHED_OTHER, &parameters);
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
#elif defined(__APPLE__)
  pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0);
#elif defined(_WIN32)
  SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
#endif
}

}  // namespace

Library::Background::Background(const Options& options, Listeners& listeners)
    : options_(options),
      listeners_(listeners),
      settings_(options.places.settings),
      scanner_(options.places.cache, options.limits) {
  takeFavourites();
}

Library::Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    isStopping_ = true;
    interrupt_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const Catalogue> Library::Background::catalogue() const {
  const std::lock_guard lock(mutex_);
  return catalogue_;
}

std::shared_ptr<const Favourites> Library::Background::favourites() const {
  const std::lock_guard lock(mutex_);
  return favourites_;
}

Library::Status Library::Background::status() const {
  const std::string settingsProblem = settings_.problem();
  const std::lock_guard lock(mutex_);
  Status status{isScanning_ || wantsScan_, catalogue_->size(), scanner_.filesRead(), problems_};
  if (!settingsProblem.empty()) status.problems.insert(status.problems.begin(), settingsProblem);
  return status;
}

void Library::Background::refresh() {
  const std::lock_guard lock(mutex_);
  wantsScan_ = true;
  start();
}

void Library::Background::foldersChanged() {
  const std::lock_guard lock(mutex_);
  wantsScan_ = true;
  wantsTelling_ = true;
  interrupt_ = true;
  start();
}

void Library::Background::favouritesChanged() {
  const std::lock_guard lock(mutex_);
  takeFavourites();
  wantsTelling_ = true;
  start();
}

void Library::Background::addWatcher() {
  const std::lock_guard lock(mutex_);
  if (watchers_++ == 0) nextPoll_ = Clock::now();
  start();
}

void Library::Background::removeWatcher() {
  const std::lock_guard lock(mutex_);
  --watchers_;
  wake_.notify_all();
}

void Library::Background::start() {
  if (isRunning_) {
    wake_.notify_all();
    return;
  }
  // One that ended by itself has let go of the lock for good.
  if (thread_.joinable()) thread_.join();
  try {
    thread_ = std::thread([this] { run(); });
    isRunning_ = true;
  } catch (const std::system_error& error) {
    problems_ = {std::string("The library cannot be scanned: the system gives no thread (") + error.what() + ")."};
  }
}

void Library::Background::run() {
  stepBack();
  Lock lock(mutex_);
  while (!isStopping_) {
    const auto now = Clock::now();
    if (wantsScan_) {
      scan(lock, Scanner::Look::everything);
    } else if (wantsTelling_ && now >= nextTelling_) {
      tell(lock);
    } else if (watchers_ > 0 && now >= nextPoll_) {
      scan(lock, Scanner::Look::changes);
    } else if (wantsTelling_) {
      wake_.wait_until(lock, watchers_ > 0 ? std::min(nextTelling_, nextPoll_) : nextTelling_);
    } else if (watchers_ > 0) {
      wake_.wait_until(lock, nextPoll_);
    } else {
      break;
    }
  }
  isRunning_ = false;
}

void Library::Background::scan(Lock& lock, Scanner::Look look) {
  wantsScan_ = false;
  interrupt_ = isStopping_;
  isScanning_ = look == Scanner::Look::everything || !hasScanned_;
  lock.unlock();
  bool hasNewSettings = false, isWhole = false;
  std::vector<std::string> problems;
  try {
    hasNewSettings = settings_.refresh();
    isWhole = scanner_.scan(
        roots(), look, [this] { return interrupt_.load(std::memory_order_relaxed); },
        [this](std::shared_ptr<const Catalogue> catalogue) { publish(std::move(catalogue)); });
    problems = scanner_.problems();
  } catch (const std::exception& error) {  // no memory; the host goes on
    problems = {std::string("The library cannot be scanned (") + error.what() + ")."};
  }
  lock.lock();
  const bool wasShown = std::exchange(isScanning_, false);
  hasScanned_ = isWhole || hasScanned_;
  if (hasNewSettings) takeFavourites();
  if (hasNewSettings || wasShown || problems_ != problems) wantsTelling_ = true;
  problems_ = std::move(problems);
  nextPoll_ = Clock::now() + pollEvery;
}

void Library::Background::publish(std::shared_ptr<const Catalogue> catalogue) {
  Lock lock(mutex_);
  std::swap(catalogue_, catalogue);
  wantsTelling_ = true;
  if (Clock::now() >= nextTelling_) tell(lock);
  lock.unlock();  // before the old picture goes, which may take a while
}

void Library::Background::tell(Lock& lock) {
  wantsTelling_ = false;
  nextTelling_ = Clock::now() + tellEvery;
  lock.unlock();
  listeners_.call();
  lock.lock();
}

void Library::Background::takeFavourites() {
  const auto chosen = settings_.chosen();
  favourites_ = std::make_shared<const Favourites>(chosen.favourites.begin(), chosen.favourites.end());
}

std::vector<Root> Library::Background::roots() const {
  std::vector<Root> roots;
  const auto add = [&](const std::filesystem::path& folder, bool isFactory) {
    std::error_code error;
    const auto canonical = std::filesystem::canonical(folder, error);
    roots.push_back({error ? folder : canonical, isFactory});
  };
  if (!options_.factoryFolder.empty()) add(options_.factoryFolder, true);
  for (const auto& folder : settings_.chosen().folders) add(folder, false);
  return roots;
}

}  // namespace tonewright::plugin
