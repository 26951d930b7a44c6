#include "preset/nam_wavenet_config.hpp"

#include <map>

namespace tonewright::preset::nam {
namespace {

using Unknown = std::vector<std::string>;

constexpr const char* filmNames[filmPlaces] = {"conv_pre_film",         "conv_post_film",      "input_mixin_pre_film",
                                               "input_mixin_post_film", "activation_pre_film", "activation_post_film",
                                               "layer1x1_post_film",    "head1x1_post_film"};

void expectEqual(std::size_t found, std::size_t expected, const std::string& path, const std::string& what) {
  if (found == expected) return;
  refuse(ErrorCode::invalid, path,
         "expected " + std::to_string(expected) + " (" + what + "), found " + std::to_string(found));
}

std::optional<FilmConfig> readFilm(Fields& config, const char* name) {
  const Field field = config.get(name);
  if (!field.present() || field.json() == false) return std::nullopt;
  Fields film = config.fields(name);
  const FilmConfig read{film.flag("shift", true), film.count("groups", 1)};
  return film.flag("active", true) ? std::optional(read) : std::nullopt;
}

std::optional<Pointwise> readLayer1x1(Fields& config, std::size_t channels) {
  Fields part = config.fields("layer1x1");
  return part.flag("active", true) ? std::optional(Pointwise{channels, part.count("groups", 1)}) : std::nullopt;
}

std::optional<Pointwise> readHead1x1(Fields& config, std::size_t channels) {
  Fields part = config.fields("head1x1");
  if (!part.flag("active", false)) return std::nullopt;
  return Pointwise{part.count("out_channels", channels), part.count("groups", 1)};
}

void readHead(Fields& config, WaveNetArray& array) {
  const bool isOld = !config.has("head");
  const Field size = config.get("head_size"), bias = config.get("head_bias");
  if (isOld) {
    array.head = size.integer(1, limits::units);
    array.headBias = bias.boolean();
    return;
  }
  Fields head = config.fields("head");
  array.head = head.count("out_channels");
  array.headTaps = head.count("kernel_size", 0, limits::taps);
  array.headDilation = head.count("head_dilation", 1, limits::history);
  array.headBias = head.flag("bias");
}

/// The value of layer `index`: one value for all layers, or an item of a list with one for each.
Field valueOf(const Field& field, std::size_t index, std::size_t layers) {
  if (!field.present() || !field.json().is_array()) return field;
  field.array(layers, layers);
  const Field item = field[index];
  return item.json().is_null() ? Field(nullptr, item.path()) : item;
}

std::optional<GateMode> readGateMode(Fields& config, std::size_t index, std::size_t layers) {
  static const std::map<std::string, std::optional<GateMode>> modes{
      {"none", std::nullopt}, {"gated", GateMode::multiply}, {"blended", GateMode::blend}};
  // Files of before 0.6 have a flag.
  const Field old = config.get("gated");
  if (!config.has("gating_mode")) {
    return old.present() && old.boolean() ? std::optional(GateMode::multiply) : std::nullopt;
  }
  const Field mode = valueOf(config.get("gating_mode"), index, layers);
  const auto found = modes.find(mode.text());
  if (found == modes.end()) mode.mismatch("none, gated or blended");
  return found->second;
}

void readLayers(Fields& config, WaveNetArray& array, Unknown& unknown) {
  const auto dilations = config.counts("dilations", limits::history);
  const std::size_t count = dilations.size();
  if (count > limits::layers) config.get("dilations").mismatch("at most " + std::to_string(limits::layers) + " items");
  if (config.has("kernel_size") == config.has("kernel_sizes")) {
    config.get("kernel_size").mismatch("either kernel_size or kernel_sizes");
  }
  const Field taps = config.get(config.has("kernel_sizes") ? "kernel_sizes" : "kernel_size");
  const Field activation = config.get("activation"), secondary = config.get("secondary_activation");
  for (std::size_t i = 0; i < count; ++i) {
    WaveNetLayer layer;
    layer.dilation = dilations[i];
    layer.taps = valueOf(taps, i, count).integer(1, limits::taps);
    layer.activation = readActivation(valueOf(activation, i, count), array.bottleneck.full, unknown);
    layer.gate = readGateMode(config, i, count);
    layer.gateActivation.type = Activation::sigmoid;
    const Field gate = valueOf(secondary, i, count);
    if (layer.gate && gate.present()) layer.gateActivation = readActivation(gate, array.bottleneck.full, unknown);
    array.layers.push_back(layer);
  }
}

std::vector<std::size_t> readSlimmable(Fields& config, std::size_t channels) {
  std::vector<std::size_t> allowed;
  if (!config.has("slimmable")) return allowed;
  Fields slimmable = config.fields("slimmable");
  if (!slimmable.get("method").says("slice_channels_uniform")) {
    refuse(ErrorCode::unsupported, slimmable.path() + ".method", "this method is not supported",
           "Supported: slice_channels_uniform.");
  }
  Fields options = slimmable.fields("kwargs");
  if (!options.has("allowed_channels")) {
    for (std::size_t count = 1; count <= channels; ++count) allowed.push_back(count);
    return allowed;
  }
  allowed = options.counts("allowed_channels", channels);
  bool ascends = allowed.back() == channels;
  for (std::size_t i = 1; i < allowed.size(); ++i) ascends = ascends && allowed[i] > allowed[i - 1];
  if (!ascends) options.get("allowed_channels").mismatch("ascending numbers up to " + std::to_string(channels));
  return allowed;
}

/// What NAM's core refuses too.
void checkArray(const WaveNetArray& array, Fields& config) {
  if (!array.layer1x1) {
    expectEqual(array.bottleneck.full, array.channels.full, config.path() + ".bottleneck",
                "the channels, as there is no layer1x1");
  }
  if (array.films[layer1x1Post] && !array.layer1x1) config.get(filmNames[layer1x1Post]).mismatch("no layer1x1 film");
  if (array.films[head1x1Post] && !array.head1x1) config.get(filmNames[head1x1Post]).mismatch("no head1x1 film");
}

WaveNetArray readArray(const Field& field, Unknown& unknown) {
  Fields config(field, unknown);
  WaveNetArray array;
  const std::size_t channels = config.count("channels");
  array.channels = channels;
  array.inputs = config.count("input_size");
  array.condition = config.count("condition_size");
  array.bottleneck = config.count("bottleneck", channels);
  array.groups = config.count("groups_input", 1);
  array.mixinGroups = config.count("groups_input_mixin", 1);
  array.layer1x1 = readLayer1x1(config, channels);
  array.head1x1 = readHead1x1(config, channels);
  for (std::size_t place = 0; place < filmPlaces; ++place) array.films[place] = readFilm(config, filmNames[place]);
  readHead(config, array);
  array.allowedChannels = readSlimmable(config, channels);
  readLayers(config, array, unknown);
  checkArray(array, config);
  config.done();
  return array;
}

std::optional<PostStackHead> readPostStackHead(Fields& config, std::size_t inputs, Unknown& unknown) {
  if (!config.has("head")) return std::nullopt;
  Fields fields = config.fields("head");
  if (fields.has("in_channels")) {
    expectEqual(fields.count("in_channels"), inputs, fields.path() + ".in_channels", "the last head size");
  }
  const auto taps = fields.counts("kernel_sizes", limits::taps);
  const std::size_t channels = fields.count("channels"), outputs = fields.count("out_channels");
  PostStackHead head;
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const bool isLast = i + 1 == taps.size();
    head.kernels.push_back({isLast ? outputs : channels, i == 0 ? inputs : channels, taps[i]});
    head.activation = readActivation(fields.get("activation"), head.kernels.back().inputs.full, unknown);
  }
  fields.done();
  return head;
}

}  // namespace

