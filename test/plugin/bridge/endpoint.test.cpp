// From a socket to the instance and back, over two threads.
#include "plugin/bridge/endpoint.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <queue>

#include "fakeInstance.hpp"
#include "testClient.hpp"

using namespace tonewright::plugin::bridge;
using namespace std::chrono_literals;

namespace {

/// A message thread: the thread that calls run().
class Loop {
 public:
  Dispatcher dispatcher() {
    return [this](std::function<void()> work) {
      const std::lock_guard lock(mutex_);
      work_.push(std::move(work));
    };
  }

  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return work_.size();
  }

  void run() {
    while (true) {
      std::function<void()> work;
      {
        const std::lock_guard lock(mutex_);
        if (work_.empty()) return;
        work = std::move(work_.front());
        work_.pop();
      }
      work();
    }
  }

  template <typename Condition>
  bool runUntil(Condition condition) {
    return client::within(5s, [&] { return run(), condition(); });
  }

 private:
  std::mutex mutex_;
  std::queue<std::function<void()>> work_;
};

struct Plugin {
  Loop loop;
  FakeInstance instance;
  std::shared_ptr<Endpoint> endpoint = std::make_shared<Endpoint>(instance, loop.dispatcher());
  std::unique_ptr<Registration> registration = std::make_unique<Registration>(endpoint, Page{});

  std::string path() const { return '/' + std::string(registration->token()) + "/bridge"; }
  ~Plugin() {
    registration.reset();
    endpoint->detach();
  }
};

}  // namespace

TEST_CASE("a client greets, turns a knob and hears the value come back") {
  Plugin plugin;
  client::WebSocket socket(plugin.registration->port(), plugin.path());
  std::atomic<bool> over{false};
  std::string heard;
  std::thread browser([&] {
    socket.write(R"({"v":1,"type":"hello"})");
    for (int i = 0; i < 3; ++i) socket.read();
    socket.write(R"({"v":1,"type":"set","id":"mix","value":0.25})");
    while (heard.find(R"("value":0.25)") == heard.npos) heard = socket.read();
    over = true;
  });
  CHECK(plugin.loop.runUntil([&] { return over.load(); }));
  browser.join();
  CHECK(plugin.instance.values[std::size_t(tonewright::chain::ParameterId::mix)] == 0.25f);
}

TEST_CASE("what waits for a message thread that does not come is bounded; the client that floods is closed") {
  Plugin plugin;
  client::WebSocket socket(plugin.registration->port(), plugin.path());
  try {
    for (std::size_t i = 0; i < Endpoint::kMaxWaiting + 500; ++i) socket.write("{}");
  } catch (const boost::system::system_error&) {
  }
  CHECK(socket.readToClose() == client::beast::websocket::close_code::policy_error);
  CHECK(plugin.loop.waiting() == 1);
}

TEST_CASE("nothing reaches the instance once the editor is gone") {
  Loop loop;
  auto instance = std::make_unique<FakeInstance>();
  auto endpoint = std::make_shared<Endpoint>(*instance, loop.dispatcher());
  auto registration = std::make_unique<Registration>(endpoint, Page{});
  client::WebSocket socket(registration->port(), '/' + std::string(registration->token()) + "/bridge");
  socket.write(R"({"v":1,"type":"hello"})");
  REQUIRE(client::within(2s, [&] { return loop.waiting() > 0; }));
  SUBCASE("detached") {
    endpoint->detach();
    instance.reset();
    loop.run();
    registration.reset();
  }
  SUBCASE("freed") {
    registration.reset();
    endpoint.reset();
    instance.reset();
    loop.run();
  }
}

TEST_CASE("a dropped file reaches the instance; a second one before it is taken waits its turn") {
  Plugin plugin;
  const auto put = [&](const std::string& kind) {
    const std::string target = '/' + std::string(plugin.registration->token()) + "/upload/" + kind + "?name=amp.nam";
    return client::request(plugin.registration->port(), client::http::verb::put, target, {}, "content").result_int();
  };
  CHECK(put("preset") == 202);
  CHECK(put("preset") == 503);
  CHECK(put("other") == 404);
  plugin.loop.run();
  CHECK(plugin.instance.done == std::vector<std::string>{"bytes amp.nam content"});
  CHECK(put("cabinet") == 202);
}

TEST_CASE("only files of the library are found for the page") {
  Plugin plugin;
  std::vector<std::optional<std::filesystem::path>> found;
  plugin.endpoint->findPreset("/presets/clean.json", [&](auto file) { found.push_back(file); });
  plugin.endpoint->findPreset("/etc/passwd", [&](auto file) { found.push_back(file); });
  CHECK(found.empty());
  plugin.loop.run();
  REQUIRE(found.size() == 2);
  CHECK(found[0] == std::filesystem::path("/presets/clean.json"));
  CHECK(!found[1]);
}
