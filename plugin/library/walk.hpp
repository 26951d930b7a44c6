// Finds the model files below the library's folders.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "plugin/library/describe.hpp"

namespace tonewright::plugin {

/// A folder of the library.
struct Root {
  std::filesystem::path folder;  // canonical
  bool isFactory = false;
};

/// At most so much is looked at, so that a folder such as `/` ends.
struct WalkLimits {
  std::size_t files = 100000;
  std::size_t folders = 100000;
  std::size_t entries = 5000000;  // files of every kind
  std::size_t depth = 32;
};

/// The folders as they were last seen. Links are not followed, so there are no loops and nothing lies outside: who
/// wants the folder behind a link adds that folder. What begins with a dot is left out. One thread at a time.
class Walk {
 public:
  struct Found {
    std::size_t root;  // index into the roots
    FileStamp file;
  };

  explicit Walk(WalkLimits limits = {}) : limits_(limits) {}

  /// Looks at everything again: returns whether anything differs from before. `interrupted` is asked often; when it
  /// says true, all stays as it was before and the result is false.
  bool look(const std::vector<Root>& roots, const std::function<bool()>& interrupted);

  /// The same at less cost, for every other second: lists folders whose time of change is new, and looks at the sizes
  /// and times of `mostFiles` files, of the next ones at the next call.
  bool poll(const std::vector<Root>& roots, const std::function<bool()>& interrupted, std::size_t mostFiles = 5000);

  /// In the order of the roots, folder by folder.
  const std::vector<Found>& files() const { return files_; }
  /// For people: folders that cannot be read, limits that were met.
  const std::vector<std::string>& problems() const { return problems_; }
  /// Roots that could not be read.
  const std::vector<bool>& missing() const { return missing_; }

 private:
  struct Folder {
    std::int64_t modified = 0;
    bool isSettled = false;  // its time lies so far back that a further change would show in it
    std::vector<std::filesystem::path> folders;
    std::vector<FileStamp> files;

    bool operator==(const Folder& other) const { return folders == other.folders && files == other.files; }
  };
  using Tree = std::map<std::filesystem::path::string_type, Folder>;
  struct Round;

  bool run(Round& round);

  WalkLimits limits_;
  Tree tree_;
  std::vector<Found> files_;
  std::vector<std::string> problems_;
  std::vector<bool> missing_;
  std::size_t cursor_ = 0;  // of the files, where the next poll goes on
};

/// Whether a file is a model by its name: the command line's extensions. [any-thread]
bool isModelName(const std::filesystem::path& name);

/// Whether a name begins with a dot: macOS leaves `._name.nam` beside `name.nam`; trash and version control hide too.
bool isHidden(const std::filesystem::path& name);

}  // namespace tonewright::plugin
