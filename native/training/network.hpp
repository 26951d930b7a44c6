// A model over 16 sequences at once: owns the tensors of one chunk of time and runs the layers' fast kernels over it.
#pragma once

#include <vector>

#include "training/aligned.hpp"
#include "training/fast/kernels.hpp"

namespace tonewright::training {

/// All layers' weights as the kernels read them.
class PackedModel {
 public:
  PackedModel(const ModelSpec& spec, const Kernels& kernels);
  void pack(const float* weights);  // flat, in the order of engine/spec.hpp
  const float* layer(std::size_t i) const { return packed_.data() + offsets_[i]; }

 private:
  const ModelSpec& spec_;
  const Kernels& kernels_;
  std::vector<std::size_t> offsets_;
  AlignedFloats packed_;
};

class Network {
 public:
  /// For chunks of up to `maxSteps`. [init]
  Network(const ModelSpec& spec, const Kernels& kernels, int maxSteps);

  int inputs() const { return static_cast<int>(spec_.layers.front().inputs); }
  /// [steps][inputs][lane], to be filled before `forward`; inputGain is already applied to feature 0.
  float* input() { return input_.data(); }
  /// [steps][lane], after `forward`.
  const float* output() const { return output_; }
  /// Sets every state to zero.
  void reset();
  /// Runs a chunk on from where the last one ended.
  void forward(const PackedModel& model, int steps);
  /// Adds the gradient of the last chunk's loss to `weightGradient` (flat), from d(loss)/d(output) [steps][lane].
  void backward(const PackedModel& model, int steps, const float* outputGradient, float* weightGradient);

 private:
  struct Layer {
    LayerSpec spec;
    AlignedFloats output, gates, cell, outputGradient, scratch;
  };
  LayerRun runOf(const PackedModel& model, std::size_t i, int steps);
  void carry(Layer& layer);
  void mixOutput(int steps);

  const ModelSpec& spec_;
  const Kernels& kernels_;
  std::vector<Layer> layers_;
  AlignedFloats input_, mixed_;
  const float* output_ = nullptr;
  int lastSteps_ = 0;
};

}  // namespace tonewright::training
