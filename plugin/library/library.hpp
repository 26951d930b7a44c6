// The presets that the plugin knows: folders that the user adds, and the factory's.
//
// Reading happens on one background thread, which starts when it is asked for and ends by itself when nothing is left
// to do and nobody watches. No call but those that say so touches a file, and none waits for a scan; they take short
// locks, so none is for the audio thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/library/catalogue.hpp"
#include "plugin/library/files.hpp"
#include "plugin/library/listeners.hpp"
#include "plugin/library/walk.hpp"

namespace tonewright::plugin {

class Library {
 public:
  struct Options {
    Places places = userPlaces();         // empty paths: nothing is kept
    std::filesystem::path factoryFolder;  // read-only; empty: none
    WalkLimits limits;
  };

  struct Folder {
    std::filesystem::path path;
    bool isFactory = false;
  };

  struct Status {
    bool isScanning = false;
    std::size_t files = 0;              // in the present picture
    std::uint64_t filesRead = 0;        // opened since this object was made; the others came from the cache
    std::vector<std::string> problems;  // of folders and settings, for people
  };

  /// While somebody holds one, changes on the disk show up within some 2 s (of more than 5000 files, changes of a
  /// file's bytes in place within 2 s for each 5000). The library must outlive it. [any-thread]
  class Watch {
   public:
    Watch() = default;
    Watch(Watch&& other) noexcept : library_(std::exchange(other.library_, nullptr)) {}
    Watch& operator=(Watch&& other) noexcept;
    ~Watch();

   private:
    friend class Library;
    explicit Watch(Library* library) : library_(library) {}
    Library* library_ = nullptr;
  };

  /// Reads the settings; starts no thread. [file access]
  explicit Library(Options options);
  Library() : Library(Options{}) {}
  /// Ends a scan at once: after the file that is being read. No callback may wait for the thread that destroys.
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// The process's one, made when there is none; it ends with its last holder. The factory folder is the first
  /// caller's. [any-thread]
  static std::shared_ptr<Library> shared(const std::filesystem::path& factoryFolder);

  /// Looks at all folders anew, in the background. [any-thread]
  void refresh();
  [[nodiscard]] Watch watch();
  Status status() const;

  /// Called from the background thread when entries, folders, favourites or problems changed, at most ten times a
  /// second; the last change is always told. It must be short and must not wait for another thread. [any-thread]
  [[nodiscard]] Subscription onChange(std::function<void()> callback) { return listeners_.add(std::move(callback)); }

  /// The factory's first. [any-thread]
  std::vector<Folder> folders() const;
  /// Each returns what went wrong, for the user, or nothing; the scan follows by itself. A change that could not be
  /// written holds until the program ends. [any-thread, file access]
  std::optional<std::string> addFolder(const std::filesystem::path& folder);
  std::optional<std::string> removeFolder(const std::filesystem::path& folder);
  std::optional<std::string> setFavourite(const std::filesystem::path& file, bool isFavourite);
  bool isFavourite(const std::filesystem::path& file) const;

  /// What is known now. [any-thread]
  Found search(const Query& query) const;
  std::vector<std::string> families() const;
  std::vector<std::string> tags() const;

  /// The playable file behind or before this one in what the query finds, around the ends; from one that is not in it,
  /// the first and the last. Nothing when it finds none. [any-thread]
  std::optional<std::filesystem::path> next(const std::filesystem::path& path, Query query) const;
  std::optional<std::filesystem::path> previous(const std::filesystem::path& path, Query query) const;
  /// The playable file at this place, for a MIDI program change. [any-thread]
  std::optional<std::filesystem::path> byIndex(std::size_t program, Query query) const;

  /// The canonical path of a file that a stranger names, to be opened in its place; nothing unless it is a regular file
  /// inside a folder of the library, links followed, and not below anything hidden in it. [any-thread, file access]
  std::optional<std::filesystem::path> resolve(const std::filesystem::path& path) const;
  bool mayOpen(const std::filesystem::path& path) const { return resolve(path).has_value(); }

 private:
  class Background;

  std::optional<std::filesystem::path> neighbour(const std::filesystem::path& path, Query& query, bool isNext) const;

  const Options options_;
  Listeners listeners_;
  std::unique_ptr<Background> background_;
};

}  // namespace tonewright::plugin
