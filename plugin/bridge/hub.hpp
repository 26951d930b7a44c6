// The server's inside: its thread, its instances and the seats of its connections. See server.hpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "plugin/bridge/server.hpp"

namespace tonewright::plugin::bridge {

/// An instance that is registered. `handler` is empty once it is not. [server-thread]
struct HubInstance {
  std::string token;
  std::shared_ptr<Handler> handler;
  Page page;
  std::string ticket;  // leads to the token once; empty for none
  std::chrono::steady_clock::time_point ticketEnd{};
  std::size_t connections = 0;
  std::size_t clients = 0;  // WebSockets
  bool uploading = false;

  /// Calls the handler while there is one, and swallows what it throws.
  template <typename Call>
  void call(Call&& call) const {
    if (!handler) return;
    try {
      call(*handler);
    } catch (...) {
    }
  }
};

/// A connection's place among those that the server counts, from accept to close. [server-thread]
class Seat {
 public:
  Seat(Hub& hub, std::function<void()> drop);
  ~Seat();
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  /// Counts the connection as one of the instance's; false when the instance has no place left.
  bool join(const std::shared_ptr<HubInstance>& instance);
  const std::shared_ptr<HubInstance>& instance() const { return instance_; }
  /// Closes the connection without a word.
  void drop() const { drop_(); }
  /// Replaces what drop() does.
  void onDrop(std::function<void()> drop) { drop_ = std::move(drop); }

 private:
  void leave();

  Hub& hub_;
  std::uint64_t id_;
  std::function<void()> drop_;
  std::shared_ptr<HubInstance> instance_;
};

class Hub : public std::enable_shared_from_this<Hub> {
 public:
  /// Opens the socket and starts the thread. Throws as Registration does.
  explicit Hub(const Limits& limits);
  /// After stop().
  ~Hub() = default;

  /// [any-thread but the server's], as are remove and stop: they wait for the server.
  void add(std::string token, std::shared_ptr<Handler> handler, Page page);
  void remove(std::string_view token);
  void stop();
  /// Replaces the instance's ticket.
  std::string newTicket(std::string_view token);

  /// [any-thread]
  std::uint16_t port() const { return port_; }
  const Limits& limits() const { return limits_; }
  boost::asio::io_context& context() { return context_; }

  /// [server-thread] from here on. The instance of a token; nothing for a wrong one.
  std::shared_ptr<HubInstance> instance(std::string_view token) const;
  /// The token that a ticket leads to, which is then used up; empty for a wrong one.
  std::string redeem(std::string_view ticket);
  ClientId newClientId();
  void clientOpened(const std::shared_ptr<HubInstance>& instance, const Client& client);
  void clientClosed(const std::shared_ptr<HubInstance>& instance, ClientId client);

 private:
  friend class Seat;

  void run();
  void runAndWait(std::function<void()> work);
  void waitForConnection();
  void takeConnections();
  void startTicking();
  void tick();

  const Limits limits_;
  std::vector<std::shared_ptr<HubInstance>> instances_;
  std::map<std::uint64_t, Seat*> seats_;  // by id; outlives the context, whose operations own the connections
  std::uint64_t lastSeat_ = 0;
  std::size_t clients_ = 0;
  std::size_t refusing_ = 0;
  bool ticking_ = false;
  bool stopping_ = false;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;       // between ticks
  boost::asio::steady_timer retryTimer_;  // until connections are accepted again after an error
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace tonewright::plugin::bridge
