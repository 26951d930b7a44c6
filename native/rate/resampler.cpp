#include "rate/resampler.hpp"

#include <speex/speex_resampler.h>

#include <stdexcept>
#include <string>

namespace tonewright {

namespace {

/// Of 0..10. 64 taps: there and back between 44.1 and 48 kHz it is flat to 0.1 dB up to 19 kHz, leaves images and
/// aliases at -83 dB and takes 1.5 ms; see docs/sample-rates.md for the others.
constexpr int kQuality = 4;

}  // namespace

void Resampler::Free::operator()(SpeexResamplerState_* state) const { speex_resampler_destroy(state); }

Resampler::Resampler(std::uint32_t fromRate, std::uint32_t toRate) : fromRate(fromRate), toRate(toRate) {
  int error = RESAMPLER_ERR_SUCCESS;
  state.reset(speex_resampler_init(1, fromRate, toRate, kQuality, &error));
  if (!state) {
    throw std::invalid_argument("no conversion from " + std::to_string(fromRate) + " to " + std::to_string(toRate) +
                                " Hz: " + speex_resampler_strerror(error));
  }
  reset();
}

std::size_t Resampler::lookAhead() const noexcept {
  return static_cast<std::size_t>(speex_resampler_get_input_latency(state.get()));
}

std::size_t Resampler::process(const float* in, std::size_t frames, float* out) noexcept {
  auto taken = static_cast<spx_uint32_t>(frames), written = static_cast<spx_uint32_t>(mostOutputs(frames));
  speex_resampler_process_float(state.get(), 0, in, &taken, out, &written);
  return written;
}

void Resampler::reset() noexcept {
  speex_resampler_reset_mem(state.get());
  speex_resampler_skip_zeros(state.get());
}

}  // namespace tonewright
