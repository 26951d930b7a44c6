#include "model.hpp"

#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <optional>

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

constexpr Names<RateMethod, 3> kRateMethods{
    {{"auto", RateMethod::automatic}, {"correct", RateMethod::correct}, {"resample", RateMethod::resample}}};

/// {sampleRate?, oversampling?, method?}, the rate being `ownRate` where it is left out; none for undefined.
std::optional<RateRequest> rateRequest(const Napi::Value& value, double ownRate) {
  if (value.IsUndefined()) return std::nullopt;
  if (!value.IsObject()) throw std::invalid_argument("expected an object in 'playing'");
  const auto object = value.As<Napi::Object>();
  const auto has = [&](const char* name) { return !object.Get(name).IsUndefined(); };
  RateRequest request;
  request.sampleRate =
      static_cast<std::uint32_t>(has("sampleRate") ? whole(object, "sampleRate") : std::lround(ownRate));
  if (has("oversampling")) request.oversampling = static_cast<std::uint32_t>(whole(object, "oversampling"));
  if (has("method")) request.method = choice(object, "method", kRateMethods);
  return request;
}

/// What this thread has had of a processor, other work beside it left out; where the system doesn't tell, a clock.
double threadSeconds() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
#else
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
#endif
}

enum class Result { audio, seconds };

/// Plays the whole of `sources[0]` from its start, in blocks, with the latency taken out. The arrays are kept alive
/// until it is done. Its result is the output, or what the playing took, without the start before it.
class ProcessWorker : public Napi::AsyncWorker {
 public:
  ProcessWorker(Napi::Env env, Result result, std::shared_ptr<const Playable> model, std::optional<RateRequest> request,
                std::vector<Source> sources, std::vector<Napi::Reference<Napi::Value>> arrays)
      : AsyncWorker(env),
        promise(Napi::Promise::Deferred::New(env)),
        result(result),
        model(std::move(model)),
        request(request),
        sources(std::move(sources)),
        arrays(std::move(arrays)) {}

  Napi::Promise Promise() const { return promise.Promise(); }

 protected:
  void Execute() override {
    const FlushToZero flush;
    if (!request) return play(*model->player(), 0);
    const std::unique_ptr<RatedModel> player = model->player(*request);
    play(*player, player->latencySamples());
  }

  void OnOK() override {
    promise.Resolve(result == Result::audio ? Napi::Value(toFloats(Env(), output)) : Napi::Number::New(Env(), seconds));
  }
  void OnError(const Napi::Error& error) override { promise.Reject(error.Value()); }

 private:
  /// Runs `late` frames longer than the sources last, which are then silent (audio) or stay as they are (controls).
  void play(Player& player, std::size_t late) {
    constexpr std::size_t kBlock = 4096;
    const std::size_t frames = sources[0].signal.size();
    std::vector<std::vector<float>> held, played(model->info().outputs, std::vector<float>(kBlock));
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const float last = sources[i].signal.empty() ? sources[i].value : sources[i].signal.back();
      held.emplace_back(kBlock, i == 0 ? 0.0f : last);
    }
    std::vector<const float*> in(sources.size());
    std::vector<float*> out;
    for (auto& channel : played) out.push_back(channel.data());
    output.resize(frames);
    const double began = threadSeconds();
    for (std::size_t start = 0, count; start < frames + late; start += count) {
      const bool isOver = start >= frames;
      count = std::min(kBlock, (isOver ? frames + late : frames) - start);
      for (std::size_t i = 0; i < in.size(); ++i) {
        in[i] = isOver || sources[i].signal.empty() ? held[i].data() : sources[i].signal.data() + start;
      }
      player.process(in.data(), out.data(), count);
      const std::size_t early = std::min(count, late - std::min(late, start));  // before the first input's output
      if (early < count) std::copy_n(out[0] + early, count - early, output.data() + (start + early - late));
    }
    seconds = threadSeconds() - began;
  }

  Napi::Promise::Deferred promise;
  Result result;
  std::shared_ptr<const Playable> model;
  std::optional<RateRequest> request;
  std::vector<Source> sources;
  std::vector<Napi::Reference<Napi::Value>> arrays;
  std::vector<float> output;
  double seconds = 0.0;
};

/// Plays a seed, then goes on with its own last output as its input.
class GenerateWorker : public Napi::AsyncWorker {
 public:
  GenerateWorker(Napi::Env env, std::shared_ptr<const Playable> model, std::span<const float> seed, std::size_t samples)
      : AsyncWorker(env),
        promise(Napi::Promise::Deferred::New(env)),
        model(std::move(model)),
        seed(seed.begin(), seed.end()),
        output(samples) {}

  Napi::Promise Promise() const { return promise.Promise(); }

 protected:
  void Execute() override {
    const FlushToZero flush;
    const auto player = model->player();
    float last = 0.0f;
    const auto play = [&](float sample) {
      const float* in[] = {&sample};
      float* out[] = {&last};
      player->process(in, out, 1);
    };
    for (float sample : seed) play(sample);
    for (float& sample : output) {
      sample = last;
      play(sample);
    }
  }

