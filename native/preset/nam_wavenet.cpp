#include "preset/nam_wavenet.hpp"

namespace tonewright::preset::nam {
namespace {

LayerSpec conv(std::int32_t source, std::size_t outputs, std::size_t groups = 1) {
  LayerSpec spec{.type = LayerType::conv, .outputs = std::uint32_t(outputs), .groups = std::uint32_t(groups)};
  spec.source = source;
  return spec;
}

/// Adds `residual` to `source`.
std::int32_t addSum(LayerList& list, std::int32_t source, std::int32_t residual) {
  LayerSpec spec{.type = LayerType::activation, .outputs = list.channels(source), .source = source};
  spec.residual = residual;
  return list.add(spec);
}

/// The tensors of one layer: kernels and biases, the mixer's without a bias.
struct LayerTensors {
  std::vector<float> conv, mixin, layer1x1, head1x1;
  std::array<std::vector<float>, filmPlaces> films;
};

/// One layer of an array around its head sum.
class LayerBuilder {
 public:
  LayerBuilder(LayerList& list, const WaveNetArray& array, const WaveNetLayer& layer, std::int32_t condition,
               Weights& weights)
      : list_(list), array_(array), layer_(layer), condition_(condition), tensors_(readTensors(weights)) {}

  /// Adds the layer, which reads layer `x`, and adds to the head sum, if there is one. Returns what the next one reads.
  std::int32_t add(std::int32_t x, std::int32_t& head) {
    const std::int32_t z = film(activationPre, addConvAndMixin(film(convPre, x)));
    const std::int32_t activated = layer_.gate
                                       ? addGate(list_, z, *layer_.gate, layer_.activation, layer_.gateActivation)
                                       : activate(list_, z, layer_.activation);
    const std::int32_t a = film(activationPost, activated);
    const std::int32_t next = addLayer1x1(a, x);
    head = addToHead(a, head);
    return next;
  }

 private:
  Width gated() const { return layer_.gate ? array_.bottleneck * 2 : array_.bottleneck; }

  LayerTensors readTensors(Weights& weights) const {
    const Width& channels = array_.channels;
    const Width& bottleneck = array_.bottleneck;
    LayerTensors read;
    read.conv = weights.convolution({gated(), channels, layer_.taps, array_.groups});
    read.mixin = weights.convolution({gated(), array_.condition, 1, array_.mixinGroups, false});
    if (array_.layer1x1) read.layer1x1 = weights.convolution({channels, bottleneck, 1, array_.layer1x1->groups});
    if (array_.head1x1) {
      read.head1x1 = weights.convolution({array_.head1x1->outputs, bottleneck, 1, array_.head1x1->groups});
    }
    const Width modulated[filmPlaces] = {channels, gated(),    array_.condition, gated(),
                                         gated(),  bottleneck, channels,         array_.headInputs()};
    for (std::size_t place = 0; place < filmPlaces; ++place) {
      const auto& film = array_.films[place];
      if (!film) continue;
      const Width outputs = modulated[place] * (film->shift ? 2 : 1);
      read.films[place] = weights.convolution({outputs, array_.condition, 1, film->groups});
    }
    return read;
  }

  /// Modulates layer `x` by the condition, where the array does so at this place.
  std::int32_t film(FilmPlace place, std::int32_t x) {
    const auto& film = array_.films[place];
    if (!film) return x;
    const std::uint32_t channels = list_.channels(x);
    LayerSpec spec{.type = LayerType::film, .outputs = channels, .source = x};
    spec.condition =
        list_.add(conv(condition_, channels * (film->shift ? 2 : 1), film->groups), std::move(tensors_.films[place]));
    return list_.add(spec);
  }

