// The editor's server: one for the process, shared by all instances of the plugin, on the loopback interface only. It
// shows each instance's page at http://127.0.0.1:<port>/<token>/ and talks with it by WebSocket. Its one thread starts
// with the first Registration and ends with the last. No JUCE.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/bridge/limits.hpp"
#include "plugin/bridge/page.hpp"

namespace tonewright::plugin::bridge {

class Hub;
struct HubInstance;
class WebSocket;

using ClientId = std::uint64_t;  // never used twice in a process
using Bytes = std::vector<std::uint8_t>;

/// One WebSocket client. Can be copied, kept and used at any time; once the client is gone, nothing happens.
class Client {
 public:
  Client() = default;
  Client(ClientId id, std::weak_ptr<Hub> hub, std::weak_ptr<WebSocket> socket);

  ClientId id() const { return id_; }

  /// Queues a text message. A client that lets more than Limits::queueBytes wait is dropped. [any-thread]
  void send(std::string text) const;
  /// Queues a binary message, or leaves it out while the client is behind. [any-thread]
  void sendFrame(Bytes frame) const;
  /// Says goodbye with the reason (at most 120 bytes) and closes. [any-thread]
  void close(std::string reason) const;

 private:
  ClientId id_ = 0;
  std::weak_ptr<Hub> hub_;
  std::weak_ptr<WebSocket> socket_;
};

enum class Upload { unknown, busy, taken };

/// Takes the file that a preset's address leads to; nothing when there is none for the page. Call it once. [any-thread]
using PresetFile = std::function<void(std::optional<std::filesystem::path>)>;

/// What an instance does with its clients. Every call comes on the server's thread, one at a time, and must be quick:
/// the thread serves all instances. What they throw is swallowed. [server-thread]
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void opened(const Client& client) = 0;
  virtual void message(const Client& client, std::string text) = 0;
  virtual void closed(ClientId client) = 0;
  /// A file dropped on the page: `kind` is the path behind upload/, `name` what the browser calls the file.
  virtual Upload upload(std::string kind, std::string name, std::string bytes) = 0;
  /// Asks where the preset is that the page wants to read.
  virtual void findPreset(std::string path, PresetFile found) = 0;
  /// Every Limits::tickTime while the instance has a client.
  virtual void tick() {}
};

/// An instance's place on the server; starts the server when it is the first and stops it when it is the last: thread
/// joined, sockets closed. The handler is called no more once the destructor has returned. [any-thread but the
/// server's]
class Registration {
 public:
  /// Throws boost::system::system_error when there is no socket to be had, std::system_error when there is no thread.
  /// `limits` count only when this starts the server.
  Registration(std::shared_ptr<Handler> handler, Page page, const Limits& limits = {});
  ~Registration();
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  /// Where the page is. Whoever knows it can do everything that the editor can: keep it out of logs and arguments.
  std::string url() const;
  /// An address that leads to url() once, within Limits::ticketTime: for programs whose arguments everybody can see.
  std::string ticketUrl() const;
  std::uint16_t port() const;
  std::string_view token() const { return token_; }

 private:
  std::string token_;
  std::shared_ptr<Hub> hub_;
};

}  // namespace tonewright::plugin::bridge
