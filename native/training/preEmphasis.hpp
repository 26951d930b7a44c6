// Pre-emphasis filters: what the error passes before its energy is taken, so that training attends to what is heard.
#pragma once

#include <vector>

#include "training/options.hpp"

namespace tonewright::training {

/// The filter's taps: {1}, {1, -c}, or A-weighting as linear-phase FIR of 4.2 ms. [init]
std::vector<float> preEmphasisTaps(PreEmphasis kind, double coefficient, double sampleRate);

/// Gain of A-weighting at a frequency, linear, 1 at 1 kHz (IEC 61672-1, annex E). [any-thread]
double aWeightingGain(double frequencyHz);

/// Mean square of `signal` through `taps` from silence, over all samples of all targets. [init]
double meanEnergy(const std::vector<TrainingPair>& pairs, const std::vector<float>& taps);

}  // namespace tonewright::training
