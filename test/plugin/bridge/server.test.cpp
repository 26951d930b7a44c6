// What the server does for its page and refuses to everybody else.
#include "plugin/bridge/server.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "echoHandler.hpp"
#include "process.hpp"
#include "testClient.hpp"

using namespace tonewright::plugin::bridge;
using namespace std::chrono_literals;
using client::status;
using client::within;
using client::http::verb;

TEST_CASE("the page is served at the token's address with headers that keep it to itself") {
  const TestServer server;
  const auto page = client::request(server.port(), verb::get, server.path());
  CHECK(page.result_int() == 200);
  CHECK(page.body() == "<!doctype html>");
  CHECK(page["Content-Type"] == "text/html; charset=utf-8");
  CHECK(page["Cache-Control"] == "no-store");
  CHECK(page["X-Content-Type-Options"] == "nosniff");
  CHECK(page["Referrer-Policy"] == "no-referrer");
  CHECK(page["Content-Security-Policy"].find("default-src 'self'") != std::string::npos);
  CHECK(page["Content-Security-Policy"].find("frame-ancestors 'none'") != std::string::npos);
  CHECK(status(server.port(), server.path("style.css")) == 200);
  CHECK(client::request(server.port(), verb::head, server.path()).body().empty());
}

TEST_CASE("everything but the page's files under the right token is not there") {
  const TestServer server;
  std::string wrong(server.registration.token());
  wrong[31] = wrong[31] == '0' ? '1' : '0';
  for (const std::string& target :
       {std::string("/"), std::string("/index.html"), "/" + wrong + "/", "/" + wrong.substr(0, 31) + "/",
        "/" + std::string(server.registration.token()), std::string("//"), server.path("no.html"),
        server.path("../../etc/passwd"), server.path("..%2f..%2fetc%2fpasswd"), server.path("%2e%2e/style.css"),
        server.path("/etc/passwd"), server.path("./style.css"), server.path("style.css/"), server.path("style.css%00"),
        server.path("..\\..\\style.css"), std::string("http://127.0.0.1/etc/passwd"), std::string("*")}) {
    CAPTURE(target);
    CHECK(status(server.port(), target) == 404);
  }
}

TEST_CASE("requests with a foreign Host or Origin are refused, as pages and as WebSockets") {
  const TestServer server;
  const std::string own = "127.0.0.1:" + std::to_string(server.port()),
                    name = "localhost:" + std::to_string(server.port());
  CHECK(status(server.port(), server.path(), {{"Host", name}}) == 200);
  CHECK(status(server.port(), server.path(), {{"Origin", "http://" + own}}) == 200);
  CHECK(status(server.port(), server.path(), {{"Host", name}, {"Origin", "http://" + name}}) == 200);
  for (const client::Fields& fields : std::vector<client::Fields>{{{"Host", "evil.example"}},
                                                                  {{"Host", "127.0.0.1"}},
                                                                  {{"Host", "127.0.0.1:1"}},
                                                                  {{"Host", own + ".evil.example"}},
                                                                  {{"Host", ""}},
                                                                  {{"Origin", "null"}},
                                                                  {{"Origin", ""}},
                                                                  {{"Origin", "https://" + own}},
                                                                  {{"Origin", "http://" + name}},
                                                                  {{"Origin", "http://evil.example"}}}) {
    CAPTURE(fields.begin()->second);
    CHECK(status(server.port(), server.path(), fields) == 403);
    CHECK_THROWS(client::WebSocket(server.port(), server.path("bridge"), fields));
  }
  CHECK(server.handler->messages == 0);
  CHECK(server.handler->open() == 0);
}

TEST_CASE("a WebSocket needs the right token") {
  const TestServer server;
  CHECK_THROWS(client::WebSocket(server.port(), "/bridge"));
  CHECK_THROWS(client::WebSocket(server.port(), "/00000000000000000000000000000000/bridge"));
  CHECK_THROWS(client::WebSocket(server.port(), server.path("style.css")));
  CHECK(status(server.port(), server.path("bridge")) == 426);
  client::WebSocket good(server.port(), server.path("bridge"));
  good.write("hello");
  CHECK(good.read() == "hello");
}

