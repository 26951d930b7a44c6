// The plugin and `tonewright library` say the same of a model: test/training/library/families.test.ts reads this list
// too.
#include <doctest/doctest.h>

#include "plugin/library/family.hpp"
#include "plugin/library/text.hpp"
#include "preset/files.hpp"
#include "preset/reader.hpp"

using namespace tonewright;

namespace {

const std::filesystem::path tests = TEST_FOLDER;

}  // namespace

TEST_CASE("families and costs are those of the command line") {
  const auto list = test::readJson(tests / "plugin/library/families.json");
  REQUIRE(list.size() >= 25);
  for (const auto& expected : list) {
    const std::string file = expected["file"];
    CAPTURE(file);
    const auto result = preset::readPreset(test::readFile(tests / "parity/presets" / file));
    REQUIRE(result.preset);
    CHECK(plugin::familyOf(result.preset->spec) == expected["family"]);
    CHECK(plugin::costOf(result.preset->spec) == expected["cost"]);
  }
}

TEST_CASE("texts of strangers become one line of UTF-8 of bounded length") {
  CHECK(plugin::oneLine("a\r\n\tb\x7f") == "a b");
  CHECK(plugin::oneLine("\xff\xc0\xaf\xed\xa0\x80") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(plugin::oneLine("\xE2\x80\xAEgnp.json") == "gnp.json");  // U+202E, which would turn it round
  CHECK(plugin::oneLine(std::string(300, 'a'), 10) == "aaaaaaa\xE2\x80\xA6");
  CHECK(plugin::oneLine("ääääää", 9) == "äää\xE2\x80\xA6");
  CHECK(plugin::oneLine("ääää", 8) == "ääää");
  CHECK(plugin::folded("ÄÖÜ Éß ЖЁ ΣΩ Ž 10×") == "äöü éß жё σω ž 10×");
  CHECK_FALSE(plugin::isUtf8("\xf5\x80\x80\x80"));
  CHECK(plugin::isUtf8("\xf0\x9f\x8e\xb8"));
}
