#include "plugin/sound/loadedPreset.hpp"

#include <stdexcept>

#include "preset/reader.hpp"
#include "preset/self_test.hpp"

namespace tonewright::plugin {

namespace {

std::optional<float> toFloat(const std::optional<double>& value) {
  return value ? std::optional<float>(static_cast<float>(*value)) : std::nullopt;
}

}  // namespace

LoadedPreset::LoadedPreset(SharedSource source) : file(std::move(source)) {
  if (file->bytes.size() > kMaxPresetBytes) throw std::runtime_error(file->name + ": too large for a preset");
  preset::ReadResult result = preset::readPreset(file->bytes);
  if (!result.preset) throw std::runtime_error(file->name + ": " + result.error.message);
  read = std::move(*result.preset);
  if (const auto failed = preset::checkSelfTest(read)) throw std::runtime_error(file->name + ": " + failed->message);
  read.selfTest.reset();
  playableOn(Engine::tonewright);
}

chain::ModelLevels LoadedPreset::levels() const { return {toFloat(read.loudness), toFloat(read.inputLevelDbu)}; }

std::shared_ptr<const Playable> LoadedPreset::playableOn(Engine engine) const {
  const std::lock_guard guard(lock);
  auto& made = playables[static_cast<std::size_t>(engine)];
  if (!made) made = playable(read.spec, read.weights, engine);
  return made;
}

}  // namespace tonewright::plugin
