// How recordings are cut into segments, and which sequence of the batch plays which segment.
#pragma once

#include <cstdint>
#include <vector>

#include "training/random.hpp"

namespace tonewright::training {

/// A stretch of one recording; it may begin before sample 0 or end after the last one, where nothing counts.
struct Segment {
  int pair = -1;  // -1: none, the lane idles
  std::int64_t start = 0;
};

/// Segments have one length, `chunks` x the chunk's samples, so that all sequences of a batch update together.
struct SegmentPlan {
  int chunks = 1;  // per segment
  int rounds = 1;  // batches of segments per epoch
};

/// What `planSegments` weighs: segments of about `preferredChunks` (0: any length), so few lanes idle as may be.
struct SegmentDemand {
  std::vector<std::int64_t> lengths;  // samples of each recording
  int lanes = 16;
  int chunkSamples = 256;
  int preferredChunks = 0;
  double warmUpCost = 0;  // of one segment, in training samples
  bool jitter = false;
};

/// The segment length that costs least time. [init]
SegmentPlan planSegments(const SegmentDemand& demand);

/// The segments of an epoch, rounds x lanes of them. With jitter their borders move at random, so that over the epochs
/// each update sees other stretches; every sample is in exactly one segment. `random` may be null: in order, unmoved.
std::vector<Segment> drawSegments(const SegmentDemand& demand, const SegmentPlan& plan, Random* random);

}  // namespace tonewright::training
