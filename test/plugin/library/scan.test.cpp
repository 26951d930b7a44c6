// Scanning: how much is read, what is found again, and what hostile folders do.
#include "support.hpp"

#include <cstdlib>

#include "plugin/library/scanner.hpp"
#include "preset/limits.hpp"

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace tonewright;
using namespace tonewright::test;
using plugin::Library;
using plugin::Query;

namespace {

constexpr std::size_t many = 5000;

void writeMany(const fs::path& folder) {
  const std::string preset = densePreset({{"author", "Everybody"}});
  for (std::size_t i = 0; i < many; ++i) {
    writeText(folder / std::to_string(i % 50) / ("preset " + std::to_string(i) + ".json"), preset);
  }
}

double secondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("5000 files are read once; another start reads none, and a change reads one") {
  TemporaryFolder folder, home;
  writeMany(folder);
  {
    Library library(optionsIn(home));
    REQUIRE_FALSE(library.addFolder(folder));
    // What the user does meanwhile never waits for the scan.
    double longest = 0.0;
    while (library.status().isScanning) {
      longest = std::max(longest, secondsOf([&] { library.search(Query{.text = "everybody 49"}); }));
      longest = std::max(longest, secondsOf([&] { library.families(); }));
    }
    MESSAGE("longest search during the scan: " << 1000.0 * longest << " ms");
    CHECK(longest < 1.0);  // a machine that is busy with other things; the work itself takes milliseconds
    CHECK(library.status().files == many);
    CHECK(library.status().filesRead == many);
    CHECK(library.search(Query{.text = "everybody 4999"}).size() == 1);
    library.refresh();
    REQUIRE(settles(library));
    CHECK(library.status().filesRead == many);
  }
  writeText(folder / "7/preset 7.json", densePreset({{"author", "Somebody else"}}));
  fs::remove(folder / "8/preset 8.json");
  Library library(optionsIn(home));
  CHECK(library.status().files == 0);
  const double seconds = secondsOf([&] {
    library.refresh();
    REQUIRE(settles(library));
  });
  MESSAGE("scan of " << many << " files in the cache: " << 1000.0 * seconds << " ms");
  CHECK(library.status().files == many - 1);
  CHECK(library.status().filesRead == 1);
  CHECK(library.search(Query{.text = "somebody"}).size() == 1);
}

TEST_CASE("a library that goes in the middle of a scan goes at once and has lost nothing that it read") {
  TemporaryFolder folder, home;
  writeMany(folder);
  std::uint64_t firstRead = 0;
  {
    auto library = std::make_unique<Library>(optionsIn(home));
    REQUIRE_FALSE(library->addFolder(folder));
    REQUIRE(becomesTrue([&] { return library->status().filesRead > 100; }));
    firstRead = library->status().filesRead;
    const double seconds = secondsOf([&] { library.reset(); });
    MESSAGE("end in the middle of a scan: " << 1000.0 * seconds << " ms");
    CHECK(seconds < 2.0);
  }
  Library library(optionsIn(home));
  library.refresh();
  REQUIRE(settles(library));
  CHECK(library.status().files == many);
  CHECK(library.status().filesRead <= many - firstRead);
}

TEST_CASE("a damaged cache, and one of another version, is made anew") {
  TemporaryFolder folder, home;
  writeText(folder / "a.json", densePreset());
  for (const std::string damage : {"", "{", "[]", "{\"version\":1}", "{\"version\":1,\"files\":[{\"path\":5}]}",
                                   "{\"version\":999,\"files\":[]}", "\xff\xfe"}) {
    CAPTURE(damage);
    writeText(home / "library-cache.json", damage);
    Library library(optionsIn(home));
    REQUIRE_FALSE(library.addFolder(folder));
    library.refresh();
    REQUIRE(settles(library));
    CHECK(library.status().files == 1);
    CHECK(library.status().filesRead == 1);
    CHECK(nlohmann::json::parse(readText(home / "library-cache.json"))["files"].size() == 1);
  }
}

TEST_CASE("names of every kind are shown in one line, or refused, and break nothing") {
  TemporaryFolder folder, home;
  writeText(folder / "new\nline \x1b[31m.json", densePreset());
  writeText(folder / "\"quotes\" & <tags>.json", densePreset({{"name", "two\nlines\t\x01"}}));
  writeText(folder / ("long " + std::string(200, 'x') + ".json"), densePreset({{"name", std::string(100000, 'n')}}));
  writeText(folder / "..json", densePreset());  // hidden by its dot
  writeText(folder / "UPPER.JSON", densePreset());
  writeText(folder / "trick.json.exe", densePreset());
#ifdef __linux__
  writeText(folder / "bytes\xff.json", densePreset());
#endif
  Library library(optionsIn(home));
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  const auto found = library.search({});
#ifdef __linux__
  CHECK(found.size() == 5);
  CHECK(library.search(Query{.text = "bytes"})[0].problem.find("UTF-8") != std::string::npos);
  CHECK(library.setFavourite(folder / "bytes\xff.json", true));
#else
  CHECK(found.size() == 4);
#endif
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].name.find('\n') == std::string::npos);
    CHECK(found[i].name.find('\x1b') == std::string::npos);
    CHECK(found[i].name.size() <= 200);
  }
  CHECK(library.search(Query{.text = "two lines"}).size() == 1);
  CHECK(library.search(Query{.text = "upper"}).size() == 1);
  // The cache can be read again.
  Library again(optionsIn(home));
  again.refresh();
  REQUIRE(settles(again));
  CHECK(again.search({}).size() == found.size());
}

