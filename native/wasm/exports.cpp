// What JavaScript calls. Pointers are places in the module's memory; `tw_allocate` gives some.
#include <cstdlib>
#include <cstring>
#include <optional>

#include "engine/denormals.hpp"
#include "wasm/allocations.hpp"
#include "wasm/rack.hpp"
#include "wasm/reading.hpp"

using namespace tonewright;
using tonewright::wasm::Rack;
using tonewright::wasm::Reading;

#define TONEWRIGHT_EXPORT(name) extern "C" __attribute__((export_name(#name), used))

TONEWRIGHT_EXPORT(tw_allocate) void* tw_allocate(std::size_t bytes) { return std::malloc(bytes); }
TONEWRIGHT_EXPORT(tw_free) void tw_free(void* memory) { std::free(memory); }

TONEWRIGHT_EXPORT(tw_read) Reading* tw_read(const char* file, std::size_t bytes) {
  return new Reading(wasm::readPreset({file, bytes}));
}
TONEWRIGHT_EXPORT(tw_facts) const char* tw_facts(const Reading* reading) { return reading->facts.c_str(); }
TONEWRIGHT_EXPORT(tw_facts_bytes) std::size_t tw_facts_bytes(const Reading* reading) { return reading->facts.size(); }
TONEWRIGHT_EXPORT(tw_image) const std::byte* tw_image(const Reading* reading) { return reading->image.data(); }
TONEWRIGHT_EXPORT(tw_image_bytes) std::size_t tw_image_bytes(const Reading* reading) { return reading->image.size(); }
TONEWRIGHT_EXPORT(tw_close) void tw_close(Reading* reading) { delete reading; }

TONEWRIGHT_EXPORT(tw_rack) Rack* tw_rack(float sampleRate) { return new Rack(sampleRate); }
TONEWRIGHT_EXPORT(tw_samples) float* tw_samples(Rack* rack) { return rack->samples(); }
TONEWRIGHT_EXPORT(tw_most_frames) std::size_t tw_most_frames() { return Rack::kMaxFrames; }
TONEWRIGHT_EXPORT(tw_set) void tw_set(Rack* rack, std::size_t parameter, float value) { rack->set(parameter, value); }
TONEWRIGHT_EXPORT(tw_arrive) void tw_arrive(Rack* rack) { rack->arrive(); }
TONEWRIGHT_EXPORT(tw_process) void tw_process(Rack* rack, std::size_t frames) { rack->process(frames); }

/// Levels in LUFS and dBu, NaN where they are not known. False when the image is refused.
TONEWRIGHT_EXPORT(tw_load)
bool tw_load(Rack* rack, const std::byte* image, std::size_t bytes, float loudness, float inputLevel,
             const float* places, std::size_t knobs) {
  const auto known = [](float level) { return level == level ? std::optional(level) : std::nullopt; };
  try {
    rack->load({{image, bytes}, {known(loudness), known(inputLevel)}, {places, knobs}});
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

TONEWRIGHT_EXPORT(tw_allocations) std::size_t tw_allocations() { return wasm::allocationCount(); }
