// A model over 16 sequences at once: owns the tensors of one chunk of time and runs the layers' fast kernels over it,
// block by block, so that what one layer leaves the next finds in the cache.
//
// Each chunk goes on where the one before ended: recurrent layers keep their state, convolutions the last samples of
// their sources. Gradients stay within a chunk: what lies before it is taken as given (truncated backpropagation).
#pragma once

#include <vector>

#include "training/aligned.hpp"
#include "training/fast/kernels.hpp"
#include "training/tensorPlan.hpp"

namespace tonewright::training {

/// All layers' weights as the kernels read them.
class PackedModel {
 public:
  PackedModel(const ModelSpec& spec, const Kernels& kernels);
  void pack(const float* weights);  // flat, in the order of engine/spec.hpp
  const float* layer(std::size_t i) const { return packed_.data() + offsets_[i]; }
  /// [stateCount(layer)], what a reset starts from.
  const std::vector<float>& initialState(std::size_t i) const { return initialStates_[i]; }

 private:
  const ModelSpec& spec_;
  const Kernels& kernels_;
  std::vector<std::size_t> offsets_;
  std::vector<std::vector<float>> initialStates_;
  AlignedFloats packed_;
};

/// [history + steps][width], and the history of the next chunk, kept apart while the present one is still needed.
class Tensor {
 public:
  Tensor(std::size_t historyRows, std::size_t steps, std::size_t width);
  float* row(std::size_t t) { return rows_.data() + history_ + t * width_; }
  std::size_t width() const { return width_; }
  void clear() { rows_.clear(); }
  /// Row 0 becomes all of the history too.
  void holdFirstRow();
  void keepHistory(std::size_t steps);
  void restoreHistory();

 private:
  std::size_t width_, history_;  // floats
  AlignedFloats rows_, kept_;
};

class Network {
 public:
  /// For chunks of up to `maxSteps`. [init]
  Network(const ModelSpec& spec, const Kernels& kernels, int maxSteps);

  int inputs() const { return static_cast<int>(spec_.layers.front().inputs); }
  /// [steps][inputs][lane], to be filled before `forward`; inputGain is already applied to feature 0.
  float* input() { return input_.row(0); }
  /// [steps][lane], after `forward` and until `backward`.
  const float* output() const { return output_; }
  /// The state that a reset of the engine gives: recurrent layers at their initial state, convolutions as if all
  /// inputs had been 0 for ever, then spec.settleSamples of silence. Clears `input()`.
  void reset(const PackedModel& model);
  /// Runs a chunk on from where the last one ended. `fed` [steps][lane] is 1 where the input becomes the output of the
  /// sample before (not at the first one after a reset), else 0; null: nowhere.
  void forward(const PackedModel& model, int steps, const float* fed = nullptr);
  /// Adds the gradient of the last chunk's loss to `weightGradient` (flat), from d(loss)/d(output) [steps][lane].
  /// `fed` is that of `forward`; the gradient goes back through what was fed, within the chunk.
  void backward(const PackedModel& model, int steps, const float* outputGradient, float* weightGradient,
                const float* fed = nullptr);

 private:
  LayerRun runOf(const PackedModel& model, std::size_t i, int first, int steps);
  const float* rowOf(const TensorPlan::Edge& edge, std::size_t t);
  GradientOut gradientOf(const TensorPlan::Edge& edge);
  float* gradientOf(std::size_t layer);
  void hold(const PackedModel& model, std::size_t i);
  void feed(int step, const float* fed);
  void takeFedGradient(int step, const float* fed, float* outputGradient);
  void mixOutput(int steps);
  template <class Visit>
  void eachTensor(Visit visit);

  const ModelSpec& spec_;
  const Kernels& kernels_;
  const TensorPlan plan_;
  const int maxSteps_;
  Tensor input_;
  std::vector<Tensor> outputs_, cells_;  // [layers]; empty where a layer shares another's or has none
  std::vector<AlignedFloats> gates_, scratch_, gradients_;
  std::vector<std::size_t> weightOffsets_;
  AlignedFloats mixed_;
  AlignedFloats before_;         // [lane], the output before the chunk
  AlignedFloats inputGradient_;  // [lane], of the step whose input was fed
  bool isReset_ = true, wantsInputGradient_ = false;
  const float* output_ = nullptr;
};

}  // namespace tonewright::training
