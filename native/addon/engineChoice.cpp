#include "engineChoice.hpp"

#include "engine/settle.hpp"
#include "rate/enginePlayer.hpp"
#include "values.hpp"
#if TONEWRIGHT_RTNEURAL
#include "rtneural/model.hpp"
#endif

namespace tonewright::addon {

namespace {

enum class Engine { tonewright, rtneural };

constexpr Names<Engine, 2> kEngines{{{"tonewright", Engine::tonewright}, {"rtneural", Engine::rtneural}}};

constexpr Names<InstructionSet, 5> kInstructionSets{{{"best", InstructionSet::best},
                                                     {"reference", InstructionSet::reference},
                                                     {"baseline", InstructionSet::baseline},
                                                     {"avx2", InstructionSet::avx2},
                                                     {"avx512", InstructionSet::avx512}}};

template <class Enum, std::size_t Count>
Enum option(const Napi::Value& options, const char* name, const Names<Enum, Count>& names, Enum otherwise) {
  if (options.IsUndefined()) return otherwise;
  if (!options.IsObject()) throw std::invalid_argument("expected an object in 'options'");
  const Napi::Value value = options.As<Napi::Object>().Get(name);
  return value.IsUndefined() ? otherwise : choice(value, name, names);
}

void describeModel(Napi::Object& object, const ModelInfo& info, const char* engine, const std::string& variant) {
  const Napi::Env env = object.Env();
  const bool unbounded = info.receptiveFieldSamples == kUnboundedField;
  object.Set("inputs", info.inputs);
  object.Set("outputs", info.outputs);
  object.Set("sampleRate", info.sampleRate);
  object.Set("latencySamples", info.latencySamples);
  object.Set("receptiveFieldSamples", unbounded ? env.Null() : Napi::Number::New(env, info.receptiveFieldSamples));
  object.Set("macsPerSample", static_cast<double>(info.multiplyAddsPerSample));
  const bool isKnown = info.memoryBytes != 0;
  object.Set("memoryBytes", isKnown ? Napi::Number::New(env, static_cast<double>(info.memoryBytes)) : env.Null());
  object.Set("engine", engine);
  object.Set("variant", variant);
}

class OwnPlayable final : public Playable {
 public:
  OwnPlayable(const WeightedModel& model, InstructionSet wanted)
      : image(pack(model.spec, model.weights)),
        set(wanted == InstructionSet::best ? bestInstructionSet() : wanted),
        info(HostModel(image, set).info()) {
    inputs = info.inputs;
    outputs = info.outputs;
  }

  std::unique_ptr<Player> player() const override { return std::make_unique<EnginePlayer>(HostModel(image, set)); }
  std::unique_ptr<RatedModel> player(const RateRequest& request) const override {
    return std::make_unique<RatedModel>(image, request, set);
  }
  std::size_t bytes() const override { return image.size(); }
  void describe(Napi::Object& object) const override { describeModel(object, info, "tonewright", nameOf(set)); }

 private:
  std::vector<std::byte> image;
  InstructionSet set;
  ModelInfo info;
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
    info = model.info();
    isFixed = model.sizes() == rtneural::Sizes::fixed;
    inputs = info.inputs;
    outputs = info.outputs;
  }

  using Playable::player;
  std::unique_ptr<Player> player() const override { return std::make_unique<RtNeuralPlayer>(spec, weights); }
  std::size_t bytes() const override { return weights.size() * sizeof(float); }
  void describe(Napi::Object& object) const override {
    describeModel(object, info, "rtneural", std::string(isFixed ? "fixed" : "free") + " sizes, " + rtneural::variant());
  }

 private:
  ModelSpec spec;
  std::vector<float> weights;
  ModelInfo info{};
  bool isFixed = false;
};

std::shared_ptr<const Playable> playableByRtNeural(const ModelSpec& spec, std::span<const float> weights) {
  return std::make_shared<RtNeuralPlayable>(spec, weights);
}
#else
std::shared_ptr<const Playable> playableByRtNeural(const ModelSpec&, std::span<const float>) {
  throw std::invalid_argument(
      "this build is without RTNeural: set RTNEURAL_DIR to a checkout of RTNeural and run npm run build, or play with "
      "the engine 'tonewright'");
}
#endif

}  // namespace

std::shared_ptr<const Playable> playable(const Napi::Value& options, const ModelSpec& spec,
                                         std::span<const float> weights) {
  const Engine engine = option(options, "engine", kEngines, Engine::tonewright);
  const InstructionSet set = option(options, "instructions", kInstructionSets, InstructionSet::best);
  if (engine == Engine::rtneural) return playableByRtNeural(spec, weights);
  return std::make_shared<OwnPlayable>(settled(spec, weights), set);
}

}  // namespace tonewright::addon
