// What a client may not do to the server, and what it does not do to the others.
#include <doctest/doctest.h>

#include "echoHandler.hpp"
#include "process.hpp"
#include "testClient.hpp"

using namespace tonewright::plugin::bridge;
using namespace std::chrono_literals;
using client::within;

namespace {

bool echoes(client::WebSocket& socket) {
  socket.write("still there?");
  return socket.read() == "still there?";
}

/// A masked WebSocket frame's header for a text message of `length` bytes.
std::string frameHeader(std::uint64_t length, bool final = true, bool first = true) {
  std::string header{static_cast<char>((final ? 0x80 : 0) | (first ? 1 : 0)), static_cast<char>(0xff)};
  for (int shift = 56; shift >= 0; shift -= 8) header += static_cast<char>(length >> shift);
  return header + std::string(4, '\0');
}

}  // namespace

TEST_CASE("a message of 100 MB is refused and its sender closed, without being kept") {
  const TestServer server;
  client::WebSocket good(server.port(), server.path("bridge")), bad(server.port(), server.path("bridge"));
  REQUIRE(echoes(good));
  [[maybe_unused]] const Holdings before = holdings();
  bad.connection().write(frameHeader(100'000'000));
  const std::string part(1'000'000, 'x');
  for (int i = 0; i < 100 && bad.connection().write(part); ++i) continue;
  CHECK(bad.readToClose() == client::beast::websocket::close_code::too_big);
  CHECK(within(2s, [&] { return server.handler->open() == 1; }));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(holdings().residentKiB < before.residentKiB + 4096);
#endif
  CHECK(server.handler->messages == 1);
  CHECK(echoes(good));
}

TEST_CASE("a message in endless pieces is refused at the same size") {
  const TestServer server;
  client::WebSocket bad(server.port(), server.path("bridge"));
  const std::string part(70'000, 'x');
  bool open = true;
  for (int i = 0; i < 100 && open; ++i) {
    open = bad.connection().write(frameHeader(part.size(), false, i == 0) + part);
  }
  CHECK(bad.readToClose() == client::beast::websocket::close_code::too_big);
  CHECK(server.handler->messages == 0);
}

TEST_CASE("a message of exactly the limit is taken") {
  const TestServer server;
  client::WebSocket socket(server.port(), server.path("bridge"));
  const std::string text(1024 * 1024, 'x');
  socket.write(text);
  CHECK((socket.read() == text));
}

TEST_CASE("binary messages are refused") {
  const TestServer server;
  client::WebSocket socket(server.port(), server.path("bridge"));
  socket.writeBinary("bytes");
  CHECK(socket.readToClose() == client::beast::websocket::close_code::unknown_data);
}

TEST_CASE("of 100 clients at once an instance takes 64; the others hear why, and places become free again") {
  const TestServer server;
  std::vector<std::unique_ptr<client::WebSocket>> open;
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    try {
      open.push_back(std::make_unique<client::WebSocket>(server.port(), server.path("bridge")));
    } catch (const boost::system::system_error&) {
      ++refused;
    }
  }
  CHECK(open.size() == 64);
  CHECK(refused == 36);
  for (auto& socket : open) CHECK(echoes(*socket));
  CHECK(client::status(server.port(), server.path()) == 503);
  open.clear();
  REQUIRE(within(5s, [&] { return server.handler->open() == 0; }));
  CHECK(within(5s, [&] { return client::status(server.port(), server.path()) == 200; }));
}

TEST_CASE("the process takes 100 connections; one more hears that there is no place") {
  const TestServer server;
  std::vector<std::unique_ptr<client::Socket>> idle;
  for (int i = 0; i < 100; ++i) idle.push_back(std::make_unique<client::Socket>(server.port()));
  client::Socket more(server.port());
  const std::string answer = more.readAll();
  CHECK(answer.find("503 Service Unavailable") != answer.npos);
  CHECK(answer.find("Too many connections") != answer.npos);
  idle.clear();
  CHECK(within(5s, [&] {
    try {
      return client::status(server.port(), server.path()) == 200;
    } catch (const boost::system::system_error&) {
      return false;
    }
  }));
}

TEST_CASE("a connection that says nothing is closed, so that it cannot keep a place") {
  Limits limits;
  limits.headerTime = 100ms;
  const TestServer server(limits);
  client::Socket silent(server.port()), slow(server.port());
  slow.write("GET / HT");
  const auto start = std::chrono::steady_clock::now();
  silent.readAll();
  slow.readAll();
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("a client that answers no ping is dropped") {
  Limits limits;
  limits.idleTime = 300ms;
  const TestServer server(limits);
  client::WebSocket dead(server.port(), server.path("bridge"));  // answers pings only while it reads
  REQUIRE(within(2s, [&] { return server.handler->open() == 1; }));
  CHECK(within(5s, [&] { return server.handler->open() == 0; }));
}

TEST_CASE("a client that sends too fast is read more slowly, not dropped") {
  Limits limits;
  limits.messagesPerSecond = 100;
  limits.messageBurst = 10;
  const TestServer server(limits);
  client::WebSocket socket(server.port(), server.path("bridge"));
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 60; ++i) socket.write(std::to_string(i));
  for (int i = 0; i < 60; ++i) CHECK(socket.read() == std::to_string(i));
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK(taken > 450ms);
  CHECK(taken < 5s);
}

TEST_CASE("a client that does not read is dropped once too much waits for it; meter frames are left out before") {
  Limits limits;
  limits.queueBytes = 1'000'000;
  const TestServer server(limits);
  client::WebSocket slow(server.port(), server.path("bridge")), good(server.port(), server.path("bridge"));
  REQUIRE(echoes(good));
  const Client sink = server.handler->any();
  for (int i = 0; i < 20'000; ++i) sink.sendFrame(Bytes(2000));
  REQUIRE(echoes(good));
  CHECK(server.handler->open() == 2);
  for (int i = 0; i < 400; ++i) sink.send(std::string(50'000, 'x'));
  CHECK(within(5s, [&] { return server.handler->open() == 1; }));
  CHECK(echoes(good));
}

TEST_CASE("what a handler throws ends nothing") {
  const TestServer server;
  client::WebSocket socket(server.port(), server.path("bridge"));
  socket.write("throw");
  CHECK(echoes(socket));
}

TEST_CASE("handles are used from many threads while clients come and go and the server ends") {
  for (int round = 0; round < 10; ++round) {
    auto server = std::make_unique<TestServer>();
    client::WebSocket socket(server->port(), server->path("bridge"));
    REQUIRE(within(2s, [&] { return server->handler->open() == 1; }));
    const Client handle = server->handler->any();
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (!over) {
          handle.send("text");
          handle.sendFrame(Bytes(100));
          std::this_thread::sleep_for(50us);
        }
      });
    }
    std::this_thread::sleep_for(10ms);
    server.reset();
    std::this_thread::sleep_for(2ms);
    over = true;
    for (auto& thread : threads) thread.join();
  }
}
