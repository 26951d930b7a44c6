#include "plugin/bridge/sockets.hpp"

#ifdef _WIN32
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/socket.h>
#endif

namespace tonewright::plugin::bridge {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Linux does it in the call that makes the socket, so that no other thread can fork in between.
#if defined(__linux__)
int openSocket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP); }
int acceptSocket(int listening) { return ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK); }
#elif !defined(_WIN32)
int closedOnExec(int socket) {
  if (socket >= 0) ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  return socket;
}
int openSocket() { return closedOnExec(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)); }
int acceptSocket(int listening) { return closedOnExec(::accept(listening, nullptr, nullptr)); }
#else
SOCKET notInherited(SOCKET socket) {
  if (socket != INVALID_SOCKET) ::SetHandleInformation(reinterpret_cast<HANDLE>(socket), HANDLE_FLAG_INHERIT, 0);
  return socket;
}
SOCKET openSocket() { return ::WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED); }
SOCKET acceptSocket(SOCKET listening) { return notInherited(::accept(listening, nullptr, nullptr)); }
#endif

constexpr auto kNoSocket = static_cast<tcp::socket::native_handle_type>(-1);

}  // namespace

tcp::acceptor listenOnLoopback(asio::io_context& context) {
  const auto socket = openSocket();
  if (socket == kNoSocket) {
    throw boost::system::system_error(errno, boost::system::system_category(), "no socket for the editor's server");
  }
  tcp::acceptor acceptor(context, tcp::v4(), socket);
  acceptor.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  acceptor.listen();
  acceptor.non_blocking(true);
  return acceptor;
}

std::optional<tcp::socket> acceptWaiting(tcp::acceptor& acceptor, asio::io_context& context) {
  const auto socket = acceptSocket(acceptor.native_handle());
  if (socket == kNoSocket) return std::nullopt;
  boost::system::error_code error;
  tcp::socket accepted(context);
  accepted.assign(tcp::v4(), socket, error);
  if (error) return std::nullopt;  // asio has not taken it only where the descriptor cannot be watched
  accepted.set_option(tcp::no_delay(true), error);
  return accepted;
}

}  // namespace tonewright::plugin::bridge
