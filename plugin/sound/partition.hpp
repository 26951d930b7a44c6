// A stretch of a long impulse response, convolved in parts of equal size.
#pragma once

#include <juce_dsp/juce_dsp.h>

#include <span>
#include <vector>

namespace tonewright::plugin {

/// Overlap and save with a line of past spectra (Wefers 2015, uniformly partitioned). One window of input, two parts
/// long, makes one part of output; the work between them can be done in steps.
class Partition {
 public:
  /// `order` is that of the transform, two parts long. [init]
  Partition(std::span<const float> response, int order);

  std::size_t partFrames() const noexcept { return part; }
  bool isEmpty() const noexcept { return responses.empty(); }

  /// A new window of input: the part before and the present one. [audio-thread]
  void begin(const float* window) noexcept;

  /// Step `index` of `count`: adds what that share of the response makes of the inputs so far. [audio-thread]
  void step(std::size_t index, std::size_t count) noexcept;

  /// The part of output, into `output`. [audio-thread]
  void finish(float* output) noexcept;

  /// [audio-thread]
  void reset() noexcept;

 private:
  /// Real and imaginary parts lie apart, so that loops over them become vectors.
  struct Spectrum {
    std::vector<float> re, im;  // [part + 1]
  };

  void transform(Spectrum& target) noexcept;

  juce::dsp::FFT fft;
  std::size_t part;
  std::vector<Spectrum> responses;  // of its parts
  std::vector<Spectrum> past;       // of the last windows, a ring of as many
  std::size_t newest = 0;           // in that ring
  Spectrum sum;
  std::vector<float> work;  // [4 * part], for the transform
};

}  // namespace tonewright::plugin
