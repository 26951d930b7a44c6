#include "plugin/bridge/hub.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <future>

#include "plugin/bridge/connection.hpp"
#include "plugin/bridge/noRoom.hpp"
#include "plugin/bridge/sockets.hpp"
#include "plugin/bridge/threadStart.hpp"
#include "plugin/bridge/token.hpp"

namespace tonewright::plugin::bridge {
namespace asio = boost::asio;

Seat::Seat(Hub& hub, std::function<void()> drop) : hub_(hub), id_(++hub.lastSeat_), drop_(std::move(drop)) {
  hub_.seats_.emplace(id_, this);
}

Seat::~Seat() {
  leave();
  hub_.seats_.erase(id_);
}

bool Seat::join(const std::shared_ptr<HubInstance>& instance) {
  if (instance == instance_) return true;
  leave();
  if (instance->connections >= hub_.limits().connectionsPerInstance) return false;
  instance_ = instance;
  ++instance_->connections;
  return true;
}

void Seat::leave() {
  if (instance_) --instance_->connections;
  instance_.reset();
}

Hub::Hub(const Limits& limits)
    : limits_(limits), acceptor_(listenOnLoopback(context_)), timer_(context_), retryTimer_(context_) {
  port_ = acceptor_.local_endpoint().port();
  waitForConnection();
  thread_ = startWithoutSignals([this] { run(); });
}

void Hub::run() {
  while (!context_.stopped()) {
    try {
      context_.run();
    } catch (...) {  // out of memory: the work that it ended is let go, and its connection with it
    }
  }
}

void Hub::runAndWait(std::function<void()> work) {
  std::packaged_task<void()> task(std::move(work));
  asio::post(context_, [&] { task(); });
  task.get_future().get();
}

void Hub::add(std::string token, std::shared_ptr<Handler> handler, Page page) {
  auto instance = std::make_shared<HubInstance>();
  instance->token = std::move(token);
  instance->handler = std::move(handler);
  instance->page = std::move(page);
  runAndWait([&] { instances_.push_back(std::move(instance)); });
}

void Hub::remove(std::string_view token) {
  std::shared_ptr<Handler> last;  // destroyed here rather than on the server's thread
  runAndWait([&] {
    const auto found = instance(token);
    std::erase(instances_, found);
    last = std::move(found->handler);
    for (const auto& [id, seat] : std::map(seats_)) {
      if (seat->instance() == found) seat->drop();
    }
  });
}

void Hub::stop() {
  runAndWait([&] {
    stopping_ = true;
    acceptor_.close();
    timer_.cancel();
    retryTimer_.cancel();
    for (const auto& [id, seat] : std::map(seats_)) seat->drop();
  });
  context_.stop();
  thread_.join();
}

std::shared_ptr<HubInstance> Hub::instance(std::string_view token) const {
  std::shared_ptr<HubInstance> found;
  for (const auto& instance : instances_) {  // all of them: how long it takes tells nothing
    if (sameToken(instance->token, token)) found = instance;
  }
  return found;
}

std::string Hub::newTicket(std::string_view token) {
  std::string ticket = makeToken();
  runAndWait([&] {
    const auto found = instance(token);
    found->ticket = ticket;
    found->ticketEnd = std::chrono::steady_clock::now() + limits_.ticketTime;
  });
  return ticket;
}

std::string Hub::redeem(std::string_view ticket) {
  std::string token;
  for (const auto& instance : instances_) {
    if (instance->ticket.empty() || !sameToken(instance->ticket, ticket)) continue;
    if (std::chrono::steady_clock::now() < instance->ticketEnd) token = instance->token;
    instance->ticket.clear();
  }
  return token;
}

ClientId Hub::newClientId() {
  static std::atomic<ClientId> last{0};
  return ++last;
}

void Hub::clientOpened(const std::shared_ptr<HubInstance>& instance, const Client& client) {
  ++clients_;
  ++instance->clients;
  startTicking();
  instance->call([&](Handler& handler) { handler.opened(client); });
}

void Hub::clientClosed(const std::shared_ptr<HubInstance>& instance, ClientId client) {
  --clients_;
  --instance->clients;
  instance->call([&](Handler& handler) { handler.closed(client); });
}

void Hub::waitForConnection() {
  acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, [this](const boost::system::error_code& error) {
    if (error || stopping_) return;
    takeConnections();
  });
}

void Hub::takeConnections() {
  while (auto socket = acceptWaiting(acceptor_, context_)) {
    if (seats_.size() < limits_.connections) {
      std::make_shared<Connection>(*this, std::move(*socket))->start();
    } else if (refusing_ < limits_.refusals) {
      ++refusing_;
      std::make_shared<NoRoom>(std::move(*socket), [this] { --refusing_; })->start();
    }
  }
  if (errno != EMFILE && errno != ENFILE) return waitForConnection();
  // No descriptor is left: a wait for the connection that still waits would spin.
  retryTimer_.expires_after(std::chrono::milliseconds(100));
  retryTimer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !stopping_) waitForConnection();
  });
}

void Hub::startTicking() {
  if (ticking_) return;
  ticking_ = true;
  timer_.expires_after(limits_.tickTime);
  timer_.async_wait([this](const boost::system::error_code& error) {
    ticking_ = false;
    if (!error && !stopping_ && clients_ > 0) tick();
  });
}

void Hub::tick() {
  startTicking();
  for (const auto& instance : instances_) {
    if (instance->clients > 0) instance->call([](Handler& handler) { handler.tick(); });
  }
}

}  // namespace tonewright::plugin::bridge
