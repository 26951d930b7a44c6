#include "preset/document.hpp"

#include <array>

#include "preset/limits.hpp"

namespace tonewright::preset {
namespace {

[[noreturn]] void tooMuch(std::size_t limit, const char* what) {
  refuse(ErrorCode::tooLarge, "", "expected at most " + std::to_string(limit) + " " + what + ", found more",
         "This is no preset file.");
}

/// Counts nesting, containers and fields in one pass over the text, before anything is built from it.
void checkStructure(std::string_view text) {
  std::array<std::size_t, limits::nesting + 1> members{};
  std::size_t depth = 0, containers = 0;
  bool inString = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limits::nesting) tooMuch(limits::nesting, "levels of nesting");
      if (++containers > limits::containers) tooMuch(limits::containers, "arrays and objects");
      members[depth] = 0;
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
    } else if (c == '\0') {
      // The parser would take it for the end of the file and leave the rest unread.
      refuse(ErrorCode::notJson, "", "expected JSON, found a zero byte", "Is the file damaged?");
    } else if (c == ':' && ++members[depth] > limits::members) {
      tooMuch(limits::members, "fields in one object");
    }
  }
}

/// Where the syntax is wrong; without the words that nlohmann-json has for programmers.
std::string placeOf(const Json::exception& error) {
  const std::string_view words =
      error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
  const auto from = words.find("] ");
  const std::string_view reason = from == words.npos ? words : words.substr(from + 2);
  return std::string(reason.substr(0, reason.find(": ")));
}

}  // namespace

Json parseDocument(std::string_view bytes) {
  if (bytes.size() > limits::fileBytes) tooMuch(limits::fileBytes, "bytes");
  if (bytes.empty()) refuse(ErrorCode::notJson, "", "expected JSON, found an empty file", "Choose another file.");
  if (bytes.starts_with("BMAN")) {  // the letters NAMB as a little-endian number
    refuse(ErrorCode::unsupported, "", ".namb files are not supported", "Open the .nam file that it was made of.");
  }
  checkStructure(bytes);
  try {
    Json document = Json::parse(bytes);
    Field(&document, "").object();
    return document;
  } catch (const Json::exception& error) {
    const bool notANumber = bytes.find("NaN") != bytes.npos || bytes.find("Infinity") != bytes.npos;
    refuse(ErrorCode::notJson, "", std::string("expected JSON, found a syntax error (") + placeOf(error) + ")",
           notANumber ? "NaN and Infinity are no JSON: export the model of a training run that did not diverge."
                      : "Is the file cut off?");
  }
}

}  // namespace tonewright::preset
