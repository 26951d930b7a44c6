// Sockets that no child process inherits: hosts start other programs at any time. [server-thread]
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>

namespace tonewright::plugin::bridge {

/// A listening socket at 127.0.0.1 and a free port, not blocking. Throws boost::system::system_error.
boost::asio::ip::tcp::acceptor listenOnLoopback(boost::asio::io_context& context);

/// The next waiting connection; nothing when there is none or the process has no descriptor left.
std::optional<boost::asio::ip::tcp::socket> acceptWaiting(boost::asio::ip::tcp::acceptor& acceptor,
                                                          boost::asio::io_context& context);

}  // namespace tonewright::plugin::bridge
