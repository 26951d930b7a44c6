#include "plugin/bridge/meterFrame.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tonewright::plugin::bridge {

namespace {

void append(Bytes& bytes, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

void append(Bytes& bytes, float value) {
  append(bytes, std::bit_cast<std::uint32_t>(std::isfinite(value) ? value : 0.0f));
}

std::uint8_t spectrumByte(float decibels) {
  const double steps = -decibels / kSpectrumStepDecibels;
  return static_cast<std::uint8_t>(std::isnan(steps) ? 255.0 : std::clamp(std::round(steps), 0.0, 255.0));
}

}  // namespace

Bytes meterFrame(const MeterReading& reading, bool withSpectrum) {
  const std::size_t channels = std::min<std::size_t>(reading.channels, 2);
  const std::size_t bins = withSpectrum ? std::min<std::size_t>(reading.spectrumDecibels.size(), 65535) : 0;
  std::uint8_t clips = 0;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    clips |= static_cast<std::uint8_t>(reading.input[channel].clipped << channel);
    clips |= static_cast<std::uint8_t>(reading.output[channel].clipped << (2 + channel));
  }
  Bytes bytes{kMeterFrameVersion, static_cast<std::uint8_t>(channels), clips, 0};
  append(bytes, static_cast<std::uint32_t>(bins));
  append(bytes, reading.sampleRate);
  append(bytes, reading.cpu);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    append(bytes, reading.input[channel].peak);
    append(bytes, reading.input[channel].rms);
    append(bytes, reading.output[channel].peak);
    append(bytes, reading.output[channel].rms);
  }
  for (std::size_t bin = 0; bin < bins; ++bin) bytes.push_back(spectrumByte(reading.spectrumDecibels[bin]));
  return bytes;
}

}  // namespace tonewright::plugin::bridge