  void OnOK() override { promise.Resolve(toFloats(Env(), output)); }
  void OnError(const Napi::Error& error) override { promise.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred promise;
  std::shared_ptr<const Playable> model;
  std::vector<float> seed, output;
};

/// `options` may say which `size` of several.
preset::Preset readOrThrow(std::span<const std::uint8_t> json, const Napi::Value& options) {
  preset::ReadOptions chosen;
  if (options.IsObject() && !options.As<Napi::Object>().Get("size").IsUndefined())
    chosen.size = number(options.As<Napi::Object>(), "size");
  preset::ReadResult read =
      preset::readPreset(std::string_view(reinterpret_cast<const char*>(json.data()), json.size()), chosen);
  if (!read.preset) throw std::invalid_argument(read.error.message);
  if (const auto failed = preset::checkSelfTest(*read.preset)) throw std::invalid_argument(failed->message);
  return std::move(*read.preset);
}

Napi::Object describe(Napi::Env env, const Playable& model, const preset::Preset& preset) {
  Napi::Object object = Napi::Object::New(env);
  describeModel(object, model);
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
    return guarded(call.Env(), [&] { return start(call, Result::audio); });
  }

  Napi::Value secondsOf(const Napi::CallbackInfo& call) {
    return guarded(call.Env(), [&] { return start(call, Result::seconds); });
  }

  /// (seed, samples) to a promise of what follows the seed.
  Napi::Value generate(const Napi::CallbackInfo& call) {
    return guarded(call.Env(), [&]() -> Napi::Value {
      const std::span<const float> seed = floats(call[0], "seed");
      if (seed.empty() || !call[1].IsNumber())
        throw std::invalid_argument("expected a seed and how many samples follow");
      if (model->info().inputs != 1 || model->info().outputs != 1)
        throw std::invalid_argument("expected a model with one input and one output to generate with; found " +
                                    std::to_string(model->info().inputs) + " inputs");
      auto* worker = new GenerateWorker(call.Env(), model, seed, call[1].As<Napi::Number>().Uint32Value());
      worker->Queue();
      return worker->Promise();
    });
  }

  /// What playing at a host's rate takes: (request) to the `RateInfo` of types.ts.
  Napi::Value atRate(const Napi::CallbackInfo& call) {
    return guarded(call.Env(), [&] { return describeRate(call); });
  }

  /// () to a Uint8Array: the weights image that the engine plays from.
  Napi::Value image(const Napi::CallbackInfo& call) {
    return guarded(call.Env(), [&]() -> Napi::Value {
      const std::span<const std::byte> image = model->image();
      if (image.empty()) throw std::invalid_argument("only Tonewright's own engine has a weights image");
      auto bytes = Napi::Uint8Array::New(call.Env(), image.size());
      std::copy_n(reinterpret_cast<const std::uint8_t*>(image.data()), image.size(), bytes.Data());
      return bytes;
    });
  }

 private:
  void load(const Napi::CallbackInfo& call) {
    const bool isJson = call[0].IsTypedArray();
    if (isJson && call[1].IsString()) {  // "image"
      model = playableImage(std::as_bytes(bytes(call[0], "image")));
      preset.spec.sampleRate = model->info().sampleRate;
      return;
    }
    if (isJson) {
      preset = readOrThrow(bytes(call[0], "json"), call[1]);
    } else {
      const std::span<const float> weights = floats(call[1], "weights");
      preset.spec = modelSpec(call[0]);
      preset.weights.assign(weights.begin(), weights.end());
    }
    model = playable(call[isJson ? 1 : 2], preset.spec, preset.weights);
    preset.weights = {};
  }

  Napi::Value start(const Napi::CallbackInfo& call, Result result) {
    if (!call[1].IsArray()) throw std::invalid_argument("expected an array in 'controls'");
    const auto controls = call[1].As<Napi::Array>();
    if (controls.Length() + 1 != model->info().inputs) {
      throw std::invalid_argument("expected " + std::to_string(model->info().inputs - 1) + " controls; found " +
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
    const auto request = rateRequest(call[2], preset.spec.sampleRate);
    auto* worker = new ProcessWorker(call.Env(), result, model, request, std::move(sources), std::move(arrays));
    worker->Queue();
    return worker->Promise();
  }

  Napi::Value describeRate(const Napi::CallbackInfo& call) {
    const RateRequest request = rateRequest(call[0], preset.spec.sampleRate).value_or(RateRequest{});
    const auto player = model->player(request);
    const RatePlan& plan = player->plan();
    const bool isResampled = plan.innerRate != request.sampleRate, isCorrected = plan.stretch != 1.0;
    constexpr const char* kNames[2][2] = {{"none", "correct"}, {"resample", "both"}};
    Napi::Object object = Napi::Object::New(call.Env());
    object.Set("sampleRate", request.sampleRate);
    object.Set("oversampling", request.oversampling);
    object.Set("method", kNames[isResampled][isCorrected]);
    object.Set("innerRate", plan.innerRate);
    object.Set("stretch", plan.stretch);
    object.Set("latencySamples", player->latencySamples());
    return object;
  }

  std::shared_ptr<const Playable> model;
  preset::Preset preset;  // without its weights
};

}  // namespace

Napi::Function defineModel(Napi::Env env) {
  return ModelObject::DefineClass(env, "Model",
                                  {ModelObject::InstanceAccessor<&ModelObject::info>("info"),
                                   ModelObject::InstanceMethod<&ModelObject::process>("process"),
                                   ModelObject::InstanceMethod<&ModelObject::secondsOf>("secondsOf"),
                                   ModelObject::InstanceMethod<&ModelObject::generate>("generate"),
                                   ModelObject::InstanceMethod<&ModelObject::atRate>("atRate"),
                                   ModelObject::InstanceMethod<&ModelObject::image>("image")});
}

}  // namespace tonewright::addon
