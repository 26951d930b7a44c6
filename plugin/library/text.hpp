// Texts that come from files of strangers: made fit to show, to keep as JSON and to compare.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tonewright::plugin {

/// Whether this is well-formed UTF-8. [any-thread]
bool isUtf8(std::string_view text);

/// One line of at most `most` bytes of well-formed UTF-8: controls become spaces, what is not UTF-8 becomes U+FFFD, and
/// what is too long ends in an ellipsis. [any-thread]
std::string oneLine(std::string_view text, std::size_t most = 200);

/// Lower case of Latin, Greek and Cyrillic letters; other characters as they are. [any-thread]
std::string folded(std::string_view text);

/// Below 0 when `a` comes before `b`, above 0 when behind: byte by byte, but numbers by their value, 9 before 10.
/// [any-thread]
int compareNumbered(std::string_view a, std::string_view b);

/// The words between spaces. [any-thread]
std::vector<std::string> wordsOf(std::string_view text);

/// A path as UTF-8 with '/' between its parts, byte by byte what the system has (which may not be UTF-8 on Linux).
std::string textOf(const std::filesystem::path& path);

std::filesystem::path pathOf(std::string_view utf8);

}  // namespace tonewright::plugin
