#include "plugin/sound/rigger.hpp"

#include <cmath>

#include "engine/denormals.hpp"

namespace tonewright::plugin {

using Id = chain::ParameterId;

namespace {

const char* methodOf(const RatePlan& plan, std::uint32_t hostRate) {
  constexpr const char* kNames[2][2] = {{"none", "correct"}, {"resample", "both"}};
  return kNames[plan.innerRate != hostRate][plan.stretch != 1.0];
}

Engine engineOf(const chain::ParameterValues& values) {
  return values[Id::engine] == 0.0f ? Engine::tonewright : Engine::rtneural;
}

std::uint32_t oversamplingOf(const chain::ParameterValues& values) {
  return 1u << static_cast<unsigned>(values[Id::oversampling]);
}

}  // namespace

void Rigger::prepare(const Sound::Format& next, const chain::ParameterValues& values) {
  isPreparing = true;
  const std::lock_guard guard(building);
  isPreparing = false;
  format = next;
  sound.prepare(format, values);
  try {
    playPreset(preset, values);
  } catch (const std::exception& error) {
    playPreset(nullptr, values);
    const std::lock_guard shortly(lock);
    known.notice = error.what();
  }
  playCabinet();
}

void Rigger::setPreset(SharedPreset next, const chain::ParameterValues& values) {
  const std::lock_guard guard(building);
  playPreset(next, values);
  preset = std::move(next);
}

void Rigger::setCabinet(SharedCabinet next) {
  const std::lock_guard guard(building);
  cabinet = std::move(next);
  playCabinet();
}

bool Rigger::isStale(const chain::ParameterValues& values) const {
  const std::lock_guard guard(lock);
  return built && (engineOf(values) != built->engine || oversamplingOf(values) != built->oversampling);
}

void Rigger::refresh(const chain::ParameterValues& values) {
  const std::lock_guard guard(building);
  if (isStale(values)) playPreset(preset, values);
}

void Rigger::collect() {
  const std::unique_lock guard(building, std::try_to_lock);
  if (!guard) return;
  sound.rigs().collect();
  sound.cabinets().collect();
}

Rigger::Facts Rigger::facts() const {
  const std::lock_guard guard(lock);
  return known;
}

RigRequest Rigger::requestFor(const chain::ParameterValues& values) const {
  RigRequest request;
  request.sampleRate = static_cast<std::uint32_t>(std::lround(format.sampleRate));
  request.channels = format.channels;
  request.oversampling = oversamplingOf(values);
  request.engine = engineOf(values);
  return request;
}

/// Under `building`. With our own engine where the other one cannot play the model.
void Rigger::playPreset(const SharedPreset& wanted, const chain::ParameterValues& values) {
  if (format.sampleRate <= 0.0) return;
  const FlushToZero flush;
  const RigRequest asked = requestFor(values);
  RigRequest request = asked;
  Facts facts;
  std::unique_ptr<Rig> rig;
  if (wanted && request.engine == Engine::rtneural) {
    try {
      wanted->playableOn(request.engine);
    } catch (const std::invalid_argument& error) {
      facts.notice = error.what();
      request.engine = Engine::tonewright;
    }
  }
  rig = wanted ? std::make_unique<Rig>(wanted, request, values) : std::make_unique<Rig>();
  facts.rigLatencySamples = rig->latencySamples();
  if (wanted) facts.rateMethod = methodOf(rig->plan(), request.sampleRate);
  sound.rigs().publish(std::move(rig), isPreparing);
  const std::lock_guard shortly(lock);
  facts.cabinetLatencySamples = known.cabinetLatencySamples;
  known = facts;
  built = asked;
}

/// Under `building`.
void Rigger::playCabinet() {
  if (format.sampleRate <= 0.0) return;
  const FlushToZero flush;
  const auto rate = static_cast<std::uint32_t>(std::lround(format.sampleRate));
  auto stage = cabinet ? std::make_unique<Cabinet>(*cabinet, rate, format.channels) : std::make_unique<Cabinet>();
  const std::uint32_t latency = stage->latencySamples();
  sound.cabinets().publish(std::move(stage), isPreparing);
  const std::lock_guard shortly(lock);
  known.cabinetLatencySamples = latency;
}

}  // namespace tonewright::plugin
