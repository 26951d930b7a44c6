#include "plugin/library/settings.hpp"

#include <nlohmann/json.hpp>

#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

using Json = nlohmann::json;

constexpr int version = 1;
constexpr std::uintmax_t mostBytes = 64 * 1024 * 1024;

/// Throws for another shape, and for a path that this system cannot have.
Chosen chosenOf(const std::string& bytes) {
  const Json json = Json::parse(bytes);
  Chosen chosen;
  for (const auto& folder : json.at("folders")) {
    const auto path = pathOf(folder.get<std::string>());
    if (path.is_absolute()) chosen.folders.push_back(path);
  }
  for (const auto& favourite : json.at("favourites")) chosen.favourites.insert(favourite.get<std::string>());
  return chosen;
}

std::string bytesOf(const Chosen& chosen) {
  Json folders = Json::array();
  for (const auto& folder : chosen.folders) folders.push_back(textOf(folder));
  const Json json{{"version", version}, {"folders", folders}, {"favourites", chosen.favourites}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Settings::Settings(std::filesystem::path file) : file_(std::move(file)) { refresh(); }

Chosen Settings::chosen() const {
  const std::lock_guard lock(mutex_);
  return chosen_;
}

bool Settings::refresh() {
  const std::lock_guard lock(mutex_);
  return refreshLocked();
}

bool Settings::refreshLocked() {
  const std::int64_t modified = file_.empty() ? 0 : modifiedOf(file_);
  if (modified == 0 || modified == modified_) return false;
  modified_ = modified;
  const auto bytes = readWhole(file_, mostBytes);
  if (!bytes) {
    problem_ = textOf(file_) + " cannot be read.";
    return false;
  }
  Chosen found;
  try {
    found = chosenOf(*bytes);
  } catch (const std::exception&) {
    std::filesystem::path aside = file_;
    aside += ".damaged";
    std::error_code error;
    std::filesystem::rename(file_, aside, error);
    problem_ = "The library's settings were damaged. They were moved to " + textOf(aside) + "; add your folders again.";
  }
  const bool isChanged = found != chosen_;
  chosen_ = std::move(found);
  return isChanged;
}

std::optional<std::string> Settings::change(const std::function<void(Chosen&)>& apply) {
  const std::lock_guard lock(mutex_);
  refreshLocked();
  apply(chosen_);
  if (file_.empty()) return std::nullopt;
  auto problem = writeWhole(file_, bytesOf(chosen_));
  modified_ = modifiedOf(file_);
  if (!problem) problem_.clear();
  return problem;
}

std::string Settings::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

}  // namespace tonewright::plugin
