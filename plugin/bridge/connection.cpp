#include "plugin/bridge/connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <fstream>
#include <limits>

#include "plugin/bridge/webSocket.hpp"

namespace tonewright::plugin::bridge {
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::string_view kUpload = "upload/";
constexpr std::size_t kLongestPath = 4096;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// The value of a query that has just this key, such as "name=".
std::optional<std::string> valueIn(std::string_view query, std::string_view key) {
  if (query.substr(0, key.size()) != key) return std::nullopt;
  return percentDecoded(query.substr(key.size()));
}

/// The bytes of a file of at most `limit`; nothing for what is no such file.
std::optional<std::string> read(const std::filesystem::path& path, std::uint64_t limit) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string bytes(
      static_cast<std::size_t>(std::min(limit + 1, std::uint64_t(std::filesystem::file_size(path, error)))), '\0');
  if (error || bytes.size() > limit || !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    return std::nullopt;
  }
  return bytes;
}

http::status statusOf(Upload upload) {
  constexpr http::status statuses[] = {http::status::not_found, http::status::service_unavailable,
                                       http::status::accepted};
  return statuses[static_cast<std::size_t>(upload)];
}

}  // namespace

Connection::Connection(Hub& hub, boost::asio::ip::tcp::socket socket)
    : hub_(hub),
      stream_(std::move(socket)),
      seat_(std::make_unique<Seat>(hub, [this] { close(); })),
      buffer_(kBufferBytes),
      lookup_(hub.context()) {}

Connection::~Connection() {
  if (uploadingTo_) uploadingTo_->uploading = false;
}

void Connection::close() {
  lookup_.cancel();
  stream_.close();
}

void Connection::start() {
  stream_.expires_after(hub_.limits().headerTime);
  readHeader();
}

void Connection::readHeader() {
  header_.emplace();
  header_->header_limit(hub_.limits().headerBytes);
  header_->body_limit(std::numeric_limits<std::uint64_t>::max());  // serve() and startUpload() look at the length
  http::async_read_header(
      stream_, buffer_, *header_,
      [self = shared_from_this()](const error_code& error, std::size_t) { self->headerRead(error); });
}

void Connection::headerRead(const error_code& error) {
  if (error == http::error::header_limit) {
    return refuse(Status::request_header_fields_too_large, "The request's header is too large.");
  }
  if (error.category() == make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
      error != http::error::partial_message) {
    return refuse(Status::bad_request, "This is no HTTP request.");
  }
  if (error) return stream_.close();

  const auto& request = header_->get();
  if (!isOwn(request.base(), hub_.port())) return refuse(Status::forbidden, "This page may not talk to Tonewright.");
  const auto target = parseTarget(view(request.target()));
  const auto instance = target ? hub_.instance(target->token) : nullptr;
  if (!instance) return target ? redeem(*target) : refuse(Status::not_found, "There is nothing at this address.");
  if (!seat_->join(instance)) {
    return refuse(Status::service_unavailable, "Too many connections. Close a page, then retry.");
  }
  serve(instance, *target);
}

void Connection::serve(const std::shared_ptr<HubInstance>& instance, const Target& target) {
  const auto& request = header_->get();
  if (target.name == "bridge") {
    if (beast::websocket::is_upgrade(request)) return becomeWebSocket();
    return refuse(Status::upgrade_required, "This address speaks WebSocket only.");
  }
  if (request.method() == http::verb::put && target.name.substr(0, kUpload.size()) == kUpload) {
    return startUpload(instance, target);
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    return refuse(Status::method_not_allowed, "Files of the page can only be read.");
  }
  if (header_->content_length().value_or(0) > 0 || header_->chunked()) {
    return refuse(Status::payload_too_large, "A request for a file has no body.");
  }
  if (target.name == "preset") return startPreset(*instance, target);
  serveFile(*instance, target);
}

void Connection::redeem(const Target& target) {
  const bool isPage = header_->get().method() == http::verb::get && target.name.empty();
  const std::string token = isPage ? hub_.redeem(target.token) : std::string();
  if (token.empty()) return refuse(Status::not_found, "There is nothing at this address.");
  auto response = makeResponse(Status::see_other, header_->get().version(), hub_.port(), "text/plain", "");
  response.set(http::field::location, "/" + token + "/");
  response.keep_alive(false);
  response.prepare_payload();
  answer(std::move(response));
}

void Connection::serveFile(const HubInstance& instance, const Target& target) {
  const PageFile* file = find(instance.page, target.name);
  if (!file) return refuse(Status::not_found, "There is nothing at this address.");
  const auto& request = header_->get();
  auto response = makeResponse(Status::ok, request.version(), hub_.port(), file->type, std::string(file->body));
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  answer(std::move(response));
}

