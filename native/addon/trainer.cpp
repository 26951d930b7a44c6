#include "training/trainer.hpp"

#include <atomic>
#include <memory>
#include <thread>

#include "trainer.hpp"
#include "trainerOptions.hpp"

namespace tonewright::addon {

namespace {

using training::EpochReport;
using training::StopReason;
using training::Trainer;
using training::TrainingResult;

const char* nameOf(StopReason reason) {
  constexpr const char* names[] = {"epochs", "patience", "time", "cancelled", "diverged"};
  return names[static_cast<int>(reason)];
}

/// What goes along now and then; empty otherwise.
struct Checkpoint {
  std::vector<std::uint8_t> state;
  std::vector<float> best;
};

Napi::Object toObject(Napi::Env env, const EpochReport& report, const Checkpoint& checkpoint) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("epoch", report.epoch);
  object.Set("trainingLoss", report.trainingLoss);
  object.Set("validationEsr", report.validation.plain);
  object.Set("validationEsrPreEmphasised", report.validation.preEmphasised);
  object.Set("best", report.isBest);
  object.Set("learningRate", report.learningRate);
  object.Set("seconds", report.seconds);
  object.Set("samplesPerSecond", report.samplesPerSecond);
  object.Set("recoveries", report.recoveries);
  if (!checkpoint.state.empty()) {
    object.Set("state", toBytes(env, checkpoint.state));
    object.Set("weights", toFloats(env, checkpoint.best));
  }
  return object;
}

Napi::Object toObject(Napi::Env env, const TrainingResult& result) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("reason", nameOf(result.reason));
  object.Set("epochs", result.epochs);
  object.Set("bestEpoch", result.bestEpoch);
  object.Set("validationEsr", result.validation.plain);
  object.Set("validationEsrPreEmphasised", result.validation.preEmphasised);
  object.Set("seconds", result.seconds);
  object.Set("recoveries", result.recoveries);
  object.Set("weights", toFloats(env, result.weights));
  return object;
}

class TrainerObject : public Napi::ObjectWrap<TrainerObject> {
 public:
  explicit TrainerObject(const Napi::CallbackInfo& call) : ObjectWrap(call) {
    guarded(call.Env(), [&] {
      if (!call[0].IsObject()) throw std::invalid_argument("expected the options of a training");
      const auto object = call[0].As<Napi::Object>();
      checkpointSeconds = number(object, "checkpointSeconds");
      trainer =
          std::make_unique<Trainer>(modelSpec(required(object, "spec")), trainerOptions(object), trainingData(object));
    });
  }

  /// The object stays alive while its thread runs: `finish` lets go of it.
  Napi::Value run(const Napi::CallbackInfo& call) {
    const Napi::Env env = call.Env();
    checkIdle(env);
    cancelled = false;
    Ref();
    deferred = std::make_unique<Napi::Promise::Deferred>(env);
    toMain = Napi::ThreadSafeFunction::New(env, call[0].As<Napi::Function>(), "training", 0, 1);
    worker = std::thread([this] { work(); });
    return deferred->Promise();
  }

  Napi::Value firstGradient(const Napi::CallbackInfo& call) {
    checkIdle(call.Env());
    const training::LossAndGradient found = trainer->firstGradient();
    Napi::Object object = Napi::Object::New(call.Env());
    object.Set("loss", found.loss);
    object.Set("gradient", toFloats(call.Env(), found.gradient));
    return object;
  }

  Napi::Value weights(const Napi::CallbackInfo& call) {
    checkIdle(call.Env());
    return toFloats(call.Env(), trainer->weights());
  }

  void cancel(const Napi::CallbackInfo&) { cancelled = true; }

  Napi::Value state(const Napi::CallbackInfo& call) {
    checkIdle(call.Env());
    return toBytes(call.Env(), trainer->state());
  }

  void restore(const Napi::CallbackInfo& call) {
    checkIdle(call.Env());
    guarded(call.Env(), [&] { trainer->restore(bytes(call[0], "state")); });
  }

 private:
  void checkIdle(Napi::Env env) const {
    if (worker.joinable()) throw Napi::Error::New(env, "the training is running: wait for it, or cancel it first");
  }

  void work() {
    TrainingResult result;
    std::string error;
    double nextCheckpoint = checkpointSeconds;
    try {
      result = trainer->run(
          [&](const EpochReport& report) {
            Checkpoint checkpoint;
            if (checkpointSeconds > 0 && report.seconds >= nextCheckpoint) {
              checkpoint = {trainer->state(), trainer->bestWeights()};
              nextCheckpoint = report.seconds + checkpointSeconds;
            }
            toMain.BlockingCall([report, checkpoint = std::move(checkpoint)](Napi::Env env, Napi::Function onProgress) {
              onProgress.Call({toObject(env, report, checkpoint)});
            });
          },
          &cancelled);
    } catch (const std::exception& thrown) {
      error = thrown.what();
    }
    toMain.BlockingCall([this, result = std::move(result), error = std::move(error)](Napi::Env env, Napi::Function) {
      finish(env, result, error);
    });
    toMain.Release();
  }

  void finish(Napi::Env env, const TrainingResult& result, const std::string& error) {
    worker.join();
    if (error.empty()) {
      deferred->Resolve(toObject(env, result));
    } else {
      deferred->Reject(Napi::Error::New(env, error).Value());
    }
    Unref();
  }

  static constexpr std::int64_t kTypicalBytes = 4 << 20;  // of a small training

  std::unique_ptr<Trainer> trainer;
  double checkpointSeconds = 0;
  std::thread worker;
  std::atomic<bool> cancelled{false};
  std::unique_ptr<Napi::Promise::Deferred> deferred;
  Napi::ThreadSafeFunction toMain;
};

}  // namespace

Napi::Function defineTrainer(Napi::Env env) {
  return TrainerObject::DefineClass(env, "Trainer",
                                    {TrainerObject::InstanceMethod<&TrainerObject::run>("run"),
                                     TrainerObject::InstanceMethod<&TrainerObject::firstGradient>("firstGradient"),
                                     TrainerObject::InstanceMethod<&TrainerObject::weights>("weights"),
                                     TrainerObject::InstanceMethod<&TrainerObject::cancel>("cancel"),
                                     TrainerObject::InstanceMethod<&TrainerObject::state>("state"),
                                     TrainerObject::InstanceMethod<&TrainerObject::restore>("restore")});
}

}  // namespace tonewright::addon
