// An instance that answers every message with itself and counts what happens.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "plugin/bridge/server.hpp"

struct EchoHandler : tonewright::plugin::bridge::Handler {
  using Client = tonewright::plugin::bridge::Client;
  using Upload = tonewright::plugin::bridge::Upload;
  using ClientId = tonewright::plugin::bridge::ClientId;

  void opened(const Client& client) override {
    const std::lock_guard lock(mutex);
    clients.emplace(client.id(), client);
  }

  void message(const Client& client, std::string text) override {
    ++messages;
    if (text == "throw") throw text;
    client.send(std::move(text));
  }

  void closed(ClientId client) override {
    const std::lock_guard lock(mutex);
    clients.erase(client);
  }

  Upload upload(std::string kind, std::string name, std::string bytes) override {
    const std::lock_guard lock(mutex);
    uploadKind = std::move(kind);
    uploadName = std::move(name);
    uploadBytes = std::move(bytes);
    return uploadKind == "preset" ? Upload::taken : Upload::unknown;
  }

  void findPreset(std::string path, tonewright::plugin::bridge::PresetFile found) override {
    if (path == "throw") throw path;
    if (path == "later") return;
    found(presetFile.empty() ? std::nullopt : std::optional(presetFile));
  }

  void tick() override { ++ticks; }

  std::size_t open() {
    const std::lock_guard lock(mutex);
    return clients.size();
  }

  Client any() {
    const std::lock_guard lock(mutex);
    return clients.begin()->second;
  }

  std::atomic<int> messages{0}, ticks{0};
  std::mutex mutex;
  std::map<ClientId, Client> clients;
  std::filesystem::path presetFile;  // what every path leads to; empty for none
  std::string uploadKind, uploadName, uploadBytes;
};

inline const tonewright::plugin::bridge::Page testPage{{"index.html", "text/html; charset=utf-8", "<!doctype html>"},
                                                       {"style.css", "text/css", "body{}"}};

struct TestServer {
  explicit TestServer(const tonewright::plugin::bridge::Limits& limits = {})
      : registration(handler, testPage, limits) {}

  std::uint16_t port() const { return registration.port(); }
  std::string path(const std::string& name = "") const { return '/' + std::string(registration.token()) + '/' + name; }

  std::shared_ptr<EchoHandler> handler = std::make_shared<EchoHandler>();
  tonewright::plugin::bridge::Registration registration;
};