WaveNetConfig readWaveNetConfig(Fields& fields, std::size_t conditionChannels, Unknown& unknown) {
  const Field list = fields.list("layers");
  fields.get("head_scale");  // the last weight, which NAM's core takes
  WaveNetConfig config;
  std::size_t layers = 0;
  for (std::size_t i = 0; i < list.json().size(); ++i) {
    config.arrays.push_back(readArray(list[i], unknown));
    const WaveNetArray& array = config.arrays.back();
    layers += array.layers.size();
    if (layers > limits::layers) {
      refuse(ErrorCode::tooLarge, list.path(), "expected at most " + std::to_string(limits::layers) + " layers");
    }
    const std::string path = list[i].path();
    expectEqual(array.condition, conditionChannels, path + ".condition_size", "the channels of the condition");
    const WaveNetArray* before = i > 0 ? &config.arrays[i - 1] : nullptr;
    expectEqual(array.inputs.full, before ? before->channels.full : 1, path + ".input_size",
                "the channels of the array before, the first is mono");
    if (before) {
      expectEqual(array.headInputs().full, before->head.full, path, "head channels, the head size of the array before");
    }
  }
  config.head = readPostStackHead(fields, config.arrays.back().head.full, unknown);
  return config;
}

}  // namespace tonewright::preset::nam
