// A preset file, read for the page: what it is, as JSON, and the weights image for the engine.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tonewright::wasm {

struct Reading {
  /// {"name", "author", "gear", "tags", "sampleRate", "latencySamples", "multiplyAddsPerSample", "loudness",
  /// "inputLevelDbu", "controls", "chain", "notices"}, or {"error"} that says what was expected and found.
  std::string facts;
  std::vector<std::byte> image;  // empty with an error
};

/// Any file that the C++ reader knows, its self-test run. [init]
Reading readPreset(std::string_view file);

}  // namespace tonewright::wasm
