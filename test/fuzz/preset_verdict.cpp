// Reads preset files from standard input, each ended by the byte 0xff, and prints what the C++ reader makes of each in
// one line, for the comparison with the TypeScript reader in presetReader.fuzz.mjs.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "../native/preset/files.hpp"
#include "preset/reader.hpp"

namespace {

constexpr const char* types[] = {"", "dense", "rnn", "gru", "lstm", "conv", "activation", "film", "gate", "maxPool"};
constexpr const char* activations[] = {"linear",    "tanh",          "relu",    "sigmoid", "gelu",
                                       "elu",       "leakyRelu",     "prelu",   "silu",    "hardTanh",
                                       "hardSwish", "leakyHardTanh", "softSign"};

/// A layer's fields in one word.
std::string describe(const tonewright::LayerSpec& layer) {
  const auto reference = [](std::int32_t index) {
    if (index == tonewright::kPrevious) return std::string("previous");
    return index == tonewright::kNone ? std::string("none") : std::to_string(index);
  };
  std::string text = types[int(layer.type)];
  text.append(":").append(activations[int(layer.activation)]);
  for (const auto number : {layer.inputs, layer.outputs, layer.taps, layer.dilation, layer.groups}) {
    text.append(":").append(std::to_string(number));
  }
  for (const auto index : {layer.source, layer.condition, layer.residual}) text.append(":").append(reference(index));
  return text.append(layer.hasInitialState ? ":true" : ":false");
}

std::string verdict(std::string_view text) {
  const auto result = tonewright::preset::readPreset(text);
  if (!result.preset) return "refused";
  const auto& spec = result.preset->spec;
  std::string line;
  for (const auto& layer : spec.layers) line.append(line.empty() ? "" : ",").append(describe(layer));
  line.append(" skip=").append(spec.skip ? "true" : "false");
  line.append(" settle=").append(std::to_string(spec.settleSamples));
  return line.append(" crc=").append(std::to_string(tonewright::test::crc32(result.preset->weights)));
}

}  // namespace

int main() {
  const std::string input(std::istreambuf_iterator<char>(std::cin), {});
  for (std::size_t begin = 0; begin < input.size();) {
    const auto end = input.find('\xff', begin);
    std::puts(verdict(std::string_view(input).substr(begin, end - begin)).c_str());
    begin = end == input.npos ? input.size() : end + 1;
  }
}