TEST_CASE("a ticket leads to the page once, and not for long") {
  Limits limits;
  limits.ticketTime = 100ms;
  const TestServer server(limits);
  const auto pathOf = [](const std::string& url) { return url.substr(url.find('/', 8)); };
  const std::string ticket = pathOf(server.registration.ticketUrl());
  CHECK(client::request(server.port(), verb::put, ticket).result_int() == 404);
  CHECK(status(server.port(), ticket + "style.css") == 404);
  const auto answer = client::request(server.port(), verb::get, ticket);
  CHECK(answer.result_int() == 303);
  CHECK(answer["Location"] == server.path());
  CHECK(status(server.port(), ticket) == 404);
  const std::string late = pathOf(server.registration.ticketUrl());
  std::this_thread::sleep_for(120ms);
  CHECK(status(server.port(), late) == 404);
  CHECK(status(server.port(), "//") == 404);
}

TEST_CASE("requests that are no requests are refused") {
  const TestServer server;
  const std::string host = "\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
  const auto answer = [&](const std::string& bytes) {
    client::Socket socket(server.port());
    socket.write(bytes);
    return socket.readAll().substr(0, 12);
  };
  CHECK(answer("\x16\x03\x01\x02garbage\r\n\r\n") == "HTTP/1.1 400");
  CHECK(answer("GET " + server.path() + " HTTP/1.1\r\n\r\n") == "HTTP/1.1 403");
  CHECK(answer("GET " + server.path() + " HTTP/1.1" + host + "Host: x\r\n\r\n") == "HTTP/1.1 403");
  CHECK(answer("GET " + server.path() + " HTTP/1.1" + host + "X: " + std::string(9000, 'x')) == "HTTP/1.1 431");
  CHECK(answer("POST " + server.path() + " HTTP/1.1" + host + "\r\n") == "HTTP/1.1 405");
  CHECK(answer("OPTIONS " + server.path("upload/preset") + " HTTP/1.1" + host + "\r\n") == "HTTP/1.1 405");
  CHECK(answer("GET " + server.path() + " HTTP/1.1" + host + "Content-Length: 99\r\n\r\n") == "HTTP/1.1 413");
}

TEST_CASE("a dropped file arrives whole; one that is too large is refused before it is read") {
  const TestServer server;
  const std::string file(5'000'000, 'p');
  const auto upload = [&](const std::string& target, const std::string& bytes) {
    return client::request(server.port(), verb::put, server.path(target), {}, bytes).result_int();
  };
  CHECK(upload("upload/preset?name=my%20amp.nam", file) == 202);
  CHECK(server.handler->uploadName == "my amp.nam");
  CHECK((server.handler->uploadBytes == file));
  CHECK(upload("upload/other?name=x", "x") == 404);
  CHECK(upload("upload/preset", "x") == 400);
  CHECK(upload("upload/preset?name=%zz", "x") == 400);

  client::Socket socket(server.port());
  socket.write("PUT " + server.path("upload/preset?name=x") + " HTTP/1.1\r\nHost: 127.0.0.1:" +
               std::to_string(server.port()) + "\r\nContent-Length: 1000000000000\r\n\r\nabc");
  CHECK(socket.readAll().substr(0, 12) == "HTTP/1.1 413");
}

TEST_CASE("a preset is read when the instance finds it, and only then") {
  Limits limits;
  limits.lookupTime = 100ms;
  const TestServer server(limits);
  const auto file = std::filesystem::temp_directory_path() / "tonewright-bridge-preset.json";
  const std::string bytes(3'000'000, 'n');
  std::ofstream(file, std::ios::binary) << bytes;
  const auto get = [&](const std::string& query) {
    return client::request(server.port(), verb::get, server.path("preset" + query));
  };
  CHECK(get("?path=%2Fx.json").result_int() == 404);
  server.handler->presetFile = file;
  const auto found = get("?path=%2Fx.json");
  CHECK(found.result_int() == 200);
  CHECK((found.body() == bytes));
  CHECK(get("").result_int() == 400);
  CHECK(get("?path=%zz").result_int() == 400);
  CHECK(get("?path=" + std::string(5000, 'x')).result_int() == 400);
  CHECK(get("?path=later").result_int() == 503);
  CHECK(get("?path=throw").result_int() == 503);
  CHECK(status(server.port(), server.path("../wrong/preset?path=x")) == 404);
  std::ofstream(file, std::ios::binary) << std::string(32 * 1024 * 1024 + 1, 'n');
  CHECK(get("?path=%2Fx.json").result_int() == 404);
  server.handler->presetFile = std::filesystem::temp_directory_path();
  CHECK(get("?path=%2Fx.json").result_int() == 404);
  std::filesystem::remove(file);
}

