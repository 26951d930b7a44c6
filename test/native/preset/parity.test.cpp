// The C++ reader against the set of test/parity, which the TypeScript reader passes too (test/presets/parity.test.ts).
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "engine/chain/settings.hpp"
#include "files.hpp"
#include "preset/reader.hpp"

using namespace tonewright;
using nlohmann::json;

namespace {

const std::map<std::string, preset::Format> formats{{"tonewright", preset::Format::tonewright},
                                                    {"rtneural", preset::Format::rtneural},
                                                    {"aida-x", preset::Format::aidaX},
                                                    {"pytorch", preset::Format::pytorch},
                                                    {"nam", preset::Format::nam}};
const std::map<preset::ErrorCode, const char*> codes{{preset::ErrorCode::tooLarge, "too-large"},
                                                     {preset::ErrorCode::notJson, "not-json"},
                                                     {preset::ErrorCode::unsupported, "unsupported"},
                                                     {preset::ErrorCode::futureVersion, "future-version"},
                                                     {preset::ErrorCode::invalid, "invalid"}};
const std::map<LayerType, const char*> types{
    {LayerType::dense, "dense"}, {LayerType::rnn, "rnn"},   {LayerType::gru, "gru"},
    {LayerType::lstm, "lstm"},   {LayerType::conv, "conv"}, {LayerType::activation, "activation"},
    {LayerType::film, "film"},   {LayerType::gate, "gate"}, {LayerType::maxPool, "maxPool"}};
const std::map<Activation, const char*> activations{
    {Activation::linear, "linear"},       {Activation::tanh, "tanh"},
    {Activation::relu, "relu"},           {Activation::sigmoid, "sigmoid"},
    {Activation::gelu, "gelu"},           {Activation::elu, "elu"},
    {Activation::leakyRelu, "leakyRelu"}, {Activation::prelu, "prelu"},
    {Activation::silu, "silu"},           {Activation::hardTanh, "hardTanh"},
    {Activation::hardSwish, "hardSwish"}, {Activation::leakyHardTanh, "leakyHardTanh"},
    {Activation::softSign, "softSign"}};
const std::map<GateMode, const char*> gateModes{{GateMode::multiply, "multiply"}, {GateMode::blend, "blend"}};

/// A layer as package `presets` has it: fields that a type does not take are absent.
json toJson(const LayerSpec& layer) {
  json spec{{"type", types.at(layer.type)},
            {"activation", activations.at(layer.activation)},
            {"inputs", layer.inputs},
            {"outputs", layer.outputs}};
  if (layer.type == LayerType::gru) spec["resetAfter"] = layer.resetAfter;
  if (layer.type == LayerType::conv || layer.type == LayerType::maxPool) {
    spec["taps"] = layer.taps;
    spec["dilation"] = layer.dilation;
  }
  if (layer.type == LayerType::conv) spec["groups"] = layer.groups;
  if (layer.type == LayerType::gate) {
    spec["gateActivation"] = activations.at(layer.gateActivation);
    spec["gateMode"] = gateModes.at(layer.gateMode);
  }
  if (layer.source != kPrevious) spec["source"] = layer.source;
  if (layer.condition != kNone) spec["condition"] = layer.condition;
  if (layer.condition != kNone) spec["conditionChannels"] = layer.conditionChannels;
  if (layer.residual != kNone) spec["residual"] = layer.residual;
  if (layer.hasInitialState) spec["initialState"] = true;
  return spec;
}

json toJson(const preset::Control& control) {
  json spec{{"id", control.id},
            {"name", control.name},
            {"min", control.min},
            {"max", control.max},
            {"default", control.initial}};
  if (!control.unit.empty()) spec["unit"] = control.unit;
  return spec;
}

json toJson(const preset::ChainValue& value) {
  return {{"id", chain::parameterOf(value.id).id}, {"value", value.value}};
}

template <typename List>
json toJsonList(const List& list) {
  json items = json::array();
  for (const auto& item : list) items.push_back(toJson(item));
  return items;
}

double gainDb(float gain) { return 20.0 * std::log10(gain); }

}  // namespace

TEST_CASE("every format gives the weights and the model that were put into the file") {
  const json list = test::readJson(test::parity / "expected.json");
  REQUIRE(list.size() >= 25);
  for (const auto& expected : list) {
    const std::string file = expected["file"];
    CAPTURE(file);
    preset::ReadOptions options;
    if (expected.contains("size")) options.size = expected["size"].get<double>();
    const auto result = preset::readPreset(test::readFile(test::parity / "presets" / file), options);
    REQUIRE_MESSAGE(result.preset, result.error.message);
    const auto& found = *result.preset;
    CHECK(found.format == formats.at(expected["format"]));
    CHECK(found.name == expected["name"]);
    CHECK(json(found.tags) == expected["tags"]);
    CHECK(toJsonList(found.spec.layers) == expected["layers"]);
    CHECK(found.spec.skip == expected["skip"]);
    CHECK(gainDb(found.spec.inputGain) == doctest::Approx(expected["inputGainDb"].get<double>()));
    CHECK(gainDb(found.spec.outputGain) == doctest::Approx(expected["outputGainDb"].get<double>()));
    CHECK(found.spec.sampleRate == expected["sampleRate"].get<float>());
    CHECK(found.spec.settleSamples == expected["settleSamples"]);
    CHECK(found.weights.size() == weightCount(found.spec));
    CHECK(found.weights.size() == expected["weightCount"]);
    CHECK(test::crc32(found.weights) == expected["weightCrc32"]);
    CHECK(toJsonList(found.controls) == expected["controls"]);
    CHECK(toJsonList(found.chain) == expected["chain"]);
    CHECK(found.selfTest.has_value() == expected["selfTest"]);
    CHECK(found.notices.size() == expected["notices"]);
  }
}

TEST_CASE("every bad file is refused with the right kind of error") {
  const json list = test::readJson(test::parity / "refused.json");
  REQUIRE(list.size() >= 80);
  for (const auto& bad : list) {
    const std::string name = bad["name"];
    CAPTURE(name);
    const auto result = preset::readPreset(bad["text"].get<std::string>());
    REQUIRE_FALSE(result.preset);
    CAPTURE(result.error.message);
    CHECK(std::string(codes.at(result.error.code)) == bad["code"]);
    CHECK(result.error.message.size() > 20);
  }
}
