// What a training run is told: data, losses, optimiser, schedule, limits. Plain values, checked by `validate`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/spec.hpp"
#include "training/fast/kernels.hpp"

namespace tonewright::training {

/// One recording. Model inputs are in this order: audio = channels[0], then `knobs`, then the other channels.
struct TrainingPair {
  std::vector<std::vector<float>> channels;  // [1 + further per-sample inputs][samples]
  std::vector<float> knobs;                  // constant over the recording, normalised to 0..1
  std::vector<float> target;                 // [samples], aligned with channels[0]
};

struct TrainingData {
  std::vector<TrainingPair> training;
  std::vector<TrainingPair> validation;
};

/// FIR that error and target pass before the ESR: none, 1 - c z^-1, or A-weighting (IEC 61672) for the sample rate.
enum class PreEmphasis { none, firstOrder, aWeighting };

struct StftResolution {
  int fftSize = 1024;
  int hopSamples = 256;
  int windowSamples = 1024;  // Hann window; at most fftSize and at most the TBPTT chunk
};

/// Weights of a sum of losses. ESR and DC are relative to the mean energy of the whole training target (the ESR's
/// pre-emphasised like its error), so the ESR averaged over an epoch is the ESR of the training set as it is reported.
struct LossOptions {
  double esr = 1.0;
  double dc = 0.0;  // squared mean error of each chunk, over the target's mean energy
  double mse = 0.0;
  double mae = 0.0;
  double stft = 0.0;  // multi-resolution: spectral convergence + log magnitude distance
  PreEmphasis preEmphasis = PreEmphasis::firstOrder;
  double preEmphasisCoefficient = 0.85;
  std::vector<StftResolution> stftResolutions = {{512, 128, 512}, {256, 64, 256}, {128, 32, 128}};
};

struct OptimiserOptions {
  double learningRate = 0.01;  // the schedule's peak
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool isInEigenbasis = false;  // SOAP, whose beta2 is its own
  double weightDecay = 0.0;     // decoupled (AdamW); 0 is Adam
  double clipNorm = 0.0;        // limit of the gradient's global norm; 0 is none
  double emaDecay = 0.0;        // 0 is off; else validation and the result use averaged weights
};

enum class ScheduleKind { constant, plateau, cosine, oneCycle };

struct ScheduleOptions {
  ScheduleKind kind = ScheduleKind::cosine;
  double warmUpShare = 0.0;    // cosine, one-cycle: share of the run that rises linearly to the peak
  double finalRatio = 0.01;    // cosine, one-cycle: last rate over the peak
  double plateauFactor = 0.5;  // plateau: multiplies the rate ...
  int plateauPatience = 5;     // ... after so many validations without a new best
};

enum class Initialisation { uniform, orthogonal };

/// For models that continue a signal, trained on recordings whose target is their own audio one sample later: share of
/// the samples whose input is the model's own last output in place of the recording's (scheduled sampling, Bengio et
/// al. 2015, with the gradient going back through the output). It moves evenly over the run's epochs: 0 to 0 is teacher
/// forcing, 1 to 1 free running, 0 to 1 anneals. With a last share above 0 validation runs free from its first sample.
struct FeedbackOptions {
  double first = 0.0;
  double last = 0.0;
};

struct TrainerOptions {
  std::uint64_t seed = 1;
  int epochs = 100;
  double timeLimitSeconds = 0.0;  // 0 is none; with a limit the schedule follows max(share of epochs, share of time)
  int batchSize = 16;             // sequences at once, a multiple of 16
  int tbpttSamples = 256;         // samples between updates; a convolutional model wants several receptive fields
  int segmentSamples = 24000;     // about how long a sequence keeps its state; fitted so that batches are full
  int warmUpSamples = 1000;       // samples before each segment that only settle the state
  bool jitterSegments = true;     // new segment borders each epoch
  int threads = 0;                // 0: one for each processor
  int validateEvery = 1;          // epochs
  int validationWarmUpSamples = 8192;
  int patience = 0;       // validations without a new best until the run ends; 0: never
  int maxRecoveries = 3;  // after a divergence: back to the best weights at half the rate, so often
  LossOptions loss;
  OptimiserOptions optimiser;
  ScheduleOptions schedule;
  FeedbackOptions feedback;
  Initialisation initialisation = Initialisation::uniform;
  bool trainsBiases = true;              // else they stay as they start: random ones at 0
  double longestMemorySamples = 2000.0;  // time constants that gates start with, see initialise.hpp; 0: not spread
  std::vector<float> initialWeights;     // start from these, the best until others are better; empty: random
  InstructionSet instructionSet = InstructionSet::automatic;
};

/// Bytes of all layers' outputs, of all sequences of the batch, that a run may take.
inline constexpr double kMostTensorBytes = 4.0 * 1024 * 1024 * 1024;

/// Throws std::invalid_argument that says what was expected, what was found and what to do. [init]
void validate(const ModelSpec& spec, const TrainerOptions& options, const TrainingData& data);

}  // namespace tonewright::training
