#include "preset/self_test.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "preset/render.hpp"

namespace tonewright::preset {
namespace {

Error failure(std::size_t sample, float expected, float found, float tolerance) {
  std::ostringstream message;
  message << "output_batch[" << sample << "]: the self-test failed: expected " << expected << " within " << tolerance
          << ", played " << found << ". Weights or self-test are not those of one model: export the preset again.";
  return {ErrorCode::selfTestFailed, "output_batch[" + std::to_string(sample) + "]", message.str()};
}

}  // namespace

std::optional<Error> checkSelfTest(const Preset& preset, float tolerance) noexcept {
  if (!preset.selfTest) return std::nullopt;
  try {
    const auto& expected = preset.selfTest->output;
    Preset atUnity = preset;
    atUnity.spec.inputGain = atUnity.spec.outputGain = 1.0f;
    const std::vector<float> found = render(atUnity, preset.selfTest->input);
    std::size_t worst = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (std::abs(found[i] - expected[i]) > std::abs(found[worst] - expected[worst])) worst = i;
    }
    if (std::abs(found[worst] - expected[worst]) <= tolerance) return std::nullopt;
    return failure(worst, expected[worst], found[worst], tolerance);
  } catch (const std::exception& error) {
    return Error{ErrorCode::invalid, "", std::string("the preset cannot be played: ") + error.what()};
  }
}

}  // namespace tonewright::preset
