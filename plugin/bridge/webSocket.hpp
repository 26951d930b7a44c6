// One WebSocket client. [server-thread]
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <memory>
#include <string>
#include <variant>

#include "plugin/bridge/hub.hpp"
#include "plugin/bridge/tokenBucket.hpp"

namespace tonewright::plugin::bridge {

class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  using Request = boost::beast::http::request<boost::beast::http::empty_body>;

  WebSocket(Hub& hub, boost::beast::tcp_stream stream, std::unique_ptr<Seat> seat);

  void start(Request request);
  void send(std::string text);
  void sendFrame(Bytes frame);
  void close(boost::beast::websocket::close_code code, std::string_view reason);

 private:
  struct Outgoing {
    std::variant<std::string, Bytes> content;
    std::size_t size() const;
  };

  void accepted();
  void read();
  void messageRead(const boost::system::error_code& error);
  void readAfter(TokenBucket::Clock::duration pause);
  void push(Outgoing outgoing);
  void write();
  void ended();
  void drop();

  Hub& hub_;
  ClientId id_;
  std::unique_ptr<Seat> seat_;
  boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
  boost::asio::steady_timer pause_;
  TokenBucket bucket_;
  boost::beast::flat_buffer buffer_;
  std::deque<Outgoing> queue_;  // the first is being written
  std::size_t queuedBytes_ = 0;
  bool isOpen_ = false;     // the handler knows of it
  bool isClosing_ = false;  // nothing more is taken from the client or sent to it
};

}  // namespace tonewright::plugin::bridge
