// Tells one connection too many that there is no place, and closes it. [server-thread]
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <functional>
#include <memory>
#include <string_view>

namespace tonewright::plugin::bridge {

class NoRoom : public std::enable_shared_from_this<NoRoom> {
 public:
  /// `over` is called when the connection is closed.
  NoRoom(boost::asio::ip::tcp::socket socket, std::function<void()> over)
      : stream_(std::move(socket)), over_(std::move(over)) {}
  ~NoRoom() { over_(); }
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;

  void start() {
    static constexpr std::string_view kAnswer =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nRetry-After: 5\r\nConnection: close\r\n"
        "Content-Length: 47\r\n\r\nToo many connections. Close a page, then retry.";
    stream_.expires_after(std::chrono::seconds(1));
    boost::asio::async_write(stream_, boost::asio::buffer(kAnswer.data(), kAnswer.size()),
                             [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                               if (!error) self->drain();
                             });
  }

 private:
  /// Closing with the request unread would reset the connection before the answer is read.
  void drain() {
    boost::system::error_code ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    stream_.async_read_some(boost::asio::buffer(scratch_),
                            [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                              if (!error) self->drain();
                            });
  }

  boost::beast::tcp_stream stream_;
  std::function<void()> over_;
  char scratch_[4096];
};

}  // namespace tonewright::plugin::bridge
