#include "firmware/boards/scripted/wavFile.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace tonewright::boards {

namespace {

constexpr std::size_t kHeaderBytes = 44;
constexpr std::uint16_t kFloats = 3;

template <class T>
T at(const std::vector<char>& bytes, std::size_t offset) {
  T value{};
  if (offset + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool refuse(const std::string& path, const char* why) {
  std::fprintf(stderr, "error: %s: %s\n", path.c_str(), why);
  return false;
}

}  // namespace

bool readFile(const std::string& path, std::vector<char>& bytes) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return refuse(path, "cannot be opened");
  std::fseek(file, 0, SEEK_END);
  bytes.resize(static_cast<std::size_t>(std::ftell(file)));
  std::fseek(file, 0, SEEK_SET);
  const bool isWhole = std::fread(bytes.data(), 1, bytes.size(), file) == bytes.size();
  std::fclose(file);
  return isWhole || refuse(path, "cannot be read");
}

bool readWav(const std::string& path, Wav& wav) {
  std::vector<char> bytes;
  if (!readFile(path, bytes)) return false;
  if (bytes.size() < 12 || std::memcmp(bytes.data(), "RIFF", 4) != 0 || std::memcmp(bytes.data() + 8, "WAVE", 4) != 0) {
    return refuse(path, "expected a WAV file");
  }
  for (std::size_t chunk = 12; chunk + 8 <= bytes.size();) {
    const auto size = at<std::uint32_t>(bytes, chunk + 4);
    const std::size_t body = chunk + 8;
    if (std::memcmp(bytes.data() + chunk, "fmt ", 4) == 0) {
      const bool isKnown = at<std::uint16_t>(bytes, body) == kFloats && at<std::uint16_t>(bytes, body + 2) == 1 &&
                           at<std::uint16_t>(bytes, body + 14) == 32;
      if (!isKnown) return refuse(path, "expected mono samples of 32-bit floats");
      wav.sampleRate = at<std::uint32_t>(bytes, body + 4);
    } else if (std::memcmp(bytes.data() + chunk, "data", 4) == 0) {
      if (size > bytes.size() - body) return refuse(path, "the file ends inside its samples");
      wav.samples.resize(size / sizeof(float));
      std::memcpy(wav.samples.data(), bytes.data() + body, wav.samples.size() * sizeof(float));
      return true;
    }
    chunk = body + size + size % 2;
  }
  return refuse(path, "has no samples");
}

bool writeWav(const std::string& path, const Wav& wav) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return refuse(path, "cannot be written");
  const auto dataBytes = static_cast<std::uint32_t>(wav.samples.size() * sizeof(float));
  char header[kHeaderBytes];
  const auto put = [&](std::size_t offset, auto value) { std::memcpy(header + offset, &value, sizeof value); };
  std::memcpy(header, "RIFF", 4);
  put(4, static_cast<std::uint32_t>(kHeaderBytes - 8 + dataBytes));
  std::memcpy(header + 8, "WAVEfmt ", 8);
  put(16, std::uint32_t{16});
  put(20, kFloats);
  put(22, std::uint16_t{1});
  put(24, wav.sampleRate);
  put(28, static_cast<std::uint32_t>(wav.sampleRate * sizeof(float)));
  put(32, std::uint16_t{sizeof(float)});
  put(34, std::uint16_t{32});
  std::memcpy(header + 36, "data", 4);
  put(40, dataBytes);
  const bool isWritten = std::fwrite(header, 1, sizeof header, file) == sizeof header &&
                         std::fwrite(wav.samples.data(), sizeof(float), wav.samples.size(), file) == wav.samples.size();
  return std::fclose(file) == 0 && isWritten ? true : refuse(path, "cannot be written");
}

}  // namespace tonewright::boards
