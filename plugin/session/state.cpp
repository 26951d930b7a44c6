#include "plugin/session/state.hpp"

#include <nlohmann/json.hpp>

#include "plugin/session/chunks.hpp"

namespace tonewright::plugin {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kMagic = "TWRT";
constexpr std::uint32_t kVersion = 1;
constexpr std::string_view kParameters = "PARM", kPreset = "PRST", kCabinet = "CABI", kOther = "SLOT", kEditor = "EDIT";
constexpr std::size_t kMaxTextBytes = 1 << 16;  // of names and paths, and of the small pieces
constexpr std::size_t kMaxSetupBytes = kMaxPresetBytes + kMaxCabinetBytes + (1 << 20);

std::string valuesJson(const chain::ParameterValues& values, bool isSlotB) {
  Json json = {{"slot", isSlotB ? "b" : "a"}, {"values", Json::object()}};
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    const auto id = static_cast<chain::ParameterId>(i);
    json["values"][std::string(chain::parameterOf(id).id)] = values[id];
  }
  return json.dump();
}

/// Name and path, each behind its length, then the bytes of the file.
std::string packed(const Source& source) {
  std::string bytes;
  for (const std::string& text : {source.name, source.path}) {
    const std::string kept = text.substr(0, kMaxTextBytes);
    appendNumber(bytes, static_cast<std::uint32_t>(kept.size()));
    bytes += kept;
  }
  return bytes + source.bytes;
}

SharedSource unpacked(std::string_view bytes, std::size_t maxBytes) {
  auto source = std::make_shared<Source>();
  for (std::string* text : {&source->name, &source->path}) {
    const auto size = takeNumber(bytes);
    if (!size || *size > kMaxTextBytes || *size > bytes.size()) return nullptr;
    *text = bytes.substr(0, *size);
    bytes.remove_prefix(*size);
  }
  if (bytes.size() > maxBytes) return nullptr;
  source->bytes = bytes;
  return source;
}

std::string encodeSetup(const Setup& setup, bool isSlotB) {
  ChunkWriter writer;
  writer.add(kParameters, valuesJson(setup.values, isSlotB));
  if (setup.preset) writer.add(kPreset, packed(*setup.preset));
  if (setup.cabinet) writer.add(kCabinet, packed(*setup.cabinet));
  return writer.bytes();
}

/// Reads the pieces of one setup, and of a whole state when `isNested` is false.
class Decoder {
 public:
  explicit Decoder(bool isNested) : isNested(isNested) {}

  DecodedState decode(std::string_view bytes) {
    ChunkReader reader(bytes);
    while (auto chunk = reader.next(kMaxSetupBytes)) {
      if (!chunk->bytes || !read(chunk->name, *chunk->bytes)) complain(chunk->name);
    }
    if (!reader.isAtEnd()) result.problems.push_back("The session's end is damaged: something may be missing.");
    return std::move(result);
  }

 private:
  /// False when the piece cannot be read. Pieces of later versions are left out.
  bool read(std::string_view name, const std::string& bytes) {
    State& state = result.state;
    if (name == kParameters) return readValues(bytes);
    if (name == kPreset) return (state.present.preset = unpacked(bytes, kMaxPresetBytes)) != nullptr;
    if (name == kCabinet) return (state.present.cabinet = unpacked(bytes, kMaxCabinetBytes)) != nullptr;
    if (name == kOther && !isNested) return readOther(bytes);
    if (name == kEditor && !isNested) return readEditor(bytes);
    return true;
  }

  bool readValues(const std::string& bytes) {
    const Json json = Json::parse(bytes, nullptr, false);
    if (!json.is_object() || !json.contains("values") || !json["values"].is_object()) return false;
    for (const auto& [id, value] : json["values"].items()) {
      const auto known = chain::findParameter(id);
      if (known && value.is_number()) result.state.present.values.set(*known, value.get<float>());
    }
    result.state.isSlotB = json.value("slot", Json()) == "b";
    return true;
  }

  bool readOther(const std::string& bytes) {
    DecodedState other = Decoder(true).decode(bytes);
    for (const std::string& problem : other.problems) result.problems.push_back("The other slot: " + problem);
    result.state.other = std::move(other.state.present);
    return true;
  }

  bool readEditor(std::string_view bytes) {
    const auto width = takeNumber(bytes), height = takeNumber(bytes);
    if (!height || *width > 16384 || *height > 16384) return false;
    result.state.editorWidth = static_cast<int>(*width);
    result.state.editorHeight = static_cast<int>(*height);
    return true;
  }

  void complain(std::string_view name) {
    const std::string what = name == kParameters ? "the parameters"
                             : name == kPreset   ? "the preset"
                             : name == kCabinet  ? "the cabinet"
                             : name == kOther    ? "the other slot"
                             : name == kEditor   ? "the editor's size"
                                                 : "a part";
    result.problems.push_back("The session is damaged: " + what + " could not be read.");
  }

  const bool isNested;
  DecodedState result;
};

}  // namespace

std::string encodeState(const State& state) {
  std::string bytes(kMagic);
  appendNumber(bytes, kVersion);
  bytes += encodeSetup(state.present, state.isSlotB);
  ChunkWriter rest;
  if (state.other) rest.add(kOther, encodeSetup(*state.other, !state.isSlotB));
  std::string size;
  appendNumber(size, static_cast<std::uint32_t>(std::max(0, state.editorWidth)));
  appendNumber(size, static_cast<std::uint32_t>(std::max(0, state.editorHeight)));
  rest.add(kEditor, size);
  return bytes + rest.bytes();
}

std::optional<DecodedState> decodeState(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  bytes.remove_prefix(kMagic.size());
  const auto version = takeNumber(bytes);
  if (!version) return std::nullopt;
  DecodedState decoded = Decoder(false).decode(bytes);
  if (*version > kVersion) {
    decoded.problems.insert(decoded.problems.begin(), "The session was saved by a newer Tonewright.");
  }
  return decoded;
}

}  // namespace tonewright::plugin
