// The presets that come with the plugin, as a library shows them; test/training/factory.test.ts holds their sound.
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using plugin::Library;

TEST_CASE("every factory preset can be read and says what it is") {
  TemporaryFolder home;
  auto options = optionsIn(home);
  options.factoryFolder = fs::path(TEST_FOLDER) / "../presets/factory";
  Library library(options);
  library.refresh();
  REQUIRE(settles(library));
  const auto found = library.search({});
  CHECK(found.size() == 12);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const plugin::Entry& entry = found[i];
    CAPTURE(entry.name);
    CHECK(entry.problem.empty());
    CHECK(entry.isFactory);
    CHECK(entry.author == "Tonewright");
    CHECK_FALSE(entry.gear.empty());
    CHECK_FALSE(entry.tags.empty());
    CHECK(entry.loudness);
    CHECK(library.mayOpen(entry.path));
  }
  CHECK(library.families() == Names{"GRU", "LSTM", "WaveNet"});
  CHECK(library.search({.tag = "fuzz"}).size() == 2);
}
