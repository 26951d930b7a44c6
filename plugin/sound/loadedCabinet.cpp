#include "plugin/sound/loadedCabinet.hpp"

#include <juce_audio_formats/juce_audio_formats.h>

#include <cmath>
#include <stdexcept>

#include "rate/resampler.hpp"

namespace tonewright::plugin {

namespace {

constexpr std::size_t kRingSamples = 32;  // before the first sample, when the rate is converted
constexpr std::size_t kFadeSamples = 1024;

using Channels = std::vector<std::vector<float>>;

/// Null when it is no file of that format.
template <class Format>
std::unique_ptr<juce::AudioFormatReader> open(const std::string& bytes) {
  auto stream = std::make_unique<juce::MemoryInputStream>(bytes.data(), bytes.size(), false);
  return std::unique_ptr<juce::AudioFormatReader>(Format().createReaderFor(stream.release(), true));
}

std::unique_ptr<juce::AudioFormatReader> open(const Source& source) {
  if (source.bytes.size() > kMaxCabinetBytes) throw std::runtime_error(source.name + ": too large");
  auto reader = open<juce::WavAudioFormat>(source.bytes);
  if (!reader) reader = open<juce::AiffAudioFormat>(source.bytes);
  if (!reader) throw std::runtime_error(source.name + ": expected an impulse response as a WAV or AIFF file");
  const bool isUsable = reader->sampleRate >= 8000.0 && reader->sampleRate <= 768000.0 && reader->numChannels > 0 &&
                        reader->numChannels <= 64 && reader->lengthInSamples > 0;
  if (!isUsable) {
    throw std::runtime_error(source.name + ": expected samples at 8 to 768 kHz; found " +
                             std::to_string(reader->lengthInSamples) + " at " + std::to_string(reader->sampleRate) +
                             " Hz");
  }
  return reader;
}

Channels samplesOf(juce::AudioFormatReader& reader) {
  const auto most = static_cast<juce::int64>(LoadedCabinet::kMaxSeconds * reader.sampleRate);
  const int length = static_cast<int>(std::min(most, reader.lengthInSamples));
  const int count = static_cast<int>(std::min(reader.numChannels, 2u));
  juce::AudioBuffer<float> audio(count, length);
  audio.clear();
  reader.read(&audio, 0, length, 0, true, count > 1);
  const int fade = std::min(length, static_cast<int>(kFadeSamples));
  if (reader.lengthInSamples > most) audio.applyGainRamp(length - fade, fade, 1.0f, 0.0f);
  Channels channels;
  for (int channel = 0; channel < count; ++channel) {
    channels.emplace_back(audio.getReadPointer(channel), audio.getReadPointer(channel) + length);
  }
  return channels;
}

/// By the loudest channel, so that the two keep their balance.
void normalise(Channels& channels, const std::string& name) {
  double most = 0.0;
  for (const auto& channel : channels) {
    double energy = 0.0;
    for (const float x : channel) energy += static_cast<double>(x) * x;
    if (!std::isfinite(energy)) throw std::runtime_error(name + ": holds samples that are not finite");
    most = std::max(most, energy);
  }
  if (most < 1e-12) throw std::runtime_error(name + ": is silent");
  const auto gain = static_cast<float>(1.0 / std::sqrt(most));
  for (auto& channel : channels) {
    for (float& x : channel) x *= gain;
  }
}

}  // namespace

LoadedCabinet::LoadedCabinet(SharedSource source) : file(std::move(source)) {
  const auto reader = open(*file);
  rate = reader->sampleRate;
  responses = samplesOf(*reader);
  normalise(responses, file->name);
}

LoadedCabinet::AtRate LoadedCabinet::at(std::uint32_t hostRate) const {
  const auto fileRate = static_cast<std::uint32_t>(std::lround(rate));
  if (hostRate == fileRate) return {responses, 0};
  AtRate result;
  const double ratio = static_cast<double>(hostRate) / fileRate;
  result.latencySamples = static_cast<std::uint32_t>(std::lround(kRingSamples * ratio));
  for (const auto& response : responses) {
    Resampler resampler(fileRate, hostRate);
    std::vector<float> in(kRingSamples + response.size() + resampler.lookAhead() + kRingSamples);
    std::copy(response.begin(), response.end(), in.begin() + kRingSamples);
    auto& out = result.channels.emplace_back(resampler.mostOutputs(in.size()));
    out.resize(resampler.process(in.data(), in.size(), out.data()));
    for (float& x : out) x *= static_cast<float>(1.0 / ratio);
  }
  return result;
}

}  // namespace tonewright::plugin
