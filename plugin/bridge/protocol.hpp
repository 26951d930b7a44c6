// The bridge's messages, version 1, as docs/bridge.md tells them: what clients of one instance say, and what they hear.
// No JUCE. Everything [message-thread].
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/chain/parameters.hpp"
#include "plugin/bridge/fields.hpp"
#include "plugin/bridge/instance.hpp"
#include "plugin/bridge/server.hpp"

namespace tonewright::plugin::bridge {

/// Where messages for one client go.
struct Outlet {
  std::function<void(std::string)> text;
  std::function<void(Bytes)> frame;
};

class Protocol {
 public:
  explicit Protocol(Instance& instance);
  /// Ends the gestures that are open.
  ~Protocol();
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;

  void opened(ClientId client, Outlet outlet);
  void closed(ClientId client);
  void received(ClientId client, std::string_view message);
  void uploaded(const std::string& kind, const std::string& name, std::string bytes);
  /// The file of the library that a path leads to; nothing for others.
  std::optional<std::filesystem::path> presetFile(const std::string& path) const;

  /// The session is not what it was: clients hear of it at the next tick.
  void sessionChanged() { stateIsOld_ = true; }
  /// Sends what has changed and the meters, to those who want them; to be called up to 60 times a second.
  void tick();

 private:
  struct Peer {
    Outlet outlet;
    bool greeted = false;
    std::set<std::size_t> gestures;  // parameters
    std::size_t meterRate = 0;       // frames a second; 0 for none
    bool spectrum = false;
    double meterPhase = 0.0;  // of one frame
  };
  struct Message {
    std::string_view type;
    void (Protocol::*apply)(Peer& peer, Fields& fields, const Json& ref);
  };
  static const Message kMessages[];

  void apply(Peer& peer, std::string_view message, Json& ref);
  static const Message& messageOf(const std::string& type);

  void hello(Peer& peer, Fields& fields, const Json& ref);
  void set(Peer& peer, Fields& fields, const Json& ref);
  void gesture(Peer& peer, Fields& fields, const Json& ref);
  void load(Peer& peer, Fields& fields, const Json& ref);
  void clear(Peer& peer, Fields& fields, const Json& ref);
  void next(Peer& peer, Fields& fields, const Json& ref);
  void previous(Peer& peer, Fields& fields, const Json& ref);
  void slot(Peer& peer, Fields& fields, const Json& ref);
  void copy(Peer& peer, Fields& fields, const Json& ref);
  void undo(Peer& peer, Fields& fields, const Json& ref);
  void redo(Peer& peer, Fields& fields, const Json& ref);
  void library(Peer& peer, Fields& fields, const Json& ref);
  void favourite(Peer& peer, Fields& fields, const Json& ref);
  void folder(Peer& peer, Fields& fields, const Json& ref);
  void browse(Peer& peer, Fields& fields, const Json& ref);
  void meters(Peer& peer, Fields& fields, const Json& ref);

  void beginGesture(Peer& peer, std::size_t parameter);
  void endGesture(Peer& peer, std::size_t parameter);
  void measure();
  void sendMeters();
  void sendChanges();
  Json valuesMessage(const std::set<std::size_t>& parameters) const;
  Json stateMessage() const;
  void broadcast(const Json& message);

  Instance& instance_;
  std::map<ClientId, Peer> peers_;
  std::array<int, chain::kParameterCount> openGestures_{};  // how many clients hold each parameter
  std::array<float, chain::kParameterCount> sent_{};        // the values that the clients know
  std::uint64_t sentRevision_ = 0;                          // of the library
  bool stateIsOld_ = false;
};

}  // namespace tonewright::plugin::bridge
