// Reads preset files from standard input, each ended by the byte 0xff, and prints what the C++ reader makes of each in
// one line, for the comparison with the TypeScript reader in presetReader.fuzz.mjs.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "../native/preset/files.hpp"
#include "preset/reader.hpp"

namespace {

std::string verdict(std::string_view text) {
  const auto result = tonewright::preset::readPreset(text);
  if (!result.preset) return "refused";
  const char* types[] = {"", "dense", "rnn", "gru", "lstm", "conv", "activation", "film", "gate", "maxPool"};
  std::string line;
  for (const auto& layer : result.preset->spec.layers) {
    if (!line.empty()) line += ",";
    line.append(types[int(layer.type)]).append(":").append(std::to_string(layer.inputs));
    line.append(":").append(std::to_string(layer.outputs));
  }
  line.append(" skip=").append(result.preset->spec.skip ? "1" : "0");
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
