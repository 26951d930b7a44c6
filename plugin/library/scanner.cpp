#include "plugin/library/scanner.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// The library folder's name and the way down to the file's folder.
std::string folderText(const Root& root, const fs::path& file) {
  const fs::path name = root.folder.has_filename() ? root.folder.filename() : root.folder;
  const fs::path below = file.parent_path().lexically_relative(root.folder);
  return oneLine(textOf(below.empty() || below == "." ? name : name / below), 500);
}

std::vector<std::string> textsOf(const std::vector<Root>& roots) {
  std::vector<std::string> texts;
  for (const Root& root : roots) texts.push_back((root.isFactory ? "factory " : "user ") + textOf(root.folder));
  return texts;
}

}  // namespace

/// Publishes what is known so far, but seldom: a picture of many entries takes a while to make.
class Scanner::Progress {
 public:
  explicit Progress(const Publish& publish) : publish_(publish) {}

  std::vector<std::shared_ptr<const Row>> rows;

  void maybePublish() {
    if (Clock::now() >= next_) publishNow();
  }
  void publishNow() {
    const auto start = Clock::now();
    publish_(std::make_shared<const Catalogue>(rows));
    next_ = Clock::now() + std::max<Clock::duration>(std::chrono::milliseconds(100), 10 * (Clock::now() - start));
  }

 private:
  const Publish& publish_;
  Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(100);
};

bool Scanner::scan(const std::vector<Root>& roots, Look look, const Interrupted& interrupted, const Publish& publish) {
  if (!std::exchange(isCacheRead_, true)) rows_ = readCache(cacheFile_);
  const bool isFirst = !isComplete_ || textsOf(roots) != lastRoots_;
  const bool isAll = isFirst || look == Look::everything;
  isComplete_ = false;
  const bool isChanged = isAll ? walk_.look(roots, interrupted) : walk_.poll(roots, interrupted);
  if (interrupted()) return false;
  if (isChanged || isFirst) {
    Progress progress(publish);
    const bool isWhole = readNew(roots, interrupted, progress);
    if (isWhole) forgetLost(roots);
    if (isWhole) progress.publishNow();
    if (isCacheStale_) writeCache(cacheFile_, rows_);
    isCacheStale_ = false;
    if (!isWhole) return false;
  }
  lastRoots_ = textsOf(roots);
  isComplete_ = true;
  return true;
}

bool Scanner::readNew(const std::vector<Root>& roots, const Interrupted& interrupted, Progress& progress) {
  std::vector<const Walk::Found*> fresh;
  for (const Walk::Found& found : walk_.files()) {
    const std::string key = textOf(found.file.path);
    const Root& root = roots[found.root];
    const std::string folder = folderText(root, found.file.path);
    const auto at = rows_.find(key);
    if (at == rows_.end() || at->second->entry.size != found.file.size ||
        at->second->entry.modified != found.file.modified) {
      fresh.push_back(&found);
      continue;
    }
    const Entry& entry = at->second->entry;
    if (entry.folder != folder || entry.isFactory != root.isFactory) {  // from the cache, or the roots are others
      Entry moved = entry;
      moved.folder = folder;
      moved.isFactory = root.isFactory;
      at->second = std::make_shared<const Row>(std::move(moved));
    }
    progress.rows.push_back(at->second);
    if (progress.rows.size() % 64 == 0 && interrupted()) return false;
  }
  if (!fresh.empty() && !progress.rows.empty()) progress.publishNow();
  for (const Walk::Found* found : fresh) {
    if (interrupted()) return false;
    Entry entry = describeFile(found->file);
    entry.folder = folderText(roots[found->root], found->file.path);
    entry.isFactory = roots[found->root].isFactory;
    filesRead_.fetch_add(1, std::memory_order_relaxed);
    auto row = std::make_shared<const Row>(std::move(entry));
    rows_[row->key] = row;
    isCacheStale_ = true;
    progress.rows.push_back(std::move(row));
    progress.maybePublish();
  }
  return true;
}

/// Drops rows of files that are gone; those of folders that are away, such as a drive's, may come back.
void Scanner::forgetLost(const std::vector<Root>& roots) {
  std::unordered_set<std::string> present;
  for (const Walk::Found& found : walk_.files()) present.insert(textOf(found.file.path));
  const auto isAway = [&](const std::string& key) {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (walk_.missing()[i] && key.rfind(textOf(roots[i].folder) + '/', 0) == 0) return true;
    }
    return false;
  };
  const std::size_t lost =
      std::erase_if(rows_, [&](const auto& item) { return !present.count(item.first) && !isAway(item.first); });
  if (lost > 0) isCacheStale_ = true;
}

}  // namespace tonewright::plugin
