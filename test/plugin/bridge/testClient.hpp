// Clients for the server's tests: one that speaks HTTP and WebSocket properly, one that sends any bytes.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace client {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Fields = std::map<std::string, std::string>;

/// Whether `condition` becomes true within `time`.
inline bool within(std::chrono::milliseconds time, const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    const timeval time{20, 0};  // a test that waits for more has failed
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
  }

  /// False when the server has closed.
  bool write(std::string_view bytes) {
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), error);
    return !error;
  }

  /// All until the server closes.
  std::string readAll() {
    std::string all;
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(all), error);
    return all;
  }

  tcp::socket& get() { return socket_; }

 private:
  asio::io_context context_;
  tcp::socket socket_;
};

inline http::response<http::string_body> request(std::uint16_t port, http::verb verb, const std::string& target,
                                                 const Fields& fields = {}, const std::string& body = "") {
  Socket socket(port);
  http::request<http::string_body> request(verb, target, 11);
  if (!fields.count("Host")) request.set("Host", "127.0.0.1:" + std::to_string(port));
  for (const auto& [name, value] : fields) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  http::write(socket.get(), request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  parser.skip(verb == http::verb::head);
  http::read(socket.get(), buffer, parser);
  return parser.release();
}

inline unsigned status(std::uint16_t port, const std::string& target, const Fields& fields = {}) {
  return request(port, http::verb::get, target, fields).result_int();
}

class WebSocket {
 public:
  /// Throws boost::system::system_error when the server refuses.
  WebSocket(std::uint16_t port, const std::string& target, const Fields& fields = {})
      : connection_(port), stream_(connection_.get()) {
    stream_.set_option(beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
      for (const auto& [name, value] : fields) request.set(name, value);
    }));
    stream_.handshake("127.0.0.1:" + std::to_string(port), target);
  }

  void write(const std::string& text) {
    stream_.text(true);
    stream_.write(asio::buffer(text));
  }

  void writeBinary(const std::string& bytes) {
    stream_.binary(true);
    stream_.write(asio::buffer(bytes));
  }

  std::string read() {
    beast::flat_buffer buffer;
    stream_.read(buffer);
    return beast::buffers_to_string(buffer.data());
  }

  /// Reads until the server closes; the close code, 0 when it went without one.
  unsigned readToClose() {
    boost::system::error_code error;
    beast::flat_buffer buffer;
    while (!error) {
      buffer.clear();
      stream_.read(buffer, error);
    }
    return stream_.reason().code;
  }

  auto& stream() { return stream_; }
  Socket& connection() { return connection_; }

 private:
  Socket connection_;
  beast::websocket::stream<tcp::socket&> stream_;
};

}  // namespace client
