// WAV files of 32-bit floats as JUCE buffers, samples as they are.
#pragma once

#include <juce_audio_basics/juce_audio_basics.h>

#include <string>

namespace tonewright::test {

struct Wav {
  juce::AudioBuffer<float> audio;
  double sampleRate = 0.0;  // Hz
};

/// Throws std::runtime_error.
Wav readWav(const std::string& path);
void writeWav(const std::string& path, const Wav& wav);

}  // namespace tonewright::test
