#include "plugin/bridge/server.hpp"

#include <boost/asio/post.hpp>
#include <mutex>

#include "plugin/bridge/hub.hpp"
#include "plugin/bridge/token.hpp"
#include "plugin/bridge/webSocket.hpp"

namespace tonewright::plugin::bridge {
namespace websocket = boost::beast::websocket;

namespace {

// The process's server and how many use it. Held while the server starts and stops, so that there never are two.
std::mutex hubMutex;
std::weak_ptr<Hub> currentHub;
int hubUsers = 0;

template <typename Work>
void onServer(const std::weak_ptr<Hub>& weakHub, const std::weak_ptr<WebSocket>& weakSocket, Work work) {
  const auto hub = weakHub.lock();
  if (!hub) return;
  boost::asio::post(hub->context(), [weakSocket, work = std::move(work)]() mutable {
    if (const auto socket = weakSocket.lock()) work(*socket);
  });
}

}  // namespace

Client::Client(ClientId id, std::weak_ptr<Hub> hub, std::weak_ptr<WebSocket> socket)
    : id_(id), hub_(std::move(hub)), socket_(std::move(socket)) {}

void Client::send(std::string text) const {
  onServer(hub_, socket_, [text = std::move(text)](WebSocket& socket) mutable { socket.send(std::move(text)); });
}

void Client::sendFrame(Bytes frame) const {
  onServer(hub_, socket_,
           [frame = std::move(frame)](WebSocket& socket) mutable { socket.sendFrame(std::move(frame)); });
}

void Client::close(std::string reason) const {
  onServer(hub_, socket_, [reason = std::move(reason)](WebSocket& socket) {
    socket.close(websocket::close_code::policy_error, reason);
  });
}

Registration::Registration(std::shared_ptr<Handler> handler, Page page, const Limits& limits) : token_(makeToken()) {
  const std::lock_guard lock(hubMutex);
  hub_ = currentHub.lock();
  if (hubUsers == 0) hub_ = std::make_shared<Hub>(limits);
  try {
    hub_->add(token_, std::move(handler), std::move(page));
  } catch (...) {
    if (hubUsers == 0) hub_->stop();
    throw;
  }
  currentHub = hub_;
  ++hubUsers;
}

Registration::~Registration() {
  const std::lock_guard lock(hubMutex);
  hub_->remove(token_);
  if (--hubUsers == 0) hub_->stop();
}

std::string Registration::url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/" + token_ + "/"; }

std::string Registration::ticketUrl() const {
  return "http://127.0.0.1:" + std::to_string(port()) + "/" + hub_->newTicket(token_) + "/";
}

std::uint16_t Registration::port() const { return hub_->port(); }

}  // namespace tonewright::plugin::bridge
