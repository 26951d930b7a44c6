// Files made to harm a reader: they end in an error, quickly and without an exception.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "files.hpp"
#include "preset/reader.hpp"

using namespace tonewright;

TEST_CASE("a file of 200 MB is refused for its size alone") {
  const auto result = preset::readPreset(std::string(200'000'000, '['));
  CHECK(result.error.code == preset::ErrorCode::tooLarge);
}

TEST_CASE("a hundred thousand levels of nesting are refused before anything is built") {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    CHECK(preset::readPreset(text).error.code == preset::ErrorCode::tooLarge);
  }
}

TEST_CASE("brackets in a string are text") {
  const std::string text = "{\"tonewright\":9,\"name\":\"" + std::string(1000, '[') + "\\\"{\"}";
  CHECK(preset::readPreset(text).error.code == preset::ErrorCode::futureVersion);
}

TEST_CASE("a million empty arrays are refused") {
  std::string text = "{\"a\":[";
  for (int i = 0; i < 1'000'000; ++i) text += "[],";
  CHECK(preset::readPreset(text + "0]}").error.code == preset::ErrorCode::tooLarge);
}

TEST_CASE("what follows a zero byte is not ignored") {
  const std::string good = test::readFile(test::parity / "presets" / "tonewright-gru8.json");
  CHECK(preset::readPreset(good).preset);
  CHECK_FALSE(preset::readPreset(good + std::string(1, '\0') + "junk").preset);
}

namespace {

/// A .nam WaveNet of one array with these fields in place of its own.
nlohmann::json waveNet(const nlohmann::json& fields = nlohmann::json::object(), std::size_t weights = 8) {
  nlohmann::json array{{"input_size", 1},    {"condition_size", 1}, {"channels", 1},    {"head_size", 1},
                       {"head_bias", false}, {"kernel_size", 1},    {"dilations", {1}}, {"activation", "Tanh"}};
  array.update(fields);
  return {{"version", "0.5.4"},
          {"architecture", "WaveNet"},
          {"config", {{"layers", {array}}, {"head", nullptr}, {"head_scale", 1}}},
          {"weights", std::vector<float>(weights, 0.5f)},
          {"sample_rate", 48000}};
}

preset::Error refusalOf(const nlohmann::json& document) {
  const auto result = preset::readPreset(document.dump());
  REQUIRE_FALSE(result.preset);
  CAPTURE(result.error.message);
  return result.error;
}

}  // namespace

TEST_CASE("a WaveNet is refused for the field that is wrong") {
  CHECK(preset::readPreset(waveNet().dump()).preset);
  CHECK(refusalOf(waveNet(nlohmann::json::object(), 7)).path == "weights");
  CHECK(refusalOf(waveNet(nlohmann::json::object(), 9)).path == "weights");
  auto broken = waveNet();
  broken["weights"][3] = nullptr;
  CHECK(refusalOf(broken).path == "weights[3]");
  const std::pair<const char*, nlohmann::json> fields[] = {{"channels", 0},
                                                           {"channels", 1e9},
                                                           {"dilations", {-1}},
                                                           {"dilations", nlohmann::json::array()},
                                                           {"kernel_size", 1e300},
                                                           {"groups_input", 0.5},
                                                           {"activation", 3},
                                                           {"condition_size", 2},
                                                           {"gating_mode", "maybe"},
                                                           {"bottleneck", "1"},
                                                           {"slimmable", {{"method", "x"}}}};
  for (const auto& [field, value] : fields) {
    const std::string path = refusalOf(waveNet({{field, value}})).path;
    CAPTURE(path);
    CHECK(path.rfind("config.layers[0]." + std::string(field), 0) == 0);
  }
}

