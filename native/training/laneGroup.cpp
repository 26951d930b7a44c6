#include "training/laneGroup.hpp"

#include <algorithm>

#include "training/random.hpp"

namespace tonewright::training {

LaneGroup::LaneGroup(const ModelSpec& spec, const TrainerOptions& options, const LossScales& scales,
                     const Kernels& kernels)
    : spec_(spec),
      kernels_(kernels),
      maxSteps_(options.tbpttSamples),
      network_(spec, kernels, maxSteps_),
      loss_(scales, options.loss, kernels, maxSteps_),
      target_(static_cast<std::size_t>(maxSteps_) * kLanes),
      mask_(static_cast<std::size_t>(maxSteps_) * kLanes),
      fed_(static_cast<std::size_t>(maxSteps_) * kLanes),
      weightGradient_(weightCount(spec)),
      edges_(static_cast<std::size_t>(maxSteps_) * kLanes) {}

void LaneGroup::start(const PackedModel& model, const std::vector<TrainingPair>& pairs, const Segment* segments,
                      int warmUpSamples) {
  pairs_ = &pairs;
  for (int lane = 0; lane < kLanes; ++lane) {
    lanes_[lane] = segments[lane];
    lanes_[lane].start -= warmUpSamples;
  }
  network_.reset(model);
  loss_.reset();
  fillKnobs();
  for (int done = 0; done < warmUpSamples; done += maxSteps_)
    evaluate(model, std::min(maxSteps_, warmUpSamples - done));
}

double LaneGroup::train(const PackedModel& model, int steps, Feeding feeding) {
  const float* fed = drawFed(steps, feeding);
  gather(steps);
  network_.forward(model, steps, fed);
  const double loss = loss_(network_.output(), target_.data(), ragged_ ? mask_.data() : nullptr, steps);
  weightGradient_.clear();
  network_.backward(model, steps, loss_.gradient(), weightGradient_.data(), fed);
  return loss;
}

GroupLoss::Energies LaneGroup::evaluate(const PackedModel& model, int steps, Feeding feeding) {
  const float* fed = drawFed(steps, feeding);
  gather(steps);
  network_.forward(model, steps, fed);
  return loss_.errors(network_.output(), target_.data(), ragged_ ? mask_.data() : nullptr, steps);
}

void LaneGroup::fillKnobs() {
  const std::size_t inputs = spec_.layers.front().inputs;
  for (int lane = 0; lane < kLanes; ++lane) {
    const TrainingPair* pair = pairOf(lane);
    for (std::size_t k = 0; pair && k < pair->knobs.size(); ++k)
      for (std::size_t t = 0; t < static_cast<std::size_t>(maxSteps_); ++t)
        network_.input()[(t * inputs + 1 + k) * kLanes + static_cast<std::size_t>(lane)] = pair->knobs[k];
  }
}

// The next `steps` samples of a lane's recording; silence lies beyond its ends.
const float* LaneGroup::stretch(const std::vector<float>& samples, int lane, int steps) {
  const std::int64_t start = lanes_[lane].start, size = static_cast<std::int64_t>(samples.size());
  if (start >= 0 && start + steps <= size) return samples.data() + start;
  const std::int64_t first = std::clamp<std::int64_t>(start, 0, size);
  const std::int64_t last = std::clamp<std::int64_t>(start + steps, 0, size);
  if (first >= last) return nullptr;
  float* edge = edges_.data() + static_cast<std::ptrdiff_t>(lane) * maxSteps_;
  std::fill_n(edge, steps, 0.0f);
  std::copy(samples.begin() + first, samples.begin() + last, edge + (first - start));
  return edge;
}

// Fills one feature of a [steps][features][lane] tensor from each lane's recording.
template <class SamplesOf>
void LaneGroup::gatherFeature(SamplesOf samplesOf, int steps, int features, float gain, float* tensor) {
  const float* sources[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) {
    const TrainingPair* pair = pairOf(lane);
    sources[lane] = pair ? stretch(samplesOf(*pair), lane, steps) : nullptr;
  }
  kernels_.gather(sources, steps, features, gain, tensor);
}

void LaneGroup::gather(int steps) {
  const int inputs = network_.inputs(), channels = static_cast<int>((*pairs_)[0].channels.size());
  for (int c = 0; c < channels; ++c) {
    const int feature = c == 0 ? 0 : inputs - channels + c;  // knobs lie between the audio and the other channels
    const auto channel = [c](const TrainingPair& pair) -> const auto& {
      return pair.channels[static_cast<std::size_t>(c)];
    };
    gatherFeature(channel, steps, inputs, c == 0 ? spec_.inputGain : 1.0f, network_.input() + feature * kLanes);
  }
  gatherFeature(
      [](const TrainingPair& pair) -> const auto& { return pair.target; }, steps, 1, 1.0f, target_.data());
  fillMask(steps);
  for (Segment& lane : lanes_) lane.start += steps;
}

void LaneGroup::fillMask(int steps) {
  std::int64_t first[kLanes], end[kLanes];  // the steps that count
  ragged_ = false;
  for (int lane = 0; lane < kLanes; ++lane) {
    const TrainingPair* pair = pairOf(lane);
    first[lane] = -lanes_[lane].start;
    end[lane] = pair ? static_cast<std::int64_t>(pair->target.size()) - lanes_[lane].start : first[lane];
    ragged_ = ragged_ || first[lane] > 0 || end[lane] < steps;
  }
  for (std::int64_t t = 0; ragged_ && t < steps; ++t)
    for (int lane = 0; lane < kLanes; ++lane)
      mask_.data()[t * kLanes + lane] = t >= first[lane] && t < end[lane] ? 1.0f : 0.0f;
}

// The next `steps` samples that are fed; up to a recording's first one, which seeds it, none is.
const float* LaneGroup::drawFed(int steps, Feeding feeding) {
  if (feeding.share <= 0) return nullptr;
  Random random(feeding.seed);
  for (int t = 0; t < steps; ++t)
    for (int lane = 0; lane < kLanes; ++lane)
      fed_.data()[t * kLanes + lane] =
          random.uniform() < feeding.share && lanes_[lane].pair >= 0 && lanes_[lane].start + t > 0 ? 1.0f : 0.0f;
  return fed_.data();
}

const TrainingPair* LaneGroup::pairOf(int lane) const {
  return lanes_[lane].pair < 0 ? nullptr : &(*pairs_)[static_cast<std::size_t>(lanes_[lane].pair)];
}

}  // namespace tonewright::training