  /// The dilated convolution and what the condition adds to it.
  std::int32_t addConvAndMixin(std::int32_t u) {
    const auto& films = array_.films;
    const std::size_t outputs = gated().kept;
    LayerSpec dilated = conv(u, outputs, array_.groups);
    dilated.taps = std::uint32_t(layer_.taps);
    dilated.dilation = std::uint32_t(layer_.dilation);
    if (!films[convPost] && !films[mixinPre] && !films[mixinPost] && array_.mixinGroups == 1) {
      dilated.condition = condition_;
      const std::size_t mixer = tensors_.mixin.size() - outputs;  // without the bias, which is the convolution's
      tensors_.conv.insert(tensors_.conv.end(), tensors_.mixin.begin(), tensors_.mixin.begin() + mixer);
      return list_.add(dilated, std::move(tensors_.conv));
    }
    const std::int32_t y = film(convPost, list_.add(dilated, std::move(tensors_.conv)));
    LayerSpec mixin = conv(film(mixinPre, condition_), outputs, array_.mixinGroups);
    if (!films[mixinPost]) mixin.residual = y;
    const std::int32_t mixed = list_.add(mixin, std::move(tensors_.mixin));
    return films[mixinPost] ? addSum(list_, film(mixinPost, mixed), y) : mixed;
  }

  std::int32_t addLayer1x1(std::int32_t a, std::int32_t x) {
    if (!array_.layer1x1) return x;
    LayerSpec spec = conv(a, array_.channels.kept, array_.layer1x1->groups);
    // NAM's core reads the weights of this modulation in every mode and plays it in this one.
    const bool isModulated = array_.films[layer1x1Post] && layer_.gate == GateMode::blend;
    if (!isModulated) spec.residual = x;
    const std::int32_t out = list_.add(spec, std::move(tensors_.layer1x1));
    return isModulated ? addSum(list_, film(layer1x1Post, out), x) : out;
  }

  std::int32_t addToHead(std::int32_t a, std::int32_t head) {
    if (!array_.head1x1) return head == kNone ? a : addSum(list_, a, head);
    LayerSpec spec = conv(a, array_.head1x1->outputs, array_.head1x1->groups);
    const bool isModulated = array_.films[head1x1Post].has_value();
    if (!isModulated) spec.residual = head;
    const std::int32_t part = film(head1x1Post, list_.add(spec, std::move(tensors_.head1x1)));
    return isModulated && head != kNone ? addSum(list_, part, head) : part;
  }

  LayerList& list_;
  const WaveNetArray& array_;
  const WaveNetLayer& layer_;
  std::int32_t condition_;
  LayerTensors tensors_;
};

std::int32_t addConvolution(LayerList& list, std::int32_t source, const Matrix& matrix, std::size_t dilation,
                            std::vector<float> weights) {
  LayerSpec spec = conv(source, matrix.outputs.kept, matrix.groups);
  spec.taps = std::uint32_t(matrix.taps);
  spec.dilation = std::uint32_t(dilation);
  return list.add(spec, std::move(weights));
}

/// The head scale, the last weight, goes into the last array's head; the post-stack head stands behind it.
std::int32_t addPostStackHead(LayerList& list, const std::optional<PostStackHead>& head, Weights& weights,
                              std::int32_t output) {
  std::vector<std::vector<float>> tensors;
  const std::vector<Matrix> kernels = head ? head->kernels : std::vector<Matrix>{};
  for (const Matrix& kernel : kernels) tensors.push_back(weights.convolution(kernel));
  const float scale = weights.take(1)[0];
  for (float& weight : list[output].weights) weight *= scale;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    output = activate(list, output, head->activation);
    output = addConvolution(list, output, kernels[i], 1, std::move(tensors[i]));
  }
  return output;
}

}  // namespace

std::int32_t addWaveNet(LayerList& list, const WaveNetConfig& config, Weights& weights, std::int32_t condition) {
  std::int32_t x = kModelInput, head = kNone;
  for (const WaveNetArray& array : config.arrays) {
    const Matrix rechannel{array.channels, array.inputs, 1, 1, false};
    x = addConvolution(list, x, rechannel, 1, weights.convolution(rechannel));
    for (const WaveNetLayer& layer : array.layers)
      x = LayerBuilder(list, array, layer, condition, weights).add(x, head);
    const Matrix out{array.head, array.headInputs(), array.headTaps, 1, array.headBias};
    head = addConvolution(list, head, out, array.headDilation, weights.convolution(out));
  }
  return addPostStackHead(list, config.head, weights, head);
}

}  // namespace tonewright::preset::nam
