#include "playable/playable.hpp"

#include <stdexcept>
#include <vector>

#include "engine/settle.hpp"
#include "rate/enginePlayer.hpp"
#if TONEWRIGHT_RTNEURAL
#include "rtneural/model.hpp"
#endif

namespace tonewright {

namespace {

class OwnPlayable final : public Playable {
 public:
  OwnPlayable(std::vector<std::byte> image, InstructionSet wanted)
      : packed(std::move(image)), set(wanted == InstructionSet::best ? bestInstructionSet() : wanted) {
    facts = HostModel(packed, set).info();
  }

  std::unique_ptr<Player> player() const override { return std::make_unique<EnginePlayer>(HostModel(packed, set)); }
  std::unique_ptr<RatedModel> player(const RateRequest& request) const override {
    return std::make_unique<RatedModel>(packed, request, set);
  }
  Engine engine() const override { return Engine::tonewright; }
  std::string variant() const override { return nameOf(set); }
  std::size_t bytes() const override { return packed.size(); }
  std::span<const std::byte> image() const override { return packed; }

 private:
  std::vector<std::byte> packed;
  InstructionSet set;
};

#if TONEWRIGHT_RTNEURAL
class RtNeuralPlayer final : public Player {
 public:
  RtNeuralPlayer(const ModelSpec& spec, std::span<const float> weights) : model(spec, weights) {}

  const ModelInfo& info() const noexcept override { return model.info(); }
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept override {
    model.process(inputs, outputs, frames);
  }
  void reset() noexcept override { model.reset(); }

 private:
  rtneural::RtNeuralModel model;
};

class RtNeuralPlayable final : public Playable {
 public:
  RtNeuralPlayable(const ModelSpec& spec, std::span<const float> weights)
      : spec(spec), weights(weights.begin(), weights.end()) {
    const rtneural::RtNeuralModel model(spec, weights);
    facts = model.info();
    isFixed = model.sizes() == rtneural::Sizes::fixed;
  }

  using Playable::player;
  std::unique_ptr<Player> player() const override { return std::make_unique<RtNeuralPlayer>(spec, weights); }
  Engine engine() const override { return Engine::rtneural; }
  std::string variant() const override {
    return std::string(isFixed ? "fixed" : "free") + " sizes, " + rtneural::variant();
  }
  std::size_t bytes() const override { return weights.size() * sizeof(float); }

 private:
  ModelSpec spec;
  std::vector<float> weights;
  bool isFixed = false;
};
#endif

std::shared_ptr<const Playable> own(const WeightedModel& model, InstructionSet set) {
  return std::make_shared<OwnPlayable>(pack(model.spec, model.weights), set);
}

}  // namespace

#if TONEWRIGHT_RTNEURAL
bool isBuiltIn(Engine) { return true; }
#else
bool isBuiltIn(Engine engine) { return engine == Engine::tonewright; }
#endif

std::shared_ptr<const Playable> playable(const ModelSpec& spec, std::span<const float> weights, Engine engine,
                                         InstructionSet set) {
  if (engine == Engine::tonewright) return own(settled(spec, weights), set);
#if TONEWRIGHT_RTNEURAL
  return std::make_shared<RtNeuralPlayable>(spec, weights);
#else
  throw std::invalid_argument(
      "this build is without RTNeural: set RTNEURAL_DIR to a checkout of RTNeural and run npm run build, or play with "
      "the engine 'tonewright'");
#endif
}

std::shared_ptr<const Playable> playableImage(std::span<const std::byte> image) {
  return std::make_shared<OwnPlayable>(std::vector<std::byte>(image.begin(), image.end()), InstructionSet::best);
}

}  // namespace tonewright
