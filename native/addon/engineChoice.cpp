#include "engineChoice.hpp"

#include "values.hpp"

namespace tonewright::addon {

namespace {

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

}  // namespace

std::shared_ptr<const Playable> playable(const Napi::Value& options, const ModelSpec& spec,
                                         std::span<const float> weights) {
  const Engine engine = option(options, "engine", kEngines, Engine::tonewright);
  const InstructionSet set = option(options, "instructions", kInstructionSets, InstructionSet::best);
  return tonewright::playable(spec, weights, engine, set);
}

void describeModel(Napi::Object& object, const Playable& model) {
  const Napi::Env env = object.Env();
  const ModelInfo& info = model.info();
  const bool unbounded = info.receptiveFieldSamples == kUnboundedField;
  object.Set("inputs", info.inputs);
  object.Set("outputs", info.outputs);
  object.Set("sampleRate", info.sampleRate);
  object.Set("latencySamples", info.latencySamples);
  object.Set("receptiveFieldSamples", unbounded ? env.Null() : Napi::Number::New(env, info.receptiveFieldSamples));
  object.Set("macsPerSample", static_cast<double>(info.multiplyAddsPerSample));
  const bool isKnown = info.memoryBytes != 0;
  object.Set("memoryBytes", isKnown ? Napi::Number::New(env, static_cast<double>(info.memoryBytes)) : env.Null());
  object.Set("engine", model.engine() == Engine::tonewright ? "tonewright" : "rtneural");
  object.Set("variant", model.variant());
}

}  // namespace tonewright::addon
