// Models of other projects against the output of their own code: those of test/parity, and larger ones
// (data/README.md) where the recordings are present.
#include <doctest/doctest.h>

#include "audio.hpp"
#include "preset/reader.hpp"

using namespace tonewright;

namespace {

struct Golden {
  const char* model;
  const char* output;
  float tolerance;
  std::optional<double> size = std::nullopt;
};

/// Inputs are models/golden/input.wav, outputs lie beside it.
constexpr Golden goldens[] = {
    {"models/NeuralSeed/gru8_ts9_pytorch.json", "neuralseed_gru8_ts9.wav", 1e-5f},
    {"models/NeuralSeed/lstm8_ts9_pytorch.json", "neuralseed_lstm8_ts9.wav", 1e-5f},
    // A distortion that amplifies rounding: PyTorch's own float32 is 1.0e-5 away from the same model in double
    // precision.
    {"pedals/ds1/peer_gru10_model.json", "ds1_peer_gru10.wav", 1e-4f},
    {"models/NeuralAmpModelerCore/lstm.nam", "nam_lstm.wav", 1e-5f},
    {"models/NeuralAmpModelerCore/wavenet.nam", "nam_wavenet.wav", 1e-5f},
    {"models/NeuralAmpModelerCore/wavenet_a1_standard.nam", "nam_wavenet_a1_standard.wav", 1e-4f},
    {"models/NeuralAmpModelerCore/A2.nam", "nam_A2.wav", 1e-5f},
    {"models/NeuralAmpModelerCore/slimmable_container.nam", "nam_slimmable_container.wav", 1e-5f},
    // Its smaller sizes are the models of two of the files above.
    {"models/NeuralAmpModelerCore/slimmable_container.nam", "nam_lstm.wav", 1e-5f, 0.0},
    {"models/NeuralAmpModelerCore/slimmable_container.nam", "nam_wavenet.wav", 1e-5f, 0.33},
};

bool isPresent(const std::string& file) {
  if (std::filesystem::exists(test::data() / file)) return true;
  MESSAGE("skipped: " << (test::data() / file).string() << std::string(" is absent (set TONEWRIGHT_DATA)"));
  return false;
}

preset::Preset read(const std::filesystem::path& path, std::optional<double> size = std::nullopt) {
  auto result = preset::readPreset(test::readFile(path), {size});
  REQUIRE_MESSAGE(result.preset, result.error.message);
  return *result.preset;
}

}  // namespace

TEST_CASE("recorded models sound as in PyTorch and in Neural Amp Modeler") {
  const auto folder = test::data() / "models" / "golden";
  for (const auto& golden : goldens) {
    if (!isPresent(golden.model)) continue;
    const auto output =
        test::play(read(test::data() / golden.model, golden.size), test::readFloatWav(folder / "input.wav"))[0];
    const float difference = test::largestDifference(output, test::readFloatWav(folder / golden.output));
    MESSAGE(std::string(golden.model) << " against " << std::string(golden.output) << ": " << difference);
    CHECK(difference < golden.tolerance);
  }
}

TEST_CASE("the .nam files of the parity set play as Neural Amp Modeler's core plays them") {
  std::vector<float> input;
  for (int n = 0; n < 96; ++n) input.push_back(float(0.5 * std::sin(n * n * 0.01) * std::cos(0.1 * n)));
  const auto list = test::readJson(test::parity / "nam.json");
  REQUIRE(list.size() >= 10);
  for (const auto& golden : list) {
    const std::string file = golden["file"];
    CAPTURE(file);
    std::optional<double> size;
    if (golden.contains("size")) size = golden["size"].get<double>();
    auto preset = read(test::parity / "presets" / file, size);
    // What a file of ours says of its start (7 samples in one of these) is for our players only.
    if (preset.spec.settleSamples == 7) preset.spec.settleSamples = 24000;
    CHECK(test::largestDifference(test::play(preset, input)[0], golden["output"]) < 1e-5f);
  }
}

TEST_CASE("models of RTNeural sound as in PyTorch, all their outputs") {
  for (const std::string name : {"gru", "lstm", "conv1d"}) {
    const std::string file = "models/RTNeural/" + name + "_torch";
    if (!isPresent(file + ".json")) continue;
    const auto path = [&](const char* ending) { return (test::data() / file).string() + ending; };
    std::vector<float> input;
    for (const auto& row : test::readCsv(path("_x_python.csv"))) input.push_back(row.at(0));
    auto expected = test::readCsv(path("_y_python.csv"));
    const bool isColumn = expected.size() == input.size();
    if (isColumn) {
      std::vector<float> samples;
      for (const auto& row : expected) samples.push_back(row.at(0));
      expected = {samples};
    }
    const auto played = test::play(read(path(".json")), input);
    REQUIRE(played.size() == expected.size());
    // PyTorch gives nothing before a convolution has all its samples: its first output is our fifth. What our
    // convolutions assume before the first sample, silence for ever, does not matter then.
    const std::size_t late = input.size() - expected[0].size();
    CHECK(late == (name == "conv1d" ? 4 : 0));
    for (std::size_t channel = 0; channel < played.size(); ++channel) {
      CHECK(test::largestDifference(played[channel], expected[channel], late) < 1e-5f);
    }
  }
}

TEST_CASE("what a .nam file says about the device that it models is kept") {
  const std::string file = "models/NeuralAmpModelerCore/slimmable_container.nam";
  if (!isPresent(file)) return;
  const auto preset = read(test::data() / file, 0.0);
  CHECK(preset.format == preset::Format::nam);
  CHECK(preset.name == "Test LSTM");
  CHECK(preset.author == "Steve");
  CHECK(preset.gear == "Darkglass Electronics Microtubes 900 v2 (amp)");
  CHECK(*preset.loudness == doctest::Approx(-37.84).epsilon(0.001));
  CHECK(*preset.inputLevelDbu == doctest::Approx(18.3));
  CHECK(*preset.outputLevelDbu == doctest::Approx(12.3));
  CHECK(preset.notices.size() == 1);  // names the sizes
}

TEST_CASE("models of other projects give the weights of test/parity/peers.json, as in TypeScript") {
  for (const auto& expected : test::readJson(test::parity / "peers.json")) {
    const std::string file = expected["file"];
    CAPTURE(file);
    if (!isPresent(file)) continue;
    const auto preset = read(test::data() / file);
    CHECK(preset.weights.size() == expected["weightCount"]);
    CHECK(test::crc32(preset.weights) == expected["weightCrc32"]);
    CHECK(preset.spec.skip == expected["skip"]);
  }
}
