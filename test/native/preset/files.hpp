// Where the tests' files lie: the parity set in this repository, recordings and peers' models beside it.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tonewright::test {

inline const std::filesystem::path root = TONEWRIGHT_SOURCE_DIR;
inline const std::filesystem::path parity = root / "test" / "parity";

/// Recordings and models for tests: TONEWRIGHT_DATA, or ../shared/data beside the project. May be absent.
inline std::filesystem::path data() {
  const char* folder = std::getenv("TONEWRIGHT_DATA");
  return folder ? std::filesystem::path(folder) : root.parent_path() / "shared" / "data";
}

inline std::string readFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline nlohmann::json readJson(const std::filesystem::path& path) { return nlohmann::json::parse(readFile(path)); }

/// CRC-32 (IEEE 802.3, as in zlib) of the floats' little-endian bytes.
inline std::uint32_t crc32(const std::vector<float>& values) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
  std::uint32_t crc = ~0u;
  for (std::size_t i = 0; i < values.size() * sizeof(float); ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

}  // namespace tonewright::test
