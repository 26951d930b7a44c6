// Models of other projects against the output of their own code (data/README.md), where the recordings are present.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "files.hpp"
#include "preset/reader.hpp"
#include "preset/render.hpp"

using namespace tonewright;

namespace {

/// Samples of a 32-bit float mono WAV file.
std::vector<float> readFloatWav(const std::filesystem::path& path) {
  const std::string file = test::readFile(path);
  const auto at = file.find("data", 12);
  REQUIRE(at != file.npos);
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, file.data() + at + 4, 4);
  REQUIRE(at + 8 + bytes <= file.size());
  std::vector<float> samples(bytes / 4);
  std::memcpy(samples.data(), file.data() + at + 8, bytes);
  return samples;
}

std::vector<float> readCsv(const std::filesystem::path& path) {
  std::istringstream text(test::readFile(path));
  std::vector<float> samples;
  for (double value; text >> value;) samples.push_back(float(value));
  return samples;
}

std::vector<float> readSamples(const std::filesystem::path& path) {
  return path.extension() == ".csv" ? readCsv(path) : readFloatWav(path);
}

/// Largest difference between what the engine plays and what is expected.
float differenceOf(const preset::Preset& preset, const std::vector<float>& input, const std::vector<float>& expected) {
  const std::vector<float> output = preset::render(preset, input);
  REQUIRE(output.size() == expected.size());
  float difference = 0.0f;
  for (std::size_t i = 0; i < output.size(); ++i) difference = std::max(difference, std::abs(output[i] - expected[i]));
  return difference;
}

struct Golden {
  const char* model;
  const char* input;
  const char* output;
  float tolerance;
};

constexpr Golden goldens[] = {
    {"models/NeuralSeed/gru8_ts9_pytorch.json", "models/golden/input.wav", "models/golden/neuralseed_gru8_ts9.wav",
     1e-5f},
    {"models/NeuralSeed/lstm8_ts9_pytorch.json", "models/golden/input.wav", "models/golden/neuralseed_lstm8_ts9.wav",
     1e-5f},
    // A distortion that amplifies rounding: PyTorch's own float32 is 1.0e-5 away from the same model in double
    // precision.
    {"pedals/ds1/peer_gru10_model.json", "models/golden/input.wav", "models/golden/ds1_peer_gru10.wav", 1e-4f},
    {"models/RTNeural/gru_torch.json", "models/RTNeural/gru_torch_x_python.csv",
     "models/RTNeural/gru_torch_y_python.csv", 1e-5f},
    {"models/RTNeural/lstm_torch.json", "models/RTNeural/lstm_torch_x_python.csv",
     "models/RTNeural/lstm_torch_y_python.csv", 1e-5f},
};

bool isPresent(const char* file) {
  if (std::filesystem::exists(test::data() / file)) return true;
  MESSAGE("skipped: " << (test::data() / file).string() << std::string(" is absent (set TONEWRIGHT_DATA)"));
  return false;
}

}  // namespace

TEST_CASE("PyTorch models sound as in PyTorch") {
  for (const auto& golden : goldens) {
    if (!isPresent(golden.model)) continue;
    const auto result = preset::readPreset(test::readFile(test::data() / golden.model));
    REQUIRE_MESSAGE(result.preset, result.error.message);
    const float difference = differenceOf(*result.preset, readSamples(test::data() / golden.input),
                                          readSamples(test::data() / golden.output));
    MESSAGE(std::string(golden.model) << ": largest difference " << difference);
    CHECK(difference < golden.tolerance);
  }
}

TEST_CASE("models of other projects give the weights of test/parity/peers.json, as in TypeScript") {
  for (const auto& expected : test::readJson(test::parity / "peers.json")) {
    const std::string file = expected["file"];
    CAPTURE(file);
    if (!isPresent(file.c_str())) continue;
    const auto result = preset::readPreset(test::readFile(test::data() / file));
    if (expected.contains("unsupported")) {
      REQUIRE_FALSE(result.preset);
      CHECK(result.error.code == preset::ErrorCode::unsupported);
      CHECK(result.error.message.find(expected["unsupported"]) != std::string::npos);
      continue;
    }
    REQUIRE_MESSAGE(result.preset, result.error.message);
    CHECK(result.preset->weights.size() == expected["weightCount"]);
    CHECK(test::crc32(result.preset->weights) == expected["weightCrc32"]);
    CHECK(result.preset->spec.skip == expected["skip"]);
  }
}
