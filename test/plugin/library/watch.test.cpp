// Watching, callbacks and threads.
#include "support.hpp"

#include <set>

using namespace tonewright;
using namespace tonewright::test;
using plugin::Library;
using plugin::Query;

namespace {

/// Threads of this process; 0 where that cannot be counted.
std::size_t threadCount() {
  std::error_code error;
  std::size_t count = 0;
  for (fs::directory_iterator at("/proc/self/task", error), end; !error && at != end; at.increment(error)) ++count;
  return count;
}

void age(const fs::path& path) { fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1)); }

}  // namespace

TEST_CASE("new, changed and removed files show up while somebody watches") {
  TemporaryFolder folder, home;
  writeText(folder / "sub/a.json", densePreset({{"name", "first"}}));
  age(folder / "sub/a.json");
  age(folder / "sub");
  age(folder);
  Library library(optionsIn(home));
  REQUIRE_FALSE(library.addFolder(folder));
  auto watch = library.watch();
  const auto shows = [&](const Names& names) {
    const auto start = std::chrono::steady_clock::now();
    const bool isShown = becomesTrue([&] { return namesOf(library.search({})) == names; });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    MESSAGE("shown after " << took.count() << " s");
    return isShown;
  };
  REQUIRE(shows({"first"}));
  writeText(folder / "sub/a.json", densePreset({{"name", "changed in place"}}));
  CHECK(shows({"changed in place"}));
  writeText(folder / "sub/new/b.json", densePreset({{"name", "new"}}));
  CHECK(shows({"changed in place", "new"}));
  fs::rename(folder / "sub/new/b.json", folder / "b.json");
  fs::remove(folder / "sub/a.json");
  CHECK(shows({"new"}));
  fs::remove_all(folder);
  CHECK(shows({}));
  CHECK(library.status().problems.size() == 1);
  writeText(folder / "c.json", densePreset());
  CHECK(shows({"c"}));
}

TEST_CASE("the thread ends when nothing is left to do and nobody watches") {
  const std::size_t before = threadCount();
  if (before == 0) return;
  TemporaryFolder folder, home;
  Library library(optionsIn(home));
  CHECK(threadCount() == before);
  REQUIRE_FALSE(library.addFolder(folder));
  CHECK(becomesTrue([&] { return threadCount() == before; }));
  {
    auto watch = library.watch();
    auto moved = std::move(watch);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK(threadCount() == before + 1);
  }
  CHECK(becomesTrue([&] { return threadCount() == before; }));
}

TEST_CASE("changes are told at most ten times a second, and the last one always") {
  TemporaryFolder folder, home;
  Library library(optionsIn(home));
  std::atomic<int> calls{0};
  auto subscription = library.onChange([&] { ++calls; });
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) {
    REQUIRE_FALSE(library.setFavourite(folder / std::to_string(i % 10), i % 20 < 10));
  }
  REQUIRE(becomesTrue([&] { return calls > 0; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(calls <= int(10.0 * took.count()) + 2);
  const int before = calls;
  REQUIRE_FALSE(library.setFavourite(folder / "last", true));
  CHECK(becomesTrue([&] { return calls > before; }));
}

TEST_CASE("a callback may end its own subscription; one that was ended is not running and is called no more") {
  TemporaryFolder home;
  Library library(optionsIn(home));
  std::atomic<int> own{0}, other{0};
  plugin::Subscription self;
  {
    auto fresh = library.onChange([&] {
      ++own;
      self = {};
    });
    self = std::move(fresh);
  }
  auto subscription = std::make_unique<plugin::Subscription>(library.onChange([&] {
    ++other;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ++other;
  }));
  library.refresh();
  REQUIRE(becomesTrue([&] { return other > 0; }));
  subscription.reset();
  CHECK(other % 2 == 0);
  const int before = other;
  library.refresh();
  REQUIRE(settles(library));
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  CHECK(own == 1);
  CHECK(other == before);
}

TEST_CASE("many threads search, add, remove, favour and watch while files come and go") {
  TemporaryFolder folder, home;
  for (int i = 0; i < 200; ++i)
    writeText(folder / std::to_string(i % 4) / (std::to_string(i) + ".json"), densePreset());
  Library library(optionsIn(home));
  std::atomic<bool> isOver{false};
  std::atomic<int> calls{0}, searches{0};
  auto subscription = library.onChange([&] {
    ++calls;
    library.search({});
  });
  std::vector<std::thread> threads;
  const auto work = [&](auto step) {
    threads.emplace_back([&isOver, step] {
      for (int i = 0; !isOver; ++i) step(i);
    });
  };
  work([&](int i) {
    const auto found = library.search(Query{.text = std::to_string(i % 200), .favouritesOnly = i % 3 == 0});
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(!found[k].name.empty());
    ++searches;
  });
  work([&](int i) {
    const fs::path sub = folder / std::to_string(i % 4);
    if (i % 2)
      library.addFolder(sub);
    else
      library.removeFolder(sub);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  work([&](int i) {
    library.setFavourite(folder / "0" / (std::to_string(i % 8) + ".json"), i % 16 < 8);
    auto next = library.next({}, {});
    if (next) library.mayOpen(*next);
  });
  work([&](int i) {
    auto watch = library.watch();
    auto briefly = library.onChange([&] { ++calls; });
    if (i % 4 == 0) library.refresh();
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  });
  work([&](int i) {
    writeText(folder / "1" / ("new " + std::to_string(i % 5) + ".json"), i % 2 ? densePreset() : "{");
    std::error_code error;
    fs::remove(folder / "1" / ("new " + std::to_string((i + 2) % 5) + ".json"), error);
    library.status();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  });
  std::this_thread::sleep_for(std::chrono::seconds(3));
  isOver = true;
  for (auto& thread : threads) thread.join();
  CHECK(calls > 0);
  CHECK(searches > 0);
  for (int i = 0; i < 4; ++i) library.addFolder(folder / std::to_string(i));
  REQUIRE(settles(library));
  library.refresh();
  REQUIRE(settles(library));
  CHECK(library.search({.playableOnly = true}).size() >= 200);
}
