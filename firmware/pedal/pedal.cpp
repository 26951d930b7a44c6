#include "firmware/pedal/pedal.hpp"

#include <cmath>

#include "engine/denormals.hpp"

namespace tonewright::pedal {

namespace {

constexpr std::uint32_t kSaveAfterMs = 2000;  // of changes together: flash wears
constexpr std::uint32_t kClipMs = 80;
constexpr float kTogether = 0.9f;  // of the time: the rest is for the chain

constexpr bool isSame(const chain::ParameterValues& a, const chain::ParameterValues& b) {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    if (a[static_cast<Id>(i)] != b[static_cast<Id>(i)]) return false;
  }
  return true;
}

}  // namespace

Pedal::Pedal(const Parts& parts) : keeper(parts.storage), cyclesPerSample(parts.cyclesPerSample) {
  if (bank.open(parts.bank) != BankError::none) broken = Fault::bank;
  const float sampleRate = bank.count() > 0 ? bank.sampleRate() : 48000.0f;
  Settings kept;
  const bool isKnown = keeper.load(kept) && kept.bank == bank.fingerprint() && kept.preset < bank.count();
  settings = isKnown ? kept : Settings{};
  settings.bank = bank.fingerprint();
  chosen = wanted = settings.preset;
  switcher.prepare(parts.memory, sampleRate);
  cabinet.prepare(bank.cabinet(), sampleRate);
  recallValues(bank.count() > 0 ? startValues(chosen) : chain::ParameterValues{});
  set(Id::bypass, settings.isBypassed != 0 || broken == Fault::bank ? 1.0f : 0.0f);
  if (broken == Fault::none && !switcher.start(bank, chosen, present())) broken = Fault::preset;
  heard = present();
  [[maybe_unused]] const bool isPrepared = chain.prepare({sampleRate, 1, 0}, chain::settingsOf(heard), chainMemory);
  cabinet.setOn(heard.isOn(Id::cabinet));
  cabinet.reset();
}

void Pedal::audio(const float* in, float* out) noexcept {
  const FlushToZero flush;
  chain::ParameterValues now = present();
  if (load.isOverloaded()) now.set(Id::bypass, 1.0f);
  if (!isSame(now, heard)) {
    chain.set(chain::settingsOf(now));
    cabinet.setOn(now.isOn(Id::cabinet));
    heard = now;
  }
  std::copy_n(in, kBlockFrames, out);
  chain.process(
      &out, kBlockFrames,
      [&](const chain::Block& block) {
        if (!load.isOverloaded()) switcher.process(block.data[0], now);
      },
      [&](const chain::Block& block) {
        if (!load.isOverloaded()) cabinet.process(block.data[0]);
      });
  for (std::size_t t = 0; t < kBlockFrames; ++t) {
    if (std::fabs(out[t]) < 1.0f) continue;
    out[t] = std::copysign(1.0f, out[t]);
    hasClipped.store(true, std::memory_order_relaxed);
  }
}

chain::ParameterValues Pedal::present() const noexcept {
  chain::ParameterValues result;
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) result.set(static_cast<Id>(i), value(static_cast<Id>(i)));
  return result;
}

void Pedal::set(Id id, float value) noexcept {
  values[static_cast<std::size_t>(id)].store(chain::limited(chain::parameterOf(id), value), std::memory_order_relaxed);
}

/// By a knob or a controller: a place from 0 to 1.
void Pedal::turn(Id id, float place) {
  const float before = value(id);
  set(id, chain::valueAt(chain::parameterOf(id), std::clamp(place, 0.0f, 1.0f)));
  if (id == Id::bypass && value(id) != before) isUnsaved = true;
}

void Pedal::poll(const Controls& controls, std::uint32_t nowMs) {
  if (isUnsaved && changedMs == 0) changedMs = nowMs | 1u;
  const bool isChainChosen = controls.switches[kChainSwitch];
  for (std::size_t i = 0; i < kKnobs; ++i) {
    if (isChainChosen != switches[kChainSwitch]) knobs[i].rest();
    if (const auto place = knobs[i].poll(controls.knobs[i])) {
      turn(parameterOfKnob(i, bank.count() > 0 ? bank.entry(chosen).controls : 0, isChainChosen), *place);
    }
  }
  for (std::size_t i = 0; i < kSwitches; ++i) {
    if (knowsSwitches && controls.switches[i] != switches[i]) flip(i, controls.switches[i]);
    switches[i] = controls.switches[i];
  }
  knowsSwitches = true;
  if (const auto press = feet.poll(controls.footswitches, nowMs)) answer(*press);
  switchIfFree();
  if (changedMs != 0 && nowMs - changedMs >= kSaveAfterMs) {
    save();
  }
}

