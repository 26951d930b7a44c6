#include "plugin/library/describe.hpp"

#include <algorithm>

#include "plugin/library/family.hpp"
#include "plugin/library/files.hpp"
#include "plugin/library/text.hpp"
#include "preset/limits.hpp"
#include "preset/reader.hpp"

namespace tonewright::plugin {
namespace {

constexpr std::size_t mostProblemBytes = 500;
constexpr std::size_t mostTagBytes = 60;
constexpr std::size_t mostTags = 32;

std::vector<std::string> tagsOf(const preset::Preset& preset) {
  std::vector<std::string> tags;
  for (const auto& text : preset.tags) {
    const std::string tag = oneLine(text, mostTagBytes);
    if (tags.size() == mostTags) break;
    if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
  return tags;
}

void takeFacts(const preset::Preset& preset, Entry& entry) {
  if (const std::string name = oneLine(preset.name); !name.empty()) entry.name = name;
  entry.author = oneLine(preset.author);
  entry.gear = oneLine(preset.gear);
  entry.tags = tagsOf(preset);
  entry.family = familyOf(preset.spec);
  entry.cost = costOf(preset.spec);
  entry.loudness = preset.loudness;
  entry.sampleRate = preset.spec.sampleRate;
}

}  // namespace

Entry describeFile(const FileStamp& file) {
  Entry entry;
  entry.path = file.path;
  entry.size = file.size;
  entry.modified = file.modified;
  entry.name = oneLine(textOf(file.path.stem()));
  if (!isUtf8(textOf(file.path))) {
    entry.problem = "Its name or a folder's is not UTF-8, which sessions cannot keep: rename it.";
    return entry;
  }
  if (file.size > preset::limits::fileBytes) {
    entry.problem = "Expected a file of at most " + std::to_string(preset::limits::fileBytes >> 20) + " MiB, found " +
                    std::to_string(file.size >> 20) + " MiB.";
    return entry;
  }
  const auto bytes = readWhole(file.path, preset::limits::fileBytes);
  if (!bytes) {
    entry.problem = "The file cannot be opened: check that you may read it.";
    return entry;
  }
  const preset::ReadResult result = preset::readPreset(*bytes);
  if (result.preset) {
    takeFacts(*result.preset, entry);
  } else {
    entry.problem = oneLine(result.error.message, mostProblemBytes);
    if (entry.problem.empty()) entry.problem = "The file cannot be read as a preset.";
  }
  return entry;
}

}  // namespace tonewright::plugin
