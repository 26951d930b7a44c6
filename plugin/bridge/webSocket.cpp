#include "plugin/bridge/webSocket.hpp"

#include <boost/asio/buffer.hpp>

namespace tonewright::plugin::bridge {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace {

constexpr std::size_t kKeptBufferBytes = 64 * 1024;

}  // namespace

std::size_t WebSocket::Outgoing::size() const {
  return std::visit([](const auto& content) { return content.size(); }, content);
}

WebSocket::WebSocket(Hub& hub, beast::tcp_stream stream, std::unique_ptr<Seat> seat)
    : hub_(hub),
      id_(hub.newClientId()),
      seat_(std::move(seat)),
      socket_(std::move(stream)),
      pause_(hub.context()),
      bucket_(hub.limits().messagesPerSecond, hub.limits().messageBurst, TokenBucket::Clock::now()),
      buffer_(hub.limits().messageBytes) {
  seat_->onDrop([this] { drop(); });
}

void WebSocket::start(Request request) {
  const Limits& limits = hub_.limits();
  socket_.set_option(websocket::stream_base::timeout{limits.headerTime, limits.idleTime, true});
  socket_.read_message_max(limits.messageBytes);
  socket_.auto_fragment(false);
  const auto kept = std::make_shared<Request>(std::move(request));
  socket_.async_accept(*kept, [self = shared_from_this(), kept](const error_code& error) {
    if (!error) self->accepted();
  });
}

void WebSocket::accepted() {
  isOpen_ = true;
  hub_.clientOpened(seat_->instance(), Client(id_, hub_.weak_from_this(), weak_from_this()));
  read();
}

void WebSocket::read() {
  socket_.async_read(buffer_,
                     [self = shared_from_this()](const error_code& error, std::size_t) { self->messageRead(error); });
}

void WebSocket::messageRead(const error_code& error) {
  if (error) return ended();
  const auto bytes = buffer_.cdata();
  std::string text(static_cast<const char*>(bytes.data()), bytes.size());
  const bool isText = socket_.got_text();
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
  readAfter(bucket_.take(TokenBucket::Clock::now()));
  if (isClosing_) return;  // read on only until the other side closes as well, or time is up
  if (!isText) return close(websocket::close_code::unknown_data, "Messages are JSON text.");
  seat_->instance()->call([&](Handler& handler) {
    handler.message(Client(id_, hub_.weak_from_this(), weak_from_this()), std::move(text));
  });
}

/// A client that sends too much is read more slowly: its system keeps the rest.
void WebSocket::readAfter(TokenBucket::Clock::duration pause) {
  if (pause <= pause.zero()) return read();
  pause_.expires_after(pause);
  pause_.async_wait([self = shared_from_this()](const error_code& error) { error ? self->ended() : self->read(); });
}

void WebSocket::send(std::string text) { push({std::move(text)}); }

void WebSocket::sendFrame(Bytes frame) {
  if (queuedBytes_ <= hub_.limits().frameQueueBytes) push({std::move(frame)});
}

void WebSocket::push(Outgoing outgoing) {
  if (!isOpen_ || isClosing_) return;
  queuedBytes_ += outgoing.size();
  if (queuedBytes_ > hub_.limits().queueBytes) return drop();
  queue_.push_back(std::move(outgoing));
  if (queue_.size() == 1) write();
}

void WebSocket::write() {
  const Outgoing& first = queue_.front();
  socket_.text(std::holds_alternative<std::string>(first.content));
  const auto bytes = std::visit([](const auto& content) { return asio::buffer(content); }, first.content);
  socket_.async_write(bytes, [self = shared_from_this()](const error_code& error, std::size_t) {
    if (error) return;  // the read that is under way ends with an error as well
    self->queuedBytes_ -= self->queue_.front().size();
    self->queue_.pop_front();
    if (!self->queue_.empty() && !self->isClosing_) self->write();
  });
}

void WebSocket::close(websocket::close_code code, std::string_view reason) {
  if (!isOpen_ || isClosing_) return;
  isClosing_ = true;
  const websocket::close_reason why(code, beast::string_view(reason.data(), std::min<std::size_t>(reason.size(), 120)));
  socket_.async_close(why, [self = shared_from_this()](const error_code&) {});
}

void WebSocket::ended() {
  beast::get_lowest_layer(socket_).close();
  if (!std::exchange(isOpen_, false)) return;
  isClosing_ = true;
  hub_.clientClosed(seat_->instance(), id_);
}

void WebSocket::drop() {
  isClosing_ = true;
  pause_.cancel();
  beast::get_lowest_layer(socket_).close();
}

}  // namespace tonewright::plugin::bridge
