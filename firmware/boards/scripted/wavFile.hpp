// WAV files of mono 32-bit floats, which is all that a scripted pedal reads and writes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tonewright::boards {

struct Wav {
  std::uint32_t sampleRate = 48000;  // Hz
  std::vector<float> samples;
};

/// False, after a line on standard error, when the file is no such WAV.
bool readWav(const std::string& path, Wav& wav);
bool writeWav(const std::string& path, const Wav& wav);

/// The whole file; false, after a line on standard error, when it cannot be read.
bool readFile(const std::string& path, std::vector<char>& bytes);

}  // namespace tonewright::boards
