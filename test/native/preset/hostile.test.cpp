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

TEST_CASE("twenty thousand damaged presets end in a sound preset or in a message") {
  std::vector<std::string> corpus;
  for (const auto& entry : std::filesystem::directory_iterator(test::parity / "presets")) {
    corpus.push_back(test::readFile(entry.path()));
  }
  REQUIRE(corpus.size() >= 12);
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
