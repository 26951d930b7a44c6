#include "plugin/bridge/endpoint.hpp"

namespace tonewright::plugin::bridge {

Endpoint::Endpoint(Instance& instance, Dispatcher dispatch)
    : dispatch_(std::move(dispatch)), protocol_(std::make_unique<Protocol>(instance)) {}

void Endpoint::sessionChanged() {
  if (protocol_) protocol_->sessionChanged();
}

void Endpoint::opened(const Client& client) { post(Opened{client}); }

void Endpoint::closed(ClientId client) { post(Closed{client}); }

void Endpoint::message(const Client& client, std::string text) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting || waitingBytes_ + text.size() > kMaxWaitingBytes) {
      return client.close("The plugin is busy.");
    }
    waitingBytes_ += text.size();
  }
  post(Received{client.id(), std::move(text)});
}

Upload Endpoint::upload(std::string kind, std::string name, std::string bytes) {
  if (kind != "preset" && kind != "cabinet") return Upload::unknown;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(uploadWaits_, true)) return Upload::busy;
  }
  post(Uploaded{std::move(kind), std::move(name), std::move(bytes)});
  return Upload::taken;
}

void Endpoint::findPreset(std::string path, PresetFile found) { post(Sought{std::move(path), std::move(found)}); }

void Endpoint::tick() {
  {
    const std::lock_guard lock(mutex_);
    tickWaits_ = true;
  }
  wake();
}

void Endpoint::post(Event event) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(event));
  }
  wake();
}

/// At most one call waits on the message thread, however much a client sends and however long the host keeps it.
void Endpoint::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(isWoken_, true)) return;
  }
  dispatch_([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->drain();
  });
}

void Endpoint::drain() {
  std::deque<Event> events;
  bool ticks;
  {
    const std::lock_guard lock(mutex_);
    events.swap(waiting_);
    ticks = std::exchange(tickWaits_, false);
    waitingBytes_ = 0;
    uploadWaits_ = false;
    isWoken_ = false;
  }
  for (Event& event : events) {
    if (!protocol_) return;  // the editor may close in what an event starts
    std::visit([this](auto& kind) { apply(kind); }, event);
  }
  if (ticks && protocol_) protocol_->tick();
}

void Endpoint::apply(Opened& event) {
  const Client& client = event.client;
  protocol_->opened(client.id(), {[client](std::string text) { client.send(std::move(text)); },
                                  [client](Bytes frame) { client.sendFrame(std::move(frame)); }});
}

void Endpoint::apply(Received& event) { protocol_->received(event.client, event.text); }

void Endpoint::apply(Closed& event) { protocol_->closed(event.client); }

void Endpoint::apply(Uploaded& event) { protocol_->uploaded(event.kind, event.name, std::move(event.bytes)); }

void Endpoint::apply(Sought& event) { event.found(protocol_->presetFile(event.path)); }

}  // namespace tonewright::plugin::bridge
