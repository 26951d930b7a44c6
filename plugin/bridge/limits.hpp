// What the server takes from a client, and how long it waits for one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tonewright::plugin::bridge {

struct Limits {
  std::uint32_t headerBytes = 8 * 1024;
  std::size_t messageBytes = 1024 * 1024;  // one WebSocket message
  std::uint64_t uploadBytes =
      32 * 1024 * 1024;  // one dropped file, one at a time for each instance; one preset that is read
  std::size_t connectionsPerInstance = 64;
  std::size_t connections = 100;  // in the process
  std::size_t refusals = 16;      // connections beyond that which hear why at one time; the rest are closed at once
  double messagesPerSecond = 500.0;
  double messageBurst = 1000.0;                // messages taken at once before the rate counts
  std::size_t queueBytes = 8 * 1024 * 1024;    // waiting for one client; a slower one is dropped
  std::size_t frameQueueBytes = 64 * 1024;     // above this, meter frames for the client are left out
  std::chrono::milliseconds headerTime{5000};  // for a request to arrive, and for the WebSocket handshake
  std::chrono::milliseconds idleTime{30000};   // of a kept connection; a WebSocket is pinged after half of it
  std::chrono::milliseconds uploadTime{60000};
  std::chrono::milliseconds lookupTime{10000};  // for the plugin to find a preset's file
  std::chrono::milliseconds ticketTime{60000};
  std::chrono::milliseconds tickTime{16};  // between calls of Handler::tick
};

}  // namespace tonewright::plugin::bridge