/// The timer keeps the connection alive, on this thread only, for as long as the answer may take.
void Connection::startPreset(HubInstance& instance, const Target& target) {
  auto path = valueIn(target.query, "path=");
  if (!path || path->size() > kLongestPath) return refuse(Status::bad_request, "A preset is read with ?path=.");
  lookup_.expires_after(hub_.limits().lookupTime);
  lookup_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->refuse(Status::service_unavailable, "The plugin is busy. Try again.");
  });
  instance.call([&](Handler& handler) {
    handler.findPreset(std::move(*path), [weakHub = hub_.weak_from_this(), weak = weak_from_this()](auto file) {
      const auto hub = weakHub.lock();
      if (!hub) return;
      boost::asio::post(hub->context(), [weak, file = std::move(file)] {
        if (const auto self = weak.lock()) self->presetFound(file);
      });
    });
  });
}

void Connection::presetFound(const std::optional<std::filesystem::path>& file) {
  if (lookup_.cancel() == 0) return;  // answered already
  auto bytes = file ? read(*file, hub_.limits().uploadBytes) : std::nullopt;
  if (!bytes) return refuse(Status::not_found, "There is no such preset in the library, or it is too large.");
  const auto& request = header_->get();
  auto response =
      makeResponse(Status::ok, request.version(), hub_.port(), "application/octet-stream", std::move(*bytes));
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  answer(std::move(response));
}

void Connection::startUpload(const std::shared_ptr<HubInstance>& instance, const Target& target) {
  const auto length = header_->content_length();
  if (!length) return refuse(Status::length_required, "A file must be sent with its length.");
  if (*length > hub_.limits().uploadBytes) return refuse(Status::payload_too_large, "The file is too large.");
  auto name = valueIn(target.query, "name=");
  if (!name) return refuse(Status::bad_request, "A file must be sent with ?name=.");
  if (instance->uploading) return refuse(Status::service_unavailable, "Another file is still arriving.");
  instance->uploading = true;
  uploadingTo_ = instance;

  const std::string kind(target.name.substr(kUpload.size()));
  upload_.emplace(std::move(*header_));
  upload_->body_limit(hub_.limits().uploadBytes);
  stream_.expires_after(hub_.limits().uploadTime);
  http::async_read(stream_, buffer_, *upload_,
                   [self = shared_from_this(), kind, name = std::move(*name)](const error_code& error, std::size_t) {
                     self->uploadRead(error, kind, name);
                   });
}

void Connection::uploadRead(const error_code& error, const std::string& kind, const std::string& name) {
  const auto instance = std::move(uploadingTo_);
  uploadingTo_.reset();
  instance->uploading = false;
  if (error) return stream_.close();
  const unsigned version = upload_->get().version();
  const bool keepAlive = upload_->get().keep_alive();
  auto taken = Upload::busy;
  instance->call([&](Handler& handler) { taken = handler.upload(kind, name, std::move(upload_->get().body())); });
  upload_.reset();
  auto response = makeResponse(statusOf(taken), version, hub_.port(), "text/plain", "");
  response.keep_alive(keepAlive);
  response.prepare_payload();
  answer(std::move(response));
}

void Connection::becomeWebSocket() {
  stream_.expires_never();
  std::make_shared<WebSocket>(hub_, std::move(stream_), std::move(seat_))->start(header_->release());
}

void Connection::refuse(Status status, std::string_view why) {
  const unsigned version = header_->is_header_done() ? header_->get().version() : 11;
  auto response = makeResponse(status, version, hub_.port(), "text/plain", std::string(why));
  response.keep_alive(false);
  response.prepare_payload();
  answer(std::move(response));
}

void Connection::answer(Response response) {
  const auto kept = std::make_shared<Response>(std::move(response));
  stream_.expires_after(hub_.limits().idleTime);
  http::async_write(stream_, *kept, [self = shared_from_this(), kept](const error_code& error, std::size_t) {
    if (error) return self->stream_.close();
    if (kept->need_eof()) return self->linger();
    self->stream_.expires_after(self->hub_.limits().idleTime);
    self->readHeader();
  });
}

/// Lets the client read the answer: closing with its bytes unread would reset the connection.
void Connection::linger() {
  error_code ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(std::chrono::seconds(1));
  readAway();
}

void Connection::readAway() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kBufferBytes / 2),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            if (!error) self->readAway();
                          });
}

}  // namespace tonewright::plugin::bridge
