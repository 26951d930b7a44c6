#include "plugin/library/text.hpp"

#include <utility>

namespace tonewright::plugin {
namespace {

constexpr char32_t kBroken = 0xFFFFFFFF;

/// Takes one character off the front; kBroken, and one byte, when none is well formed there.
char32_t takeCharacter(std::string_view& text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  char32_t character = length == 1 ? first : first & (0xFFu >> (length + 1));
  bool isWhole = length > 0 && length <= text.size();
  for (std::size_t i = 1; isWhole && i < length; ++i) {
    isWhole = (at(i) & 0xC0) == 0x80;
    character = (character << 6) | (at(i) & 0x3F);
  }
  const bool isOverlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool isSurrogate = character >= 0xD800 && character < 0xE000;
  if (!isWhole || isOverlong || isSurrogate || character > 0x10FFFF) {
    text.remove_prefix(1);
    return kBroken;
  }
  text.remove_prefix(length);
  return character;
}

void append(std::string& text, char32_t character) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((character >> shift) & 0x3F)); };
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xC0 | (character >> 6));
    tail(0);
  } else if (character < 0x10000) {
    text += static_cast<char>(0xE0 | (character >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (character >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Controls, line and paragraph separators, and marks that turn the direction of text around.
bool isControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xFEFF;
}

char32_t lower(char32_t c) {
  const auto isIn = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (isIn(U'A', U'Z') || (isIn(0xC0, 0xDE) && c != 0xD7) || isIn(0x391, 0x3A9) || isIn(0x410, 0x42F)) return c + 32;
  if (isIn(0x400, 0x40F)) return c + 80;
  if (c == 0x178) return 0xFF;
  const bool isEvenUpper = isIn(0x100, 0x12F) || isIn(0x132, 0x137) || isIn(0x14A, 0x177);
  const bool isOddUpper = isIn(0x139, 0x148) || isIn(0x179, 0x17E);
  if ((isEvenUpper && c % 2 == 0) || (isOddUpper && c % 2 == 1)) return c + 1;
  return c;
}

}  // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    if (takeCharacter(text) == kBroken) return false;
  }
  return true;
}

std::string oneLine(std::string_view text, std::size_t most) {
  constexpr std::string_view ellipsis = "\xE2\x80\xA6";
  std::string line;
  std::size_t fitting = 0;  // of `line`, so that the ellipsis still fits behind it
  while (!text.empty() && line.size() <= most) {
    const char32_t character = takeCharacter(text);
    if (character != kBroken && isControl(character)) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      append(line, character == kBroken ? char32_t{0xFFFD} : character);
    }
    if (line.size() + ellipsis.size() <= most) fitting = line.size();
  }
  if (line.size() > most) return line.substr(0, fitting).append(ellipsis);
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string folded(std::string_view text) {
  std::string low;
  low.reserve(text.size());
  while (!text.empty()) {
    const char32_t character = takeCharacter(text);
    append(low, character == kBroken ? char32_t{0xFFFD} : lower(character));
  }
  return low;
}

int compareNumbered(std::string_view a, std::string_view b) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  /// Takes the number in front off, without its leading zeros.
  const auto takeNumber = [&](std::string_view& text) {
    while (text.size() > 1 && text[0] == '0' && isDigit(text[1])) text.remove_prefix(1);
    std::size_t length = 0;
    while (length < text.size() && isDigit(text[length])) ++length;
    const std::string_view digits = text.substr(0, length);
    text.remove_prefix(length);
    return digits;
  };
  while (!a.empty() && !b.empty()) {
    if (isDigit(a[0]) && isDigit(b[0])) {
      const std::string_view left = takeNumber(a), right = takeNumber(b);
      if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
      if (const int digits = left.compare(right); digits != 0) return digits;
    } else {
      if (a[0] != b[0]) return static_cast<unsigned char>(a[0]) < static_cast<unsigned char>(b[0]) ? -1 : 1;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    const bool isSpace = c == ' ' || (c >= '\t' && c <= '\r');
    if (!isSpace) word += c;
    if (isSpace && !word.empty()) words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::string textOf(const std::filesystem::path& path) {
  const std::u8string text = path.generic_u8string();
  return {text.begin(), text.end()};
}

std::filesystem::path pathOf(std::string_view utf8) { return std::u8string(utf8.begin(), utf8.end()); }

}  // namespace tonewright::plugin
