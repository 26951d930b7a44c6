// Audio for the tests of this folder: files of recordings, and what the engine makes of them.
#pragma once

#include <cmath>
#include <cstring>
#include <sstream>

#include "engine/host.hpp"
#include "engine/settle.hpp"
#include "files.hpp"
#include "preset/preset.hpp"

namespace tonewright::test {

/// Samples of a 32-bit float mono WAV file.
inline std::vector<float> readFloatWav(const std::filesystem::path& path) {
  const std::string file = readFile(path);
  const auto at = file.find("data", 12);
  if (at == file.npos) return {};
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, file.data() + at + 4, 4);
  std::vector<float> samples(std::min<std::size_t>(bytes, file.size() - at - 8) / 4);
  std::memcpy(samples.data(), file.data() + at + 8, samples.size() * 4);
  return samples;
}

/// Numbers line by line, a row for each line.
inline std::vector<std::vector<float>> readCsv(const std::filesystem::path& path) {
  std::istringstream text(readFile(path));
  std::vector<std::vector<float>> rows;
  for (std::string line; std::getline(text, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(std::stof(cell));
  }
  return rows;
}

/// All outputs of a model without controls, the first being the audio.
inline std::vector<std::vector<float>> play(const preset::Preset& preset, const std::vector<float>& audio) {
  const WeightedModel model = settled(preset.spec, preset.weights);
  HostModel host(pack(model.spec, model.weights));
  std::vector<std::vector<float>> played(host.info().outputs, std::vector<float>(audio.size()));
  std::vector<float*> outputs;
  for (auto& channel : played) outputs.push_back(channel.data());
  const float* inputs[] = {audio.data()};
  host.model().process(inputs, outputs.data(), audio.size());
  return played;
}

/// Largest difference of `expected` from `played`, which begins `late` samples before it.
inline float largestDifference(const std::vector<float>& played, const std::vector<float>& expected,
                               std::size_t late = 0) {
  if (played.size() != expected.size() + late) return INFINITY;
  float difference = 0.0f;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const float here = std::abs(played[i + late] - expected[i]);
    if (!(here <= difference)) difference = here;  // NaN too
  }
  return difference;
}

}  // namespace tonewright::test
