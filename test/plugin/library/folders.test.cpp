// Folders, what is kept of them, and what may be opened.
#include "support.hpp"

#include <cstdlib>

using namespace tonewright;
using namespace tonewright::test;
using plugin::Library;
using plugin::Query;

TEST_CASE("folders and favourites are there again at the next start, and other programs' changes are kept") {
  TemporaryFolder one, two, home;
  writeText(one / "a.json", densePreset());
  {
    Library library(optionsIn(home));
    Library other(optionsIn(home));  // another program of the user's
    REQUIRE_FALSE(library.addFolder(one));
    REQUIRE_FALSE(other.addFolder(two));
    REQUIRE_FALSE(library.setFavourite(one / "a.json", true));
  }
  Library library(optionsIn(home));
  REQUIRE(library.folders().size() == 2);
  CHECK(library.folders()[0].path == fs::path(one));
  CHECK(library.folders()[1].path == fs::path(two));
  CHECK(library.isFavourite(one / "a.json"));
  CHECK_FALSE(library.addFolder(one));  // there already
  CHECK(library.folders().size() == 2);
  CHECK_FALSE(library.removeFolder(one));
  CHECK(library.folders().size() == 1);
  CHECK(library.removeFolder(one)->find("no folder of the library") != std::string::npos);
  CHECK(library.addFolder(home / "nothing")->find("Expected a folder") != std::string::npos);
  // Nothing but the file itself is left behind.
  for (const auto& entry : fs::directory_iterator(fs::path(home))) CHECK(entry.path().extension() == ".json");
}

TEST_CASE("damaged settings are put aside and told, and the library goes on") {
  for (const std::string damage :
       {"", "{", "[1]", "{\"folders\":5,\"favourites\":[]}", "{\"folders\":[7],\"favourites\":[]}", "\xff\xfe\xfd"}) {
    CAPTURE(damage);
    TemporaryFolder folder, home;
    writeText(home / "library.json", damage);
    Library library(optionsIn(home));
    CHECK(library.folders().empty());
    REQUIRE(library.status().problems.size() == 1);
    CHECK(readText(home / "library.json.damaged") == damage);
    CHECK_FALSE(library.addFolder(folder));
    CHECK(Library(optionsIn(home)).folders().size() == 1);
  }
}

TEST_CASE("without a place for settings a choice holds until the program ends") {
  TemporaryFolder folder;
  writeText(folder / "a.json", densePreset());
  Library::Options options;
  options.places = {};
  Library library(options);
  CHECK_FALSE(library.addFolder(folder));
  REQUIRE(settles(library));
  CHECK(library.search({}).size() == 1);
  TemporaryFolder home;
  writeText(home / "file", "");
  options.places = {home / "file/library.json", home / "file/cache.json"};
  Library other(options);
  CHECK(other.addFolder(folder)->find("cannot be written") != std::string::npos);
  REQUIRE(settles(other));
  CHECK(other.search({}).size() == 1);
}

TEST_CASE("the factory's folder comes first and stays") {
  TemporaryFolder factory, home;
  writeText(factory / "f.json", densePreset());
  auto options = optionsIn(home);
  options.factoryFolder = factory;
  Library library(options);
  library.refresh();
  REQUIRE(settles(library));
  REQUIRE(library.search({}).size() == 1);
  CHECK(library.search({})[0].isFactory);
  REQUIRE(library.folders().size() == 1);
  CHECK(library.folders()[0].isFactory);
  CHECK(library.removeFolder(factory)->find("cannot be removed") != std::string::npos);
  CHECK(library.mayOpen(factory / "f.json"));
}

