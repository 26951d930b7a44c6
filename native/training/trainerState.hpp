// Everything that changes while training runs, and its bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "training/optimiser.hpp"
#include "training/random.hpp"
#include "training/validation.hpp"

namespace tonewright::training {

struct TrainerState {
  std::vector<float> weights, best;
  Optimiser optimiser;
  Random random;
  std::int64_t epoch = 0;
  std::int64_t bestEpoch = 0;
  std::int64_t recoveries = 0;
  std::int64_t validationsSinceBest = 0;
  std::int64_t validationsSinceDrop = 0;  // plateau schedule
  double rateFactor = 1.0;                // of plateaus and recoveries
  double bestEsr;                         // pre-emphasised; infinite before the first validation
  ValidationEsr validation;               // the last
  double seconds = 0;

  TrainerState(const TrainerOptions& options, const ModelSpec& spec);

  /// Little-endian bytes that begin with a magic number, a version and `fingerprint`, and end with a checksum.
  std::vector<std::uint8_t> write(std::uint64_t fingerprint) const;
  /// Throws std::invalid_argument when the bytes are damaged or were written under another fingerprint.
  void read(std::span<const std::uint8_t> bytes, std::uint64_t fingerprint);

 private:
  template <class Visit>
  void visit(Visit&& visit);
};

/// A number that tells models, data and those options apart that a resumed run must share. [init]
std::uint64_t fingerprintOf(const ModelSpec& spec, const TrainerOptions& options, const TrainingData& data);

}  // namespace tonewright::training
