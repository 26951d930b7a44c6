// What the user chose, kept in a file: folders and favourites.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "plugin/library/files.hpp"

namespace tonewright::plugin {

struct Chosen {
  std::vector<std::filesystem::path> folders;  // canonical when they were added
  std::set<std::string> favourites;            // UTF-8 paths

  bool operator==(const Chosen&) const = default;
};

/// Several programs may share the file: each change is made to what the file holds at that moment. [any-thread]
class Settings {
 public:
  /// An empty path keeps nothing beyond this object.
  explicit Settings(std::filesystem::path file);

  Chosen chosen() const;

  /// Reads the file if it changed since; returns whether it did. One that is damaged is moved aside, which `problem`
  /// tells, and the choice is empty.
  bool refresh();

  /// Applies a change and writes the file. When that fails the choice holds until the program ends; returns why.
  std::optional<std::string> change(const std::function<void(Chosen&)>& apply);

  /// For people; empty when all is well.
  std::string problem() const;

 private:
  bool refreshLocked();

  const std::filesystem::path file_;
  mutable std::mutex mutex_;
  Chosen chosen_;
  std::int64_t modified_ = 0;
  std::string problem_;
};

}  // namespace tonewright::plugin
