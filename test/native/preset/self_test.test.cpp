#include "preset/self_test.hpp"

#include <doctest/doctest.h>

#include "files.hpp"
#include "preset/reader.hpp"

using namespace tonewright;

namespace {

preset::Preset readParity(const std::string& file) {
  auto result = preset::readPreset(test::readFile(test::parity / "presets" / file));
  REQUIRE_MESSAGE(result.preset, result.error.message);
  return *result.preset;
}

}  // namespace

TEST_CASE("the engine plays each preset's self-test, computed in double precision, within 1e-5") {
  int tested = 0;
  for (const auto& expected : test::readJson(test::parity / "expected.json")) {
    const std::string file = expected["file"];
    CAPTURE(file);
    const auto preset = readParity(file);
    if (!preset.selfTest) continue;
    ++tested;
    const auto error = preset::checkSelfTest(preset, 1e-5f);
    CHECK_MESSAGE(!error, (error ? error->message : ""));
  }
  CHECK(tested >= 10);
}

TEST_CASE("a preset with one wrong weight is refused with the sample that differs") {
  auto preset = readParity("tonewright-gru8.json");
  preset.weights[40] += 0.1f;
  const auto error = preset::checkSelfTest(preset);
  REQUIRE(error);
  CHECK(error->code == preset::ErrorCode::selfTestFailed);
  CHECK(error->path.rfind("output_batch[", 0) == 0);
  CHECK(error->message.find("expected") != std::string::npos);
}

TEST_CASE("the self-test knows the positions of the controls and leaves the gains out") {
  auto preset = readParity("tonewright-lstm6-knobs.json");
  preset.controls[0].initial = 0.0;
  CHECK(preset::checkSelfTest(preset));

  preset = readParity("tonewright-gru8.json");
  preset.spec.inputGain = 10.0f;
  preset.spec.outputGain = 0.1f;
  CHECK_FALSE(preset::checkSelfTest(preset));
}

TEST_CASE("a preset without a self-test has nothing to refuse") {
  CHECK_FALSE(preset::checkSelfTest(readParity("rtneural-stack.json")));
}
