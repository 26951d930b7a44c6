#include "plugin/library/library.hpp"

#include <algorithm>

#include "plugin/library/background.hpp"
#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostFolders = 64;

/// The canonical path, or the path itself of what is not there.
fs::path canonicalOr(const fs::path& path) {
  std::error_code error;
  const fs::path canonical = fs::canonical(path, error);
  return error ? path : canonical;
}

/// Whether a canonical path lies below a canonical folder, with nothing hidden on the way.
bool isVisibleBelow(const fs::path& file, const fs::path& folder) {
  const auto [rest, at] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return rest == folder.end() && at != file.end() && std::none_of(at, file.end(), isHidden);
}

}  // namespace

Library::Library(Options options)
    : options_(std::move(options)), background_(std::make_unique<Background>(options_, listeners_)) {}

Library::~Library() = default;

std::shared_ptr<Library> Library::shared(const fs::path& factoryFolder) {
  static std::mutex mutex;
  static std::weak_ptr<Library> known;
  const std::lock_guard lock(mutex);
  auto library = known.lock();
  if (!library) {
    Options options;
    options.factoryFolder = factoryFolder;
    library = std::make_shared<Library>(std::move(options));
    known = library;
  }
  return library;
}

Library::Watch& Library::Watch::operator=(Watch&& other) noexcept {
  if (this == &other) return *this;
  if (library_) library_->background_->removeWatcher();
  library_ = std::exchange(other.library_, nullptr);
  return *this;
}

Library::Watch::~Watch() {
  if (library_) library_->background_->removeWatcher();
}

void Library::refresh() { background_->refresh(); }

Library::Watch Library::watch() {
  background_->addWatcher();
  return Watch(this);
}

Library::Status Library::status() const { return background_->status(); }

std::vector<Library::Folder> Library::folders() const {
  std::vector<Folder> folders;
  if (!options_.factoryFolder.empty()) folders.push_back({options_.factoryFolder, true});
  for (const auto& path : background_->settings().chosen().folders) folders.push_back({path, false});
  return folders;
}

std::optional<std::string> Library::addFolder(const fs::path& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  if (error || !fs::is_directory(path, error)) {
    return "Expected a folder at " + oneLine(textOf(folder), 500) + "; found none. Check the path.";
  }
  if (!isUtf8(textOf(path))) return "The folder's name is not UTF-8: rename it, then add it.";
  const auto known = folders();
  if (std::any_of(known.begin(), known.end(), [&](const Folder& other) { return canonicalOr(other.path) == path; })) {
    return std::nullopt;
  }
  if (known.size() >= mostFolders) {
    return "The library has " + std::to_string(known.size()) + " folders already: add one that holds several.";
  }
  auto problem = background_->settings().change([&](Chosen& chosen) {
    if (std::find(chosen.folders.begin(), chosen.folders.end(), path) == chosen.folders.end()) {
      chosen.folders.push_back(path);
    }
  });
  background_->foldersChanged();
  return problem;
}

std::optional<std::string> Library::removeFolder(const fs::path& folder) {
  const fs::path path = canonicalOr(folder);
  if (!options_.factoryFolder.empty() && path == canonicalOr(options_.factoryFolder)) {
    return "The factory presets' folder cannot be removed.";
  }
  bool isFound = false;
  auto problem = background_->settings().change([&](Chosen& chosen) {
    isFound =
        std::erase_if(chosen.folders, [&](const fs::path& other) { return other == folder || other == path; }) > 0;
  });
  if (!isFound) return oneLine(textOf(folder), 500) + " is no folder of the library.";
  background_->foldersChanged();
  return problem;
}

std::optional<std::string> Library::setFavourite(const fs::path& file, bool isFavourite) {
  const std::string key = textOf(file);
  if (!isUtf8(key)) return "The file's name is not UTF-8: rename it first.";
  auto problem = background_->settings().change([&](Chosen& chosen) {
    if (isFavourite)
      chosen.favourites.insert(key);
    else
      chosen.favourites.erase(key);
  });
  background_->favouritesChanged();
  return problem;
}

bool Library::isFavourite(const fs::path& file) const { return background_->favourites()->count(textOf(file)) > 0; }

Found Library::search(const Query& query) const {
  return Found(background_->catalogue(), background_->favourites(), query);
}

std::vector<std::string> Library::families() const { return background_->catalogue()->families(); }

std::vector<std::string> Library::tags() const { return background_->catalogue()->tags(); }

std::optional<fs::path> Library::neighbour(const fs::path& path, Query& query, bool isNext) const {
  query.playableOnly = true;
  const Found found = search(query);
  if (found.empty()) return std::nullopt;
  const std::size_t last = found.size() - 1;
  const auto at = found.indexOf(path);
  if (isNext) return found[at && *at < last ? *at + 1 : 0].path;
  return found[at && *at > 0 ? *at - 1 : last].path;
}

std::optional<fs::path> Library::next(const fs::path& path, Query query) const { return neighbour(path, query, true); }

std::optional<fs::path> Library::previous(const fs::path& path, Query query) const {
  return neighbour(path, query, false);
}

std::optional<fs::path> Library::byIndex(std::size_t program, Query query) const {
  query.playableOnly = true;
  const Found found = search(query);
  if (program >= found.size()) return std::nullopt;
  return found[program].path;
}

std::optional<fs::path> Library::resolve(const fs::path& path) const {
  // A zero would end the name early for the system.
  if (!path.is_absolute() || path.native().find(fs::path::value_type{}) != fs::path::string_type::npos) {
    return std::nullopt;
  }
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error || !fs::is_regular_file(file, error)) return std::nullopt;
  for (const Folder& folder : folders()) {
    const fs::path root = fs::canonical(folder.path, error);
    if (!error && isVisibleBelow(file, root)) return file;
  }
  return std::nullopt;
}

}  // namespace tonewright::plugin
