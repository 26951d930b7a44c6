// One connection while it speaks HTTP: page files, uploads, and the step to a WebSocket. [server-thread]
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "plugin/bridge/http.hpp"
#include "plugin/bridge/hub.hpp"

namespace tonewright::plugin::bridge {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Hub& hub, boost::asio::ip::tcp::socket socket);
  ~Connection();

  void start();

 private:
  using Status = boost::beast::http::status;

  void close();
  void readHeader();
  void headerRead(const boost::system::error_code& error);
  void serve(const std::shared_ptr<HubInstance>& instance, const Target& target);
  void redeem(const Target& target);
  void serveFile(const HubInstance& instance, const Target& target);
  void startPreset(HubInstance& instance, const Target& target);
  void presetFound(const std::optional<std::filesystem::path>& file);
  void startUpload(const std::shared_ptr<HubInstance>& instance, const Target& target);
  void uploadRead(const boost::system::error_code& error, const std::string& kind, const std::string& name);
  void becomeWebSocket();
  void refuse(Status status, std::string_view why);
  void answer(Response response);
  void linger();
  void readAway();

  Hub& hub_;
  boost::beast::tcp_stream stream_;
  std::unique_ptr<Seat> seat_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> header_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> upload_;
  std::shared_ptr<HubInstance> uploadingTo_;
  boost::asio::steady_timer lookup_;  // runs while the instance looks for a preset
};

}  // namespace tonewright::plugin::bridge
