#include "plugin/library/cache.hpp"

#include <nlohmann/json.hpp>

#include "plugin/library/describe.hpp"
#include "plugin/library/files.hpp"
#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t mostBytes = 256 * 1024 * 1024;

Json jsonOf(const Row& row) {
  const Entry& entry = row.entry;
  Json json{{"path", row.key}, {"size", entry.size}, {"modified", entry.modified}, {"name", entry.name}};
  if (!entry.problem.empty()) {
    json["problem"] = entry.problem;
    return json;
  }
  json.update({{"author", entry.author},
               {"gear", entry.gear},
               {"tags", entry.tags},
               {"family", entry.family},
               {"cost", entry.cost},
               {"sampleRate", entry.sampleRate}});
  if (entry.loudness) json["loudness"] = *entry.loudness;
  return json;
}

/// Throws for another shape.
Entry entryOf(const Json& json) {
  const auto text = [&](const char* key) { return oneLine(json.value(key, std::string()), 500); };
  Entry entry;
  entry.path = pathOf(json.at("path").get<std::string>());
  entry.size = json.at("size").get<std::uint64_t>();
  entry.modified = json.at("modified").get<std::int64_t>();
  entry.name = text("name");
  entry.author = text("author");
  entry.gear = text("gear");
  entry.family = text("family");
  entry.problem = text("problem");
  entry.cost = json.value("cost", std::uint64_t{0});
  entry.sampleRate = json.value("sampleRate", 0.0);
  if (json.contains("loudness")) entry.loudness = json.at("loudness").get<double>();
  for (const auto& tag : json.value("tags", std::vector<std::string>())) entry.tags.push_back(oneLine(tag));
  return entry;
}

}  // namespace

Rows readCache(const std::filesystem::path& file) {
  Rows rows;
  const auto bytes = readWhole(file, mostBytes);
  if (!bytes) return rows;
  try {
    const Json json = Json::parse(*bytes);
    if (json.at("version") != kDescriptionVersion) return rows;
    for (const auto& item : json.at("files")) {
      auto row = std::make_shared<const Row>(entryOf(item));
      rows.emplace(row->key, std::move(row));
    }
  } catch (const std::exception&) {  // of nlohmann's, or a path that this system cannot have
    rows.clear();
  }
  return rows;
}

void writeCache(const std::filesystem::path& file, const Rows& rows) {
  if (file.empty()) return;
  Json files = Json::array();
  for (const auto& [key, row] : rows) {
    if (isUtf8(key)) files.push_back(jsonOf(*row));
  }
  // All texts went through oneLine: dump finds nothing that is not UTF-8.
  writeWhole(file, Json{{"version", kDescriptionVersion}, {"files", std::move(files)}}.dump());
}

}  // namespace tonewright::plugin