TEST_CASE("a file beyond the size limit is named and not read") {
  TemporaryFolder folder, home;
  writeText(folder / "huge.json", "{");
  fs::resize_file(folder / "huge.json", preset::limits::fileBytes + 1);
  Library library(optionsIn(home));
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  CHECK(library.search({})[0].problem.find("32 MiB") != std::string::npos);
}

#ifndef _WIN32
TEST_CASE("links are not followed: loops end, and nothing outside is listed; pipes are no files") {
  TemporaryFolder folder, home, outside;
  writeText(folder / "in/a.json", densePreset());
  writeText(outside / "b.json", densePreset());
  fs::create_directory_symlink(folder, folder / "in/loop");
  fs::create_directory_symlink(outside, folder / "out");
  fs::create_symlink(outside / "b.json", folder / "b.json");
  fs::create_symlink("nowhere.json", folder / "lost.json");
  fs::create_symlink("self.json", folder / "self.json");
  REQUIRE(mkfifo((folder / "pipe.json").c_str(), 0600) == 0);
  writeText(folder / ".hidden/c.json", densePreset());
  Library library(optionsIn(home));
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  CHECK(namesOf(library.search({})) == Names{"a"});
}
#endif

TEST_CASE("depth, folders and files are bounded, and the user is told") {
  TemporaryFolder folder;
  fs::path deep = folder;
  for (int i = 0; i < 10; ++i) writeText((deep /= "d") / "a.json", "{}");
  const auto never = [] { return false; };
  const std::vector<plugin::Root> roots{{folder}};
  const auto countWith = [&](plugin::WalkLimits limits, std::size_t problems) {
    plugin::Walk walk(limits);
    walk.look(roots, never);
    CHECK(walk.problems().size() == problems);
    return walk.files().size();
  };
  CHECK(countWith({}, 0) == 10);
  CHECK(countWith({.depth = 4}, 1) == 4);
  CHECK(countWith({.files = 6}, 1) == 6);
  CHECK(countWith({.folders = 5}, 1) == 4);
  CHECK(countWith({.entries = 7}, 1) <= 7);
}

TEST_CASE("folders that lie in one another give each file once") {
  TemporaryFolder folder, home;
  writeText(folder / "a.json", densePreset());
  writeText(folder / "sub/b.json", densePreset());
  Library library(optionsIn(home));
  REQUIRE_FALSE(library.addFolder(folder / "sub"));
  REQUIRE_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  CHECK(namesOf(library.search({})) == Names{"a", "b"});
  REQUIRE_FALSE(library.removeFolder(folder));
  REQUIRE(settles(library));
  CHECK(namesOf(library.search({})) == Names{"b"});
}
