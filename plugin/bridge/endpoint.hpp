// Brings what clients say from the server's thread to the message thread, and answers back. No JUCE.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "plugin/bridge/protocol.hpp"
#include "plugin/bridge/server.hpp"

namespace tonewright::plugin::bridge {

/// Runs work later on the message thread, such as juce::MessageManager::callAsync. [any-thread]
using Dispatcher = std::function<void(std::function<void()>)>;

class Endpoint final : public Handler, public std::enable_shared_from_this<Endpoint> {
 public:
  /// What may wait for the message thread; a client that sends more meanwhile is closed.
  static constexpr std::size_t kMaxWaiting = 2048, kMaxWaitingBytes = 8 * 1024 * 1024;

  /// `instance` must live until detach(). [message-thread]
  Endpoint(Instance& instance, Dispatcher dispatch);

  /// From now on nothing reaches the instance. [message-thread]
  void detach() { protocol_.reset(); }
  /// As Protocol::sessionChanged. [message-thread]
  void sessionChanged();

  void opened(const Client& client) override;
  void message(const Client& client, std::string text) override;
  void closed(ClientId client) override;
  Upload upload(std::string kind, std::string name, std::string bytes) override;
  void findPreset(std::string path, PresetFile found) override;
  void tick() override;

 private:
  struct Opened {
    Client client;
  };
  struct Received {
    ClientId client;
    std::string text;
  };
  struct Closed {
    ClientId client;
  };
  struct Uploaded {
    std::string kind, name, bytes;
  };
  struct Sought {
    std::string path;
    PresetFile found;
  };
  using Event = std::variant<Opened, Received, Closed, Uploaded, Sought>;

  void post(Event event);
  void wake();
  void drain();
  void apply(Opened& event);
  void apply(Received& event);
  void apply(Closed& event);
  void apply(Uploaded& event);
  void apply(Sought& event);

  const Dispatcher dispatch_;
  std::unique_ptr<Protocol> protocol_;  // [message-thread]

  std::mutex mutex_;
  std::deque<Event> waiting_;
  std::size_t waitingBytes_ = 0;
  bool tickWaits_ = false;
  bool uploadWaits_ = false;
  bool isWoken_ = false;  // drain() is on its way
};

}  // namespace tonewright::plugin::bridge