#ifndef _WIN32
TEST_CASE("TONEWRIGHT_HOME and the XDG folders say where settings lie") {
  const auto set = [](const char* name, const char* value) { value ? setenv(name, value, 1) : unsetenv(name); };
  set("TONEWRIGHT_HOME", "/portable");
  CHECK(plugin::userPlaces().settings == "/portable/library.json");
  CHECK(plugin::userPlaces().cache == "/portable/library-cache.json");
  set("TONEWRIGHT_HOME", nullptr);
#ifdef __linux__
  const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
  set("HOME", "/home/me");
  set("XDG_CONFIG_HOME", "/config");
  set("XDG_CACHE_HOME", "relative");  // counts as none, as the specification says
  CHECK(plugin::userPlaces().settings == "/config/Tonewright/library.json");
  CHECK(plugin::userPlaces().cache == "/home/me/.cache/Tonewright/library-cache.json");
  set("XDG_CONFIG_HOME", nullptr);
  set("XDG_CACHE_HOME", nullptr);
  CHECK(plugin::userPlaces().settings == "/home/me/.config/Tonewright/library.json");
  set("HOME", nullptr);
  CHECK(plugin::userPlaces().settings.empty());
  set("HOME", home.c_str());
#endif
}

TEST_CASE("only regular files inside the folders may be opened, whatever their names say") {
  TemporaryFolder top, home;
  const fs::path folder = top / "presets", outside = top / "presets-not";
  writeText(folder / "sub/a.json", densePreset());
  writeText(outside / "secret.json", densePreset());
  writeText(folder / ".hidden/key.json", densePreset());
  writeText(folder / ".key", "secret");
  fs::create_symlink(outside / "secret.json", folder / "link.json");
  fs::create_directory_symlink(outside, folder / "out");
  fs::create_symlink("sub/a.json", folder / "inside.json");
  Library library(optionsIn(home));
  CHECK_FALSE(library.mayOpen(folder / "sub/a.json"));  // before it is added
  REQUIRE_FALSE(library.addFolder(folder));
  CHECK(library.mayOpen(folder / "sub/a.json"));
  CHECK(library.mayOpen(folder / "sub/../sub/./a.json"));
  CHECK(library.resolve(folder / "inside.json") == folder / "sub/a.json");
  CHECK_FALSE(library.mayOpen(folder / "link.json"));
  CHECK_FALSE(library.mayOpen(folder / "out/secret.json"));
  CHECK_FALSE(library.mayOpen(folder / "../presets-not/secret.json"));
  CHECK_FALSE(library.mayOpen(outside / "secret.json"));
  CHECK_FALSE(library.mayOpen(folder / ".hidden/key.json"));
  CHECK_FALSE(library.mayOpen(folder / ".key"));
  CHECK_FALSE(library.mayOpen(folder / "sub"));
  CHECK_FALSE(library.mayOpen(folder));
  CHECK_FALSE(library.mayOpen(folder / "none.json"));
  CHECK_FALSE(library.mayOpen("sub/a.json"));
  CHECK_FALSE(library.mayOpen(""));
  CHECK_FALSE(library.mayOpen("/dev/zero"));
  CHECK_FALSE(library.mayOpen("/etc/passwd"));
  const std::string withZero = (folder / "sub/a.json").string() + std::string(1, '\0') + ".txt";
  CHECK_FALSE(library.mayOpen(withZero));
  CHECK_FALSE(library.mayOpen(folder.string() + std::string(100000, '/') + std::string(5000, 'x')));
  // The folder itself may be a link: what counts is where it leads now.
  fs::create_directory_symlink(folder, top / "alias");
  CHECK(library.mayOpen(top / "alias/sub/a.json"));
  fs::remove_all(folder);
  fs::create_directory_symlink(outside, folder);
  CHECK(library.mayOpen(folder / "secret.json"));
  REQUIRE_FALSE(library.removeFolder(folder));
  CHECK_FALSE(library.mayOpen(folder / "secret.json"));
}
#endif

TEST_CASE("the process shares one library while somebody holds it") {
  auto one = Library::shared({});
  CHECK(Library::shared("/elsewhere") == one);
  const std::weak_ptr<Library> known = one;
  one.reset();
  CHECK(known.expired());
}
