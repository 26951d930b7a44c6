#include "training/epochPlan.hpp"

#include <algorithm>

namespace tonewright::training {
namespace {

std::int64_t segmentsOf(std::int64_t length, std::int64_t segmentSamples, bool jitter) {
  return (length + segmentSamples - 1) / segmentSamples + (jitter ? 1 : 0);
}

int roundsFor(const SegmentDemand& demand, int chunks) {
  std::int64_t count = 0;
  for (std::int64_t length : demand.lengths)
    count += segmentsOf(length, static_cast<std::int64_t>(chunks) * demand.chunkSamples, demand.jitter);
  return static_cast<int>((count + demand.lanes - 1) / demand.lanes);
}

}  // namespace

SegmentPlan planSegments(const SegmentDemand& demand) {
  const std::int64_t longest = *std::max_element(demand.lengths.begin(), demand.lengths.end());
  const int preferred = demand.preferredChunks;
  const int most = static_cast<int>((longest + demand.chunkSamples - 1) / demand.chunkSamples);
  const int limit = preferred > 0 ? std::min(most, preferred + preferred / 2) : most;
  SegmentPlan best;
  double bestCost = 0;
  for (int chunks = 1; chunks <= limit; chunks += 1 + chunks / 256) {
    const int rounds = roundsFor(demand, chunks);
    double cost = rounds * (static_cast<double>(chunks) * demand.chunkSamples + demand.warmUpCost);
    // Much shorter segments than asked for must be worth it: they cut off long memory.
    if (preferred > 0 && 5 * chunks < 3 * preferred) cost *= 1.3;
    if (bestCost == 0 || cost <= bestCost) best = {chunks, rounds}, bestCost = cost;
  }
  return best;
}

std::vector<Segment> drawSegments(const SegmentDemand& demand, const SegmentPlan& plan, Random* random) {
  const std::int64_t size = static_cast<std::int64_t>(plan.chunks) * demand.chunkSamples;
  std::vector<Segment> segments;
  for (std::size_t pair = 0; pair < demand.lengths.size(); ++pair) {
    const std::int64_t length = demand.lengths[pair], count = segmentsOf(length, size, demand.jitter);
    const std::int64_t slack = std::min(size - 1, count * size - length);
    const std::int64_t before =
        random && demand.jitter ? static_cast<std::int64_t>(random->below(static_cast<std::uint64_t>(slack) + 1)) : 0;
    for (std::int64_t i = 0; i < count; ++i) segments.push_back({static_cast<int>(pair), i * size - before});
  }
  if (random) random->shuffle(segments);
  segments.resize(static_cast<std::size_t>(plan.rounds) * static_cast<std::size_t>(demand.lanes));
  return segments;
}

}  // namespace tonewright::training
