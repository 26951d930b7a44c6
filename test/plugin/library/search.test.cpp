// What a search finds, and in which order.
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using plugin::Library;
using plugin::Order;
using plugin::Query;

namespace {

struct Shelf {
  TemporaryFolder folder, home;
  Library library{optionsIn(home)};

  Shelf() {
    writeText(folder / "amps/crunch.json", densePreset({{"name", "Brown Crunch"},
                                                        {"author", "Ann"},
                                                        {"gear", "Plexi"},
                                                        {"tags", {"Crunch", "amp"}},
                                                        {"loudness", -12.0}}));
    writeText(folder / "amps/clean.json",
              rnnPreset(4, {{"name", "äther Clean"}, {"tags", {"clean", "AMP"}}, {"loudness", -20.0}}));
    writeText(folder / "pedals/fuzz.json", rnnPreset(8, {{"name", "Fuzz"}, {"author", "Bob"}}));
    writeText(folder / "pedals/broken.json", "{");
    REQUIRE_FALSE(library.addFolder(folder));
    REQUIRE(settles(library));
  }

  Names find(const Query& query) { return namesOf(library.search(query)); }
  Names find(const std::string& text) { return find(Query{.text = text}); }
};

}  // namespace

TEST_CASE("every word must stand in the name, author, gear, tags, file name or folder, in any case") {
  Shelf shelf;
  CHECK(shelf.find("") == Names{"Brown Crunch", "Fuzz", "äther Clean", "broken"});
  CHECK(shelf.find("BROWN") == Names{"Brown Crunch"});
  CHECK(shelf.find("ann plex") == Names{"Brown Crunch"});
  CHECK(shelf.find("ann bob").empty());
  CHECK(shelf.find("amps") == Names{"Brown Crunch", "äther Clean"});
  CHECK(shelf.find("fuzz.json") == Names{"Fuzz"});
  CHECK(shelf.find("ÄTHER") == Names{"äther Clean"});
  CHECK(shelf.find("broken") == Names{"broken"});
  CHECK(shelf.find("crunchann").empty());  // no word goes from one field into the next
}

TEST_CASE("family, tag, cost and favourites narrow a search; files with a problem have none of these") {
  Shelf shelf;
  CHECK(shelf.library.families() == Names{"Dense", "RNN"});
  CHECK(shelf.library.tags().size() == 3);
  CHECK(shelf.find(Query{.family = "rnn"}) == Names{"Fuzz", "äther Clean"});
  CHECK(shelf.find(Query{.tag = "amp"}) == Names{"Brown Crunch", "äther Clean"});
  CHECK(shelf.find(Query{.maxCost = 24}) == Names{"Brown Crunch", "äther Clean"});  // 4 (1 + 4) + 4
  CHECK(shelf.find(Query{.maxCost = 23}) == Names{"Brown Crunch"});
  CHECK(shelf.find(Query{.favouritesOnly = true}).empty());
  REQUIRE_FALSE(shelf.library.setFavourite(shelf.folder / "pedals/fuzz.json", true));
  CHECK(shelf.find(Query{.favouritesOnly = true}) == Names{"Fuzz"});
  CHECK(shelf.library.isFavourite(shelf.folder / "pedals/fuzz.json"));
  REQUIRE_FALSE(shelf.library.setFavourite(shelf.folder / "pedals/fuzz.json", false));
  CHECK(shelf.find(Query{.favouritesOnly = true}).empty());
}

TEST_CASE("orders are rising; files without a value come last") {
  Shelf shelf;
  CHECK(shelf.find(Query{.order = Order::cost}) == Names{"Brown Crunch", "äther Clean", "Fuzz", "broken"});
  CHECK(shelf.find(Query{.order = Order::loudness}) == Names{"äther Clean", "Brown Crunch", "Fuzz", "broken"});
}

