// What a host can show of a preset besides its sound.
#include <doctest/doctest.h>

#include "files.hpp"
#include "preset/reader.hpp"

using namespace tonewright;
using nlohmann::json;

namespace {

json dense(const json& metadata) {
  return {{"in_shape", {1}},
          {"samplerate", 48000},
          {"metadata", metadata},
          {"layers", {{{"type", "dense"}, {"shape", {1}}, {"weights", {{{0.5}}, {0.1}}}}}}};
}

const json known{{"name", "Lead"},          {"author", "A. Player"},   {"gear", "Fuzz"},      {"loudness", -18.5},
                 {"input_level_dbu", 12.0}, {"output_level_dbu", 4.0}, {"license", "CC0-1.0"}};

}  // namespace

TEST_CASE("a preset says who made it of what, how loud it is and its levels") {
  for (const bool isOurs : {false, true}) {
    auto document = dense(known);
    if (isOurs) document["tonewright"] = 1;
    const auto result = preset::readPreset(document.dump());
    REQUIRE_MESSAGE(result.preset, result.error.message);
    CHECK(result.preset->name == "Lead");
    CHECK(result.preset->author == "A. Player");
    CHECK(result.preset->gear == "Fuzz");
    CHECK(result.preset->loudness == -18.5);
    CHECK(result.preset->inputLevelDbu == 12.0);
    CHECK(result.preset->outputLevelDbu == 4.0);
    CHECK(result.preset->notices.empty());
  }
}

TEST_CASE("a field of another type is an error in our files and left out with a notice in others'") {
  auto document = dense({{"author", 5}, {"loudness", "loud"}, {"gear", "Fuzz"}});
  const auto peer = preset::readPreset(document.dump());
  REQUIRE(peer.preset);
  CHECK(peer.preset->author.empty());
  CHECK_FALSE(peer.preset->loudness);
  CHECK(peer.preset->gear == "Fuzz");
  CHECK(peer.preset->notices.size() == 2);
  document["tonewright"] = 1;
  CHECK(preset::readPreset(document.dump()).error.path == "metadata.author");
}

TEST_CASE("a .nam file's maker and gear are found under NAM's names") {
  json nam{
      {"version", "0.5.4"},
      {"architecture", "Linear"},
      {"config", {{"receptive_field", 1}, {"bias", false}}},
      {"weights", {1.0}},
      {"metadata", {{"modeled_by", "Me"}, {"gear_make", "Acme"}, {"gear_model", nullptr}, {"gear_type", "pedal"}}}};
  auto result = preset::readPreset(nam.dump());
  REQUIRE(result.preset);
  CHECK(result.preset->author == "Me");
  CHECK(result.preset->gear == "Acme (pedal)");
  CHECK(result.preset->tags == std::vector<std::string>{"pedal"});
  CHECK(result.preset->notices.size() == 1);  // no sample rate
  nam["metadata"]["author"] = "You";
  nam["metadata"]["tags"] = {"clean", "worn"};
  CHECK(preset::readPreset(nam.dump()).preset->author == "You");
  CHECK(preset::readPreset(nam.dump()).preset->tags == std::vector<std::string>{"clean", "worn"});
}
