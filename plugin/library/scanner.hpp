// From folders to a catalogue: walks, reads what is new, and remembers the rest.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "plugin/library/cache.hpp"
#include "plugin/library/walk.hpp"

namespace tonewright::plugin {

/// One thread at a time, but for filesRead.
class Scanner {
 public:
  using Publish = std::function<void(std::shared_ptr<const Catalogue>)>;
  using Interrupted = std::function<bool()>;
  enum class Look { everything, changes };

  explicit Scanner(std::filesystem::path cacheFile, WalkLimits limits = {})
      : cacheFile_(std::move(cacheFile)), walk_(limits) {}

  /// Brings the catalogue up to date and publishes it, now and then in between, if anything differs. False when it was
  /// interrupted, at the latest after one file; what was read by then is kept.
  bool scan(const std::vector<Root>& roots, Look look, const Interrupted& interrupted, const Publish& publish);

  const std::vector<std::string>& problems() const { return walk_.problems(); }
  /// How many files were opened so far. [any-thread]
  std::uint64_t filesRead() const { return filesRead_.load(std::memory_order_relaxed); }

 private:
  class Progress;

  bool readNew(const std::vector<Root>& roots, const Interrupted& interrupted, Progress& progress);
  void forgetLost(const std::vector<Root>& roots);

  const std::filesystem::path cacheFile_;
  Walk walk_;
  Rows rows_;
  bool isCacheRead_ = false;
  bool isCacheStale_ = false;
  bool isComplete_ = false;  // the last scan was not interrupted
  std::vector<std::string> lastRoots_;
  std::atomic<std::uint64_t> filesRead_{0};
};

}  // namespace tonewright::plugin