TEST_CASE("an upload that never ends holds up no other use, and its end frees the place") {
  const TestServer server;
  {
    client::Socket socket(server.port());
    socket.write("PUT " + server.path("upload/preset?name=x") + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                 std::to_string(server.port()) + "\r\nContent-Length: 1000\r\n\r\nabc");
    CHECK(within(2s, [&] {
      return client::request(server.port(), verb::put, server.path("upload/preset?name=y"), {}, "y").result_int() ==
             503;
    }));
    CHECK(status(server.port(), server.path()) == 200);
  }
  CHECK(within(2s, [&] {
    return client::request(server.port(), verb::put, server.path("upload/preset?name=y"), {}, "y").result_int() == 202;
  }));
}

TEST_CASE("instances have tokens of their own and hear only their own clients") {
  TestServer first;
  auto second = std::make_unique<TestServer>();
  CHECK(first.port() == second->port());
  std::set<std::string_view> tokens{first.registration.token(), second->registration.token()};
  CHECK(tokens.size() == 2);
  client::WebSocket one(first.port(), first.path("bridge")), two(first.port(), second->path("bridge"));
  one.write("1");
  two.write("2");
  CHECK(one.read() == "1");
  CHECK(two.read() == "2");
  CHECK(first.handler->messages == 1);
  const std::string gone = second->path();
  second.reset();
  CHECK(two.readToClose() == 0);
  CHECK(status(first.port(), gone) == 404);
  one.write("still");
  CHECK(one.read() == "still");
}

TEST_CASE("the handler is called no more, and its handles do nothing, once the registration is gone") {
  auto server = std::make_unique<TestServer>();
  const auto handler = server->handler;
  client::WebSocket socket(server->port(), server->path("bridge"));
  REQUIRE(within(2s, [&] { return handler->open() == 1; }));
  const Client kept = handler->any();
  server.reset();
  CHECK(handler.use_count() == 1);
  kept.send("too late");
  kept.close("too late");
  Client().send("to nobody");
  CHECK(socket.readToClose() == 0);
}

TEST_CASE("ticks come only while a client is there") {
  Limits limits;
  limits.tickTime = 5ms;
  const TestServer server(limits);
  std::this_thread::sleep_for(50ms);
  CHECK(server.handler->ticks == 0);
  {
    client::WebSocket socket(server.port(), server.path("bridge"));
    CHECK(within(2s, [&] { return server.handler->ticks > 5; }));
  }
  REQUIRE(within(2s, [&] { return server.handler->open() == 0; }));
  std::this_thread::sleep_for(20ms);
  const int before = server.handler->ticks;
  std::this_thread::sleep_for(50ms);
  CHECK(server.handler->ticks == before);
}

TEST_CASE("no socket of the server is inherited by programs that the host starts, and only loopback is open") {
  const TestServer server;
  client::WebSocket socket(server.port(), server.path("bridge"));
  REQUIRE(within(2s, [&] { return server.handler->open() == 1; }));
  int sockets = 0, inheritable = 0;
  for (int descriptor = 3; descriptor < 256; ++descriptor) {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    const int flags = fcntl(descriptor, F_GETFD);
    if (flags < 0) continue;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
        ntohs(own.sin_port) == server.port()) {
      ++sockets;
      CHECK(ntohl(own.sin_addr.s_addr) == INADDR_LOOPBACK);
      inheritable += (flags & FD_CLOEXEC) == 0;
    }
  }
  CHECK(sockets == 2);  // the one that listens and the client's
  CHECK(inheritable == 0);
}

TEST_CASE("1,000 starts and stops with a client each leave nothing behind") {
  const auto cycle = [] {
    const TestServer server;
    client::WebSocket socket(server.port(), server.path("bridge"));
    socket.write("x");
    CHECK(socket.read() == "x");
  };
  for (int i = 0; i < 100; ++i) cycle();
  const Holdings before = holdings();
  for (int i = 0; i < 1000; ++i) cycle();
  const Holdings after = holdings();
  CHECK(after.descriptors == before.descriptors);
  CHECK(after.threads == before.threads);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(after.residentKiB < before.residentKiB + 512);
#endif
}
