// libFuzzer target of the C++ preset reader: scripts/fuzz.sh builds and runs it over the presets of test/parity.
#include <cmath>
#include <cstdlib>

#include "preset/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tonewright;
  const auto result = preset::readPreset({reinterpret_cast<const char*>(data), size});
  if (!result.preset) {
    if (result.error.message.empty()) std::abort();
    return 0;
  }
  const auto& preset = *result.preset;
  if (preset.weights.size() != weightCount(preset.spec)) std::abort();
  for (const float weight : preset.weights) {
    if (!std::isfinite(weight)) std::abort();
  }
  const auto inputs = preset.format == preset::Format::nam ? 1 : preset.spec.layers[0].inputs;
  if (preset.controls.size() + 1 != inputs) std::abort();
  return 0;
}
