#include "model.hpp"

#include <memory>

#include "engine/denormals.hpp"
#include "engineChoice.hpp"
#include "preset/reader.hpp"
#include "preset/self_test.hpp"
#include "values.hpp"

namespace tonewright::addon {

namespace {

/// One input of a run: a signal, or a value that stays.
struct Source {
  std::span<const float> signal;
  float value = 0.0f;
};

/// Plays the whole of `sources[0]` from zero state, in blocks. The arrays are kept alive until it is done.
class ProcessWorker : public Napi::AsyncWorker {
 public:
  ProcessWorker(Napi::Env env, std::shared_ptr<const Playable> model, std::vector<Source> sources,
                std::vector<Napi::Reference<Napi::Value>> arrays)
      : AsyncWorker(env),
        promise(Napi::Promise::Deferred::New(env)),
        model(std::move(model)),
        sources(std::move(sources)),
        arrays(std::move(arrays)) {}

  Napi::Promise Promise() const { return promise.Promise(); }

 protected:
  void Execute() override {
    const FlushToZero flush;
    const std::unique_ptr<Player> player = model->player();
    const std::size_t outputs = model->outputs;
    output.resize(sources[0].signal.size() * outputs);
    const std::size_t frames = sources[0].signal.size();
    constexpr std::size_t kBlock = 4096;
    std::vector<std::vector<float>> constants;
    for (const Source& source : sources) constants.emplace_back(source.signal.empty() ? kBlock : 0, source.value);
    std::vector<const float*> in(sources.size());
    std::vector<float*> out(outputs);
    for (std::size_t start = 0; start < frames; start += kBlock) {
      for (std::size_t i = 0; i < in.size(); ++i) {
        in[i] = sources[i].signal.empty() ? constants[i].data() : sources[i].signal.data() + start;
      }
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = output.data() + i * frames + start;
      player->process(in.data(), out.data(), std::min(kBlock, frames - start));
    }
    output.resize(frames);
  }

  void OnOK() override { promise.Resolve(toFloats(Env(), output)); }
  void OnError(const Napi::Error& error) override { promise.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred promise;
  std::shared_ptr<const Playable> model;
  std::vector<Source> sources;
  std::vector<Napi::Reference<Napi::Value>> arrays;
  std::vector<float> output;
};

preset::Preset readOrThrow(std::span<const std::uint8_t> json) {
  preset::ReadResult read =
      preset::readPreset(std::string_view(reinterpret_cast<const char*>(json.data()), json.size()));
  if (!read.preset) throw std::invalid_argument(read.error.message);
  if (const auto failed = preset::checkSelfTest(*read.preset)) throw std::invalid_argument(failed->message);
  return std::move(*read.preset);
}

Napi::Object describe(Napi::Env env, const Playable& model, const preset::Preset& preset) {
  Napi::Object object = Napi::Object::New(env);
  model.describe(object);
  object.Set("name", preset.name);
  Napi::Array controls = Napi::Array::New(env);
  for (const preset::Control& control : preset.controls) {
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("id", control.id);
    entry.Set("name", control.name);
    entry.Set("min", control.min);
    entry.Set("max", control.max);
    entry.Set("default", control.initial);
    entry.Set("unit", control.unit);
    controls.Set(controls.Length(), entry);
  }
  object.Set("controls", controls);
  Napi::Array notices = Napi::Array::New(env);
  for (const std::string& notice : preset.notices) notices.Set(notices.Length(), notice);
  object.Set("notices", notices);
  return object;
}

class ModelObject : public Napi::ObjectWrap<ModelObject> {
 public:
  explicit ModelObject(const Napi::CallbackInfo& call) : ObjectWrap(call) {
    guarded(call.Env(), [&] { load(call); });
    // The collector sees a small object; what it holds decides when it is worth collecting.
    Napi::MemoryManagement::AdjustExternalMemory(call.Env(), static_cast<std::int64_t>(model->bytes()));
  }

  void Finalize(Napi::Env env) override {
    if (model) Napi::MemoryManagement::AdjustExternalMemory(env, -static_cast<std::int64_t>(model->bytes()));
  }

  Napi::Value info(const Napi::CallbackInfo& call) { return describe(call.Env(), *model, preset); }

  Napi::Value process(const Napi::CallbackInfo& call) {
    return guarded(call.Env(), [&] { return start(call); });
  }

 private:
  void load(const Napi::CallbackInfo& call) {
    const bool isJson = call[0].IsTypedArray();
    if (isJson) {
      preset = readOrThrow(bytes(call[0], "json"));
    } else {
      const std::span<const float> weights = floats(call[1], "weights");
      preset.spec = modelSpec(call[0]);
      preset.weights.assign(weights.begin(), weights.end());
    }
    model = playable(call[isJson ? 1 : 2], preset.spec, preset.weights);
    preset.weights = {};
  }

  Napi::Value start(const Napi::CallbackInfo& call) {
    if (!call[1].IsArray()) throw std::invalid_argument("expected an array in 'controls'");
    const auto controls = call[1].As<Napi::Array>();
    if (controls.Length() + 1 != model->inputs) {
      throw std::invalid_argument("expected " + std::to_string(model->inputs - 1) + " controls; found " +
                                  std::to_string(controls.Length()));
    }
    std::vector<Source> sources{{floats(call[0], "audio")}};
    std::vector<Napi::Reference<Napi::Value>> arrays;
    arrays.push_back(Napi::Persistent(call[0]));
    for (std::uint32_t i = 0; i < controls.Length(); ++i) {
      const Napi::Value control = controls.Get(i);
      if (control.IsNumber()) {
        sources.push_back({{}, control.As<Napi::Number>().FloatValue()});
        continue;
      }
      sources.push_back({floats(control, "controls")});
      arrays.push_back(Napi::Persistent(control));
      if (sources.back().signal.size() != sources[0].signal.size()) {
        throw std::invalid_argument("expected control signals of the audio's length");
      }
    }
    auto* worker = new ProcessWorker(call.Env(), model, std::move(sources), std::move(arrays));
    worker->Queue();
    return worker->Promise();
  }

  std::shared_ptr<const Playable> model;
  preset::Preset preset;  // without its weights
};

}  // namespace

Napi::Function defineModel(Napi::Env env) {
  return ModelObject::DefineClass(env, "Model",
                                  {ModelObject::InstanceAccessor<&ModelObject::info>("info"),
                                   ModelObject::InstanceMethod<&ModelObject::process>("process")});
}

}  // namespace tonewright::addon
