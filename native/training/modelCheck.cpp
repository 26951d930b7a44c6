#include "training/modelCheck.hpp"

#include <string>

#include "training/require.hpp"

namespace tonewright::training {
namespace {

// What a layer reads, as far as it can be told: the channels of `source`, a layer further up or the model's input.
class Channels {
 public:
  Channels(const ModelSpec& spec, std::size_t index) : spec_(spec), index_(index) {}
  std::uint32_t of(std::int32_t source, const char* what) const {
    require(source >= kModelInput && source < static_cast<std::int32_t>(index_), "Layer ", index_, " has layer ",
            source, " as its ", what, "; expected one further up the list, or the model's input.");
    return source == kModelInput ? spec_.layers.front().inputs : spec_.layers[static_cast<std::size_t>(source)].outputs;
  }

 private:
  const ModelSpec& spec_;
  std::size_t index_;
};

bool isConvolution(const LayerSpec& l) { return l.type == LayerType::conv || l.type == LayerType::dense; }

void checkSizes(const LayerSpec& l, std::size_t i) {
  require(l.inputs > 0 && l.outputs > 0, "Layer ", i, " has no inputs or no outputs.");
  require(l.taps > 0 && l.dilation > 0 && l.groups > 0, "Layer ", i, " has no taps, dilation or groups.");
  const bool slides = l.type == LayerType::conv || l.type == LayerType::maxPool;
  require(slides || (l.taps == 1 && l.dilation == 1), "Layer ", i, " has taps, but only conv and maxPool may.");
  require(l.groups == 1 || l.type == LayerType::conv, "Layer ", i, " has groups, but only conv may.");
  require(l.inputs % l.groups == 0 && l.outputs % l.groups == 0, "Layer ", i, ": ", l.groups,
          " groups do not divide its ", l.inputs, " inputs and ", l.outputs, " outputs.");
  constexpr std::uint64_t kMostReach = 1 << 24;
  require((l.taps - std::uint64_t{1}) * l.dilation <= kMostReach, "Layer ", i, " reaches back over ",
          (l.taps - std::uint64_t{1}) * l.dilation, " samples; at most ", kMostReach, " are allowed.");
  const bool keepsWidth = l.type == LayerType::activation || l.type == LayerType::film || l.type == LayerType::maxPool;
  require(!keepsWidth || l.inputs == l.outputs, "Layer ", i, " must have as many outputs as inputs (", l.inputs,
          "), not ", l.outputs, ".");
  require(l.type != LayerType::gate || l.inputs == 2 * l.outputs, "Layer ", i,
          ", a gate, must have twice as many inputs (", l.inputs, ") as outputs (", l.outputs, ").");
}

void checkActivation(const LayerSpec& l, std::size_t i) {
  const bool gated = l.type == LayerType::gru || l.type == LayerType::lstm;
  require(!gated || l.activation == Activation::tanh, "Layer ", i, ": the activation of gru and lstm is tanh.");
  const bool free = isConvolution(l) || l.type == LayerType::activation || l.type == LayerType::film;
  require((free || l.activation != Activation::prelu) && l.gateActivation != Activation::prelu, "Layer ", i,
          ": only dense, conv, activation and film layers may have the activation prelu.");
  require(l.type != LayerType::maxPool || l.activation == Activation::linear, "Layer ", i,
          ": maxPool has no activation.");
  require(!l.hasInitialState || isRecurrent(l.type), "Layer ", i,
          " has an initial state, but only rnn, gru and lstm may.");
}

void checkSources(const ModelSpec& spec, std::size_t i) {
  const LayerSpec& l = spec.layers[i];
  const Channels channels(spec, i);
  const std::uint32_t found = channels.of(sourceOf(l, i), "source");
  require(l.inputs == found, "Layer ", i, " expects ", l.inputs, " inputs but its source has ", found, " channels.");
  const bool takesCondition = l.type == LayerType::conv || l.type == LayerType::film;
  require(l.condition == kNone || takesCondition, "Layer ", i, " has a condition, but only conv and film may.");
  require(l.type != LayerType::film || l.condition != kNone, "Layer ", i, ", a film, has no condition.");
  const std::uint32_t conditions = l.condition == kNone ? 0 : channels.of(l.condition, "condition");
  require(l.conditionChannels == conditions, "Layer ", i, " expects ", l.conditionChannels,
          " channels of its condition, which has ", conditions, ".");
  require(l.type != LayerType::film || conditions == l.outputs || conditions == 2 * l.outputs, "Layer ", i,
          ", a film, expects a condition of ", l.outputs, " or ", 2 * l.outputs, " channels, not ", conditions, ".");
  if (l.residual == kNone) return;
  require(l.type == LayerType::conv || l.type == LayerType::activation, "Layer ", i,
          " has a residual, but only conv and activation may.");
  const std::uint32_t residual = channels.of(l.residual, "residual");
  require(residual == l.outputs, "Layer ", i, " has ", l.outputs, " outputs but its residual has ", residual,
          " channels.");
}

}  // namespace

void checkModel(const ModelSpec& spec) {
  require(!spec.layers.empty(), "The model has no layers; at least one is needed.");
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    checkSizes(spec.layers[i], i);
    checkActivation(spec.layers[i], i);
    checkSources(spec, i);
  }
  require(spec.layers.back().outputs == 1, "The last layer must have 1 output, not ", spec.layers.back().outputs,
          "; add a dense layer with one output.");
  require(spec.sampleRate > 0, "The sample rate must be positive, not ", spec.sampleRate, ".");
}

}  // namespace tonewright::training
