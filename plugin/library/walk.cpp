#include "plugin/library/walk.hpp"

#include <algorithm>
#include <chrono>

#include "plugin/library/files.hpp"
#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

namespace fs = std::filesystem;
using FileClock = fs::file_time_type::clock;

/// Coarser than the clock of any file system that is about (FAT's has two seconds).
constexpr auto settlingTime = std::chrono::seconds(3);

std::int64_t ticksOf(fs::file_time_type time) { return static_cast<std::int64_t>(time.time_since_epoch().count()); }

bool stampOf(const fs::path& path, FileStamp& stamp) {
  std::error_code error;
  stamp.path = path;
  stamp.size = fs::file_size(path, error);
  if (!error) stamp.modified = ticksOf(fs::last_write_time(path, error));
  return !error;
}

}  // namespace

bool isModelName(const fs::path& name) {
  const std::string extension = folded(textOf(name.extension()));
  return extension == ".json" || extension == ".nam" || extension == ".aidax" || extension == ".aidadspmodel";
}

bool isHidden(const fs::path& name) { return !name.empty() && name.native()[0] == '.'; }

/// One run over all folders, into a new tree.
struct Walk::Round {
  const std::vector<Root>& roots;
  const std::function<bool()>& interrupted;
  const Tree& before;
  const WalkLimits& limits;
  bool mayReuse = false;
  std::size_t firstLooked = 0, looked = 0;  // of the files: those whose size and time are looked at

  Tree tree = {};
  std::vector<Found> files = {};
  std::vector<std::string> problems = {};
  std::vector<bool> missing = {};
  std::size_t entries = 0;
  std::size_t known = 0;  // files so far, whether or not they are there still

  /// False when interrupted.
  bool visitAll() {
    for (std::size_t root = 0; root < roots.size(); ++root) {
      std::error_code error;
      missing.push_back(!fs::is_directory(roots[root].folder, error));
      if (missing.back()) problems.push_back(textOf(roots[root].folder) + " is no folder that can be read.");
      if (!missing.back() && !visit(root, roots[root].folder, 0)) return false;
    }
    return true;
  }

  bool visit(std::size_t root, const fs::path& path, std::size_t depth) {
    if (interrupted()) return false;
    if (tree.count(path.native())) return true;  // a root below another
    if (tree.size() >= limits.folders) {
      tell("There are more than " + std::to_string(limits.folders) + " folders: the rest is left out.");
      return true;
    }
    Folder folder;
    if (!read(path, folder)) return !interrupted();
    for (const FileStamp& file : folder.files) {
      if (files.size() < limits.files)
        files.push_back({root, file});
      else
        tell("There are more than " + std::to_string(limits.files) + " model files: the rest is left out.");
    }
    const std::vector<fs::path> below = folder.folders;
    tree.emplace(path.native(), std::move(folder));
    if (depth + 1 > limits.depth && !below.empty()) {
      tell("Folders deeper than " + std::to_string(limits.depth) + " levels are left out.");
      return true;
    }
    return std::all_of(below.begin(), below.end(), [&](const fs::path& next) { return visit(root, next, depth + 1); });
  }

  /// What the folder holds; false when it cannot be known, or when interrupted.
  bool read(const fs::path& path, Folder& folder) {
    std::error_code error;
    const auto modified = fs::last_write_time(path, error);
    const auto old = before.find(path.native());
    if (mayReuse && !error && old != before.end() && old->second.isSettled &&
        old->second.modified == ticksOf(modified)) {
      return reuse(old->second, folder);
    }
    folder.modified = error ? 0 : ticksOf(modified);
    folder.isSettled = !error && FileClock::now() - modified > settlingTime;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
      if (++entries % 64 == 0 && interrupted()) return false;
      if (entries > limits.entries) {
        tell("The folders hold more than " + std::to_string(limits.entries) +
             " files of all kinds: the rest is left out.");
        break;
      }
      add(*at, folder);
    }
    if (error) tell(textOf(path) + " cannot be read: " + error.message() + ".");
    std::sort(folder.folders.begin(), folder.folders.end());
    std::sort(folder.files.begin(), folder.files.end(),
              [](const FileStamp& a, const FileStamp& b) { return a.path.native() < b.path.native(); });
    known += folder.files.size();
    return true;
  }

  bool reuse(const Folder& old, Folder& folder) {
    folder = old;
    for (FileStamp& file : folder.files) {
      const bool isLookedAt = known >= firstLooked && known - firstLooked < looked;
      FileStamp fresh;
      if (isLookedAt && stampOf(file.path, fresh)) file = std::move(fresh);
      if (++known % 64 == 0 && interrupted()) return false;
    }
    return true;
  }

  void add(const fs::directory_entry& entry, Folder& folder) {
    const fs::path name = entry.path().filename();
    if (isHidden(name)) return;
    std::error_code error;
    const fs::file_type type = entry.symlink_status(error).type();
    if (error) return;
    if (type == fs::file_type::directory) folder.folders.push_back(entry.path());
    FileStamp stamp;
    if (type == fs::file_type::regular && isModelName(name) && folder.files.size() < limits.files &&
        stampOf(entry.path(), stamp)) {
      folder.files.push_back(std::move(stamp));
    }
  }

  void tell(const std::string& problem) {
    constexpr std::size_t mostProblems = 20;
    const bool isNew = std::find(problems.begin(), problems.end(), problem) == problems.end();
    if (isNew && problems.size() < mostProblems) problems.push_back(problem);
  }
};

bool Walk::run(Round& round) {
  if (!round.visitAll()) return false;
  const bool isChanged = round.tree != tree_ || round.problems != problems_ || round.missing != missing_;
  tree_ = std::move(round.tree);
  files_ = std::move(round.files);
  problems_ = std::move(round.problems);
  missing_ = std::move(round.missing);
  return isChanged;
}

bool Walk::look(const std::vector<Root>& roots, const std::function<bool()>& interrupted) {
  Round round{roots, interrupted, tree_, limits_};
  return run(round);
}

bool Walk::poll(const std::vector<Root>& roots, const std::function<bool()>& interrupted, std::size_t mostFiles) {
  Round round{roots, interrupted, tree_, limits_, true, cursor_, mostFiles};
  const bool isChanged = run(round);
  cursor_ = cursor_ + mostFiles < round.known ? cursor_ + mostFiles : 0;
  return isChanged;
}

}  // namespace tonewright::plugin