void Pedal::flip(std::size_t index, bool isOn) {
  if (index == kChainSwitch) return;
  const Id id = kSwitchJobs[index];
  if (id != Id::gate) return set(id, isOn ? 1.0f : 0.0f);
  const float ofPreset = bank.count() > 0 ? startValues(chosen)[id] : chain::parameterOf(id).min;
  const bool isGated = ofPreset > chain::parameterOf(id).min;
  set(id, !isOn ? chain::parameterOf(id).min : isGated ? ofPreset : kSwitchedGateDb);
}

void Pedal::answer(Press press) {
  const std::size_t count = std::max<std::size_t>(bank.count(), 1);
  switch (press) {
    case Press::tapLeft:
      set(Id::bypass, isBypassed() ? 0.0f : 1.0f);
      isUnsaved = true;
      return;
    case Press::tapRight:
      return want((wanted + 1) % count);
    case Press::holdRight:
      return want((wanted + count - 1) % count);
    case Press::holdLeft:
      return store();
    case Press::both:
      settings.stored &= ~(1u << chosen);
      if (bank.count() > 0) recallValues(startValues(chosen));
      isUnsaved = true;
      return;
  }
}

void Pedal::takeMidi(std::uint8_t byte) {
  const auto message = midi.take(byte);
  if (!message) return;
  if (message->kind == MidiMessage::Kind::program) {
    if (message->number < bank.count()) want(message->number);
  } else if (const auto id = parameterOfController(message->number)) {
    turn(*id, static_cast<float>(message->value) / 127.0f);
  }
}

void Pedal::want(std::size_t preset) noexcept {
  if (broken == Fault::bank) return;
  wanted = preset;
}

/// A preset that cannot be played is passed over: the one before plays on, and the light says so.
void Pedal::switchIfFree() {
  if (wanted == chosen || !switcher.isFree()) return;
  const chain::ParameterValues next = startValues(wanted);
  const auto cycles = [&](std::size_t i) { return static_cast<float>(bank.entry(i).cyclesPerSample); };
  const bool isTogether = cycles(chosen) + cycles(wanted) <= kTogether * cyclesPerSample;
  const bool isLoaded = switcher.choose(bank, wanted, next, isTogether);
  broken = isLoaded ? Fault::none : Fault::preset;
  if (!isLoaded) {
    wanted = chosen;
    return;
  }
  chosen = wanted;
  recallValues(next);
  load.clear();
  for (TurnedKnob& knob : knobs) knob.rest();
  isChangeShown = false;
  isUnsaved = true;
}

/// What a preset starts with: its own values or those that were stored for it; bypass stays.
chain::ParameterValues Pedal::startValues(std::size_t preset) const noexcept {
  chain::ParameterValues result = bank.values(preset);
  if ((settings.stored >> preset & 1u) != 0) {
    for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
      result.set(static_cast<Id>(i), settings.values[preset][i]);
    }
  }
  return result;
}

void Pedal::recallValues(const chain::ParameterValues& next) noexcept {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    if (static_cast<Id>(i) != Id::bypass) set(static_cast<Id>(i), next[static_cast<Id>(i)]);
  }
}

/// The values as they are now become the preset's.
void Pedal::store() {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) settings.values[chosen][i] = value(static_cast<Id>(i));
  settings.stored |= 1u << chosen;
  save();
}

void Pedal::save() {
  settings.preset = static_cast<std::uint32_t>(chosen);
  settings.isBypassed = isBypassed() ? 1u : 0u;
  keeper.save(settings);
  isUnsaved = false;
  changedMs = 0;
}

/// Active: lit while the effect plays. Status: after a change as many blinks as the preset's number; a short flash for
/// a clipped sample; fast blinking for an overload, slow for a damaged preset or bank.
Lights Pedal::lights(std::uint32_t nowMs) {
  constexpr std::uint32_t blinkMs = 250;
  if (!isChangeShown) {
    isChangeShown = true;
    shownMs = nowMs;
  }
  if (hasClipped.exchange(false, std::memory_order_relaxed)) clippedMs = nowMs | 1u;
  Lights lights{isBypassed() || broken == Fault::bank ? 0.0f : 1.0f, 0.0f};
  const std::uint32_t sinceChange = nowMs - shownMs;
  if (isOverloaded()) {
    lights.status = nowMs / 60 % 2 == 0 ? 1.0f : 0.0f;
  } else if (broken != Fault::none) {
    lights.status = nowMs / 700 % 2 == 0 ? 1.0f : 0.0f;
  } else if (clippedMs != 0 && nowMs - clippedMs < kClipMs) {
    lights.status = 1.0f;
  } else if (sinceChange < (chosen + 1) * blinkMs) {
    lights.status = sinceChange % blinkMs < blinkMs / 2 ? 1.0f : 0.0f;
  }
  return lights;
}

}  // namespace tonewright::pedal
