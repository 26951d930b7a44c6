#include "wavFile.hpp"

#include <juce_audio_formats/juce_audio_formats.h>

#include <stdexcept>

namespace tonewright::test {

Wav readWav(const std::string& path) {
  const juce::File file = juce::File::getCurrentWorkingDirectory().getChildFile(path);
  const std::unique_ptr<juce::AudioFormatReader> reader(
      juce::WavAudioFormat().createReaderFor(file.createInputStream().release(), true));
  if (!reader) throw std::runtime_error(path + ": expected a WAV file");
  Wav wav;
  wav.sampleRate = reader->sampleRate;
  wav.audio.setSize(int(reader->numChannels), int(reader->lengthInSamples));
  reader->read(&wav.audio, 0, wav.audio.getNumSamples(), 0, true, true);
  return wav;
}

void writeWav(const std::string& path, const Wav& wav) {
  const juce::File file = juce::File::getCurrentWorkingDirectory().getChildFile(path);
  file.deleteFile();
  auto stream = file.createOutputStream();
  if (!stream) throw std::runtime_error(path + ": cannot be written");
  const std::unique_ptr<juce::AudioFormatWriter> writer(juce::WavAudioFormat().createWriterFor(
      stream.release(), wav.sampleRate, unsigned(wav.audio.getNumChannels()), 32, {}, 0));
  if (!writer || !writer->writeFromAudioSampleBuffer(wav.audio, 0, wav.audio.getNumSamples())) {
    throw std::runtime_error(path + ": cannot be written");
  }
}

}  // namespace tonewright::test
