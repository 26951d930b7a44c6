#include "plugin/library/files.hpp"

#include <cstdlib>
#include <fstream>
#include <random>

#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

namespace fs = std::filesystem;

/// A folder that an environment variable names; empty when it names none. A relative one counts as none.
fs::path folderFrom(const char* variable) {
#ifdef _WIN32
  const std::wstring name(variable, variable + std::char_traits<char>::length(variable));
  const wchar_t* value = _wgetenv(name.c_str());
#else
  const char* value = std::getenv(variable);
#endif
  if (!value || !*value) return {};
  fs::path folder(value);
  return folder.is_absolute() ? folder : fs::path();
}

/// `variable`'s folder, else `below` the home folder; empty when there is neither.
fs::path folderOf([[maybe_unused]] const char* variable, [[maybe_unused]] const char* below) {
#if defined(_WIN32)
  return folderFrom(variable);
#else
#if !defined(__APPLE__)
  if (const fs::path folder = folderFrom(variable); !folder.empty()) return folder;
#endif
  const fs::path home = folderFrom("HOME");
  return home.empty() ? fs::path() : home / below;
#endif
}

fs::path fileIn(const fs::path& folder, const char* name) {
  return folder.empty() ? fs::path() : folder / "Tonewright" / name;
}

constexpr const char* settingsName = "library.json";
constexpr const char* cacheName = "library-cache.json";

std::string randomName() {
  std::random_device random;
  constexpr char digits[] = "0123456789abcdef";
  std::string name;
  for (int i = 0; i < 16; ++i) name += digits[random() % 16];
  return name;
}

}  // namespace

Places userPlaces() {
  if (const fs::path home = folderFrom("TONEWRIGHT_HOME"); !home.empty()) {
    return {home / settingsName, home / cacheName};
  }
#if defined(_WIN32)
  return {fileIn(folderOf("APPDATA", ""), settingsName), fileIn(folderOf("LOCALAPPDATA", ""), cacheName)};
#elif defined(__APPLE__)
  return {fileIn(folderOf("", "Library/Application Support"), settingsName),
          fileIn(folderOf("", "Library/Caches"), cacheName)};
#else
  return {fileIn(folderOf("XDG_CONFIG_HOME", ".config"), settingsName),
          fileIn(folderOf("XDG_CACHE_HOME", ".cache"), cacheName)};
#endif
}

std::optional<std::string> readWhole(const fs::path& path, std::uintmax_t most) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || size > most) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (file.bad()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(file.gcount()));  // it may have become shorter meanwhile
  return bytes;
}

std::optional<std::string> writeWhole(const fs::path& path, std::string_view bytes) {
  if (path.empty()) return "there is no folder for the user's settings";
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  fs::path temporary = path;
  temporary += "." + randomName() + ".tmp";
  {
    std::ofstream file(temporary, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      fs::remove(temporary, error);
      return textOf(path) + " cannot be written: the disk is full or the folder may not be written to.";
    }
  }
  fs::rename(temporary, path, error);
  if (!error) return std::nullopt;
  const std::string why = error.message();
  fs::remove(temporary, error);
  return textOf(path) + " cannot be replaced: " + why + ".";
}

std::int64_t modifiedOf(const fs::path& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  return error ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

}  // namespace tonewright::plugin