TEST_CASE("a config of huge sizes is refused before anything of these sizes is made") {
  const std::vector<int> dilations(1024, 1024);
  const nlohmann::json huge{{"channels", 1024},
                            {"bottleneck", 512},
                            {"kernel_size", 65536},
                            {"dilations", dilations},
                            {"gating_mode", "gated"}};
  CHECK(refusalOf(waveNet(huge)).path == "weights");
  const nlohmann::json lstm{{"version", "0.5.4"},
                            {"architecture", "LSTM"},
                            {"config", {{"input_size", 1}, {"hidden_size", 1024}, {"num_layers", 1024}}},
                            {"weights", {1, 2, 3}}};
  CHECK(refusalOf(lstm).path == "weights");
}

TEST_CASE("gates that are written out do not grow a small file into a full memory") {
  // 512 channels through PReLU gates: matrices of 1024 x 512 for each layer, of a few thousand weights in the file.
  const std::size_t layers = 100, weightsOfLayer = 3 * 1024 + 512 + 1;
  const auto document = waveNet({{"bottleneck", 512},
                                 {"dilations", std::vector<int>(layers, 1)},
                                 {"activation", {{"type", "PReLU"}, {"negative_slope", 0.5}}},
                                 {"gating_mode", "blended"}},
                                1 + layers * weightsOfLayer + 512 + 1);
  CHECK(refusalOf(document).code == preset::ErrorCode::tooLarge);
}

TEST_CASE("conditions and containers in one another end at the limit of nesting") {
  auto condition = waveNet();
  for (int depth = 0; depth < 15; ++depth) {
    auto outer = waveNet();
    outer["config"]["condition_dsp"] = condition;
    condition = outer;
  }
  CHECK(preset::readPreset(condition.dump()).preset);
  auto container = waveNet();
  for (int depth = 0; depth < 100; ++depth) {
    container = {{"version", "0.7.0"},
                 {"architecture", "SlimmableContainer"},
                 {"config", {{"submodels", {{{"max_value", 1}, {"model", container}}}}}},
                 {"weights", nlohmann::json::array()}};
  }
  CHECK(refusalOf(container).code == preset::ErrorCode::tooLarge);
}

TEST_CASE("messages do not repeat what a file says at any length") {
  const std::string megabyte(1'000'000, '1');
  for (const std::string& text : {"{\"tonewright\":" + megabyte + "}", "{\"layers\":[{\"type\":\"" + megabyte + "\"}]}",
                                  "{\"" + megabyte + ".weight\":[[\"x\"]]}"}) {
    const auto result = preset::readPreset(text);
    REQUIRE_FALSE(result.preset);
    CHECK(result.error.message.size() < 1200);
  }
}

TEST_CASE("a size that is no size is refused") {
  for (const double size : {-0.1, 1.1, std::nan("")}) {
    const auto result = preset::readPreset(waveNet().dump(), {size});
    CHECK(result.error.path == "size");
  }
}

TEST_CASE("twenty thousand damaged presets end in a sound preset or in a message") {
  std::vector<std::string> corpus;
  for (const auto& entry : std::filesystem::directory_iterator(test::parity / "presets")) {
    corpus.push_back(test::readFile(entry.path()));
  }
  REQUIRE(corpus.size() >= 25);
  std::mt19937 random(1);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::string bytes = "{}[]:,\"0123456789.-eE \\ntf";
  int readable = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = corpus[below(corpus.size())];
    for (std::size_t change = 0; change <= below(3); ++change) {
      const std::size_t at = below(text.size());
      if (below(2))
        text[at] = bytes[below(bytes.size())];
      else
        text.erase(at, 1 + below(4));
    }
    const auto result = preset::readPreset(text);
    if (!result.preset) {
      REQUIRE_FALSE(result.error.message.empty());
      continue;
    }
    ++readable;
    REQUIRE(result.preset->weights.size() == weightCount(result.preset->spec));
    const auto isFinite = [](float weight) { return std::isfinite(weight); };
    REQUIRE(std::all_of(result.preset->weights.begin(), result.preset->weights.end(), isFinite));
  }
  CHECK(readable > 1000);
}