TEST_CASE("next and previous go round through what the query finds and can be played") {
  Shelf shelf;
  const fs::path crunch = shelf.folder / "amps/crunch.json", clean = shelf.folder / "amps/clean.json",
                 fuzz = shelf.folder / "pedals/fuzz.json";
  const auto& library = shelf.library;
  CHECK(library.next(crunch, {}) == fuzz);
  CHECK(library.next(fuzz, {}) == clean);
  CHECK(library.next(clean, {}) == crunch);
  CHECK(library.previous(crunch, {}) == clean);
  CHECK(library.previous(clean, {}) == fuzz);
  CHECK(library.next(crunch, {.tag = "amp"}) == clean);
  CHECK(library.next(fuzz, {.tag = "amp"}) == crunch);
  CHECK(library.previous("/elsewhere.json", {.tag = "amp"}) == clean);
  CHECK_FALSE(library.next(crunch, {.text = "nothing"}));
  CHECK(library.byIndex(0, {}) == crunch);
  CHECK(library.byIndex(2, {}) == clean);
  CHECK_FALSE(library.byIndex(3, {}));  // the broken one
  CHECK(library.search({.playableOnly = true}).size() == 3);
}

TEST_CASE("an entry tells what a host shows") {
  Shelf shelf;
  const auto found = shelf.library.search({.text = "brown"});
  REQUIRE(found.size() == 1);
  const auto& entry = found[0];
  CHECK(entry.path == shelf.folder / "amps/crunch.json");
  CHECK(entry.folder == fs::path(shelf.folder).filename().string() + "/amps");
  CHECK(entry.author == "Ann");
  CHECK(entry.gear == "Plexi");
  CHECK(entry.tags == Names{"Crunch", "amp"});
  CHECK(entry.family == "Dense");
  CHECK(entry.cost == 1);
  CHECK(entry.loudness == -12.0);
  CHECK(entry.sampleRate == 48000.0);
  CHECK(entry.size == fs::file_size(entry.path));
  CHECK_FALSE(entry.isFactory);
  CHECK(entry.problem.empty());
  const auto broken = shelf.library.search({.text = "broken"});
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].problem.size() > 20);
}

TEST_CASE("a search among 100,000 entries takes milliseconds") {
  std::vector<std::shared_ptr<const plugin::Row>> rows;
  for (int i = 0; i < 100000; ++i) {
    plugin::Entry entry;
    entry.path = "/presets/" + std::to_string(i % 300) + "/" + std::to_string(i) + ".nam";
    entry.name = "Preset " + std::to_string(i);
    entry.author = "Author " + std::to_string(i % 1000);
    entry.tags = {"tag", "other tag"};
    entry.family = i % 2 ? "WaveNet" : "LSTM";
    entry.cost = static_cast<std::uint64_t>(i) * 7919 % 20000;
    rows.push_back(std::make_shared<const plugin::Row>(std::move(entry)));
  }
  const auto timed = [](const char* what, auto work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    MESSAGE(std::string(what) << ": " << took.count() << " ms");
    CHECK(took.count() < 20000.0);  // a sanitizer on a busy machine; the figure is in the message
  };
  std::shared_ptr<const plugin::Catalogue> catalogue;
  timed("picture", [&] { catalogue = std::make_shared<const plugin::Catalogue>(std::move(rows)); });
  const auto none = std::make_shared<const plugin::Favourites>();
  timed("all", [&] { CHECK(plugin::Found(catalogue, none, {}).size() == 100000); });
  timed("words", [&] { CHECK(plugin::Found(catalogue, none, {.text = "author 999 preset"}).size() >= 100); });
  timed("family and tag",
        [&] { CHECK(plugin::Found(catalogue, none, {.family = "lstm", .tag = "tag"}).size() == 50000); });
}

TEST_CASE("numbers in names are in the order of their values") {
  TemporaryFolder folder, home;
  Library library(optionsIn(home));
  for (const char* name : {"Lead 10", "Lead 9", "Lead 009b", "lead 1", "Lead", "Lead 9 dark", "2 Lead"})
    writeText(folder / (std::string(name) + ".json"), rnnPreset(4, {{"name", name}}));
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  CHECK(namesOf(library.search({})) ==
        Names{"2 Lead", "Lead", "lead 1", "Lead 9", "Lead 9 dark", "Lead 009b", "Lead 10"});
}

TEST_CASE("what is no JSON says where, in words for people") {
  TemporaryFolder folder, home;
  Library library(optionsIn(home));
  writeText(folder / "cut.json", "{\"layers\":");
  writeText(folder / "empty.json", "");
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  const auto found = library.search({});
  REQUIRE(found.size() == 2);
  CHECK(found[0].problem.find("found a syntax error (parse error at line 1, column 11)") != std::string::npos);
  CHECK(found[1].problem.find("found an empty file") != std::string::npos);
}
