#include "plugin/bridge/protocol.hpp"

#include <algorithm>
#include <cmath>

#include "plugin/bridge/envelope.hpp"
#include "plugin/bridge/meterFrame.hpp"

namespace tonewright::plugin::bridge {

namespace {

constexpr double kTicksPerSecond = 60.0;

}  // namespace

const Protocol::Message Protocol::kMessages[] = {
    {"hello", &Protocol::hello},         {"set", &Protocol::set},       {"gesture", &Protocol::gesture},
    {"load", &Protocol::load},           {"clear", &Protocol::clear},   {"next", &Protocol::next},
    {"previous", &Protocol::previous},   {"slot", &Protocol::slot},     {"copy", &Protocol::copy},
    {"undo", &Protocol::undo},           {"redo", &Protocol::redo},     {"library", &Protocol::library},
    {"favourite", &Protocol::favourite}, {"folder", &Protocol::folder}, {"browse", &Protocol::browse},
    {"meters", &Protocol::meters},
};

Protocol::Protocol(Instance& instance) : instance_(instance) {}

Protocol::~Protocol() {
  while (!peers_.empty()) closed(peers_.begin()->first);
}

void Protocol::opened(ClientId client, Outlet outlet) { peers_[client].outlet = std::move(outlet); }

void Protocol::closed(ClientId client) {
  const auto found = peers_.find(client);
  if (found == peers_.end()) return;
  for (const std::size_t parameter : std::set(found->second.gestures)) endGesture(found->second, parameter);
  peers_.erase(found);
  measure();
}

void Protocol::received(ClientId client, std::string_view message) {
  const auto found = peers_.find(client);
  if (found == peers_.end()) return;
  Json ref;
  try {
    apply(found->second, message, ref);
  } catch (const Refusal& refusal) {
    found->second.outlet.text(dump(errorMessage(refusal.code(), refusal.what(), ref)));
  } catch (const std::exception& error) {
    found->second.outlet.text(dump(errorMessage("failed", error.what(), ref)));
  }
}

void Protocol::apply(Peer& peer, std::string_view text, Json& ref) {
  const Json json = parsed(text);
  Fields fields(json);
  const Json& given = fields.any("ref");
  if (given.is_number_integer() || (given.is_string() && given.get_ref<const std::string&>().size() <= 64)) ref = given;
  if (fields.any("v") != kProtocolVersion) {
    throw Refusal("version", "This server speaks version " + std::to_string(kProtocolVersion) + " of the bridge.");
  }
  if (!given.is_null() && ref.is_null())
    throw Refusal("bad-field", "Field \"ref\": expected a number or a short text.");
  const Message& message = messageOf(fields.text("type", 64));
  if (!peer.greeted && message.apply != &Protocol::hello) throw Refusal("hello-first", "Say hello first.");
  (this->*message.apply)(peer, fields, ref);
}

const Protocol::Message& Protocol::messageOf(const std::string& type) {
  const auto found = std::find_if(std::begin(kMessages), std::end(kMessages),
                                  [&](const Message& message) { return message.type == type; });
  if (found == std::end(kMessages)) throw Refusal("unknown-message", "There is no message \"" + type + "\".");
  return *found;
}

void Protocol::uploaded(const std::string& kind, const std::string& name, std::string bytes) {
  try {
    kind == "preset" ? instance_.loadPreset(name, std::move(bytes)) : instance_.loadCabinet(name, std::move(bytes));
  } catch (const std::exception& error) {
    broadcast(errorMessage("failed", error.what(), nullptr));
  }
}

std::optional<std::filesystem::path> Protocol::presetFile(const std::string& path) const {
  try {
    const auto file = instance_.resolve(path);
    if (!file) return std::nullopt;
    return std::filesystem::path(std::u8string(file->begin(), file->end()));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// Hosts are told of one gesture, however many clients hold the parameter.
void Protocol::beginGesture(Peer& peer, std::size_t parameter) {
  if (peer.gestures.count(parameter)) return;
  if (++openGestures_[parameter] == 1) instance_.beginGesture(parameter);
}

void Protocol::endGesture(Peer& peer, std::size_t parameter) {
  peer.gestures.erase(parameter);
  if (--openGestures_[parameter] == 0) instance_.endGesture(parameter);
}

void Protocol::measure() {
  bool levels = false, spectrum = false;
  for (const auto& [id, peer] : peers_) {
    levels |= peer.meterRate > 0;
    spectrum |= peer.spectrum;
  }
  instance_.measure(levels, spectrum);
}

void Protocol::tick() {
  if (peers_.empty()) return;
  sendChanges();
  sendMeters();
}

void Protocol::sendChanges() {
  const bool stateWasOld = std::exchange(stateIsOld_, false);
  if (stateWasOld) broadcast(stateMessage());
  std::set<std::size_t> changed;
  for (std::size_t parameter = 0; parameter < chain::kParameterCount; ++parameter) {
    if (stateWasOld || instance_.value(parameter) != sent_[parameter]) changed.insert(parameter);
  }
  for (const std::size_t parameter : changed) sent_[parameter] = instance_.value(parameter);
  if (!changed.empty()) broadcast(valuesMessage(changed));
  const std::uint64_t revision = instance_.libraryRevision();
  if (std::exchange(sentRevision_, revision) != revision) broadcast(message("libraryChanged"));
}

void Protocol::sendMeters() {
  std::optional<MeterReading> reading;
  for (auto& [id, peer] : peers_) {
    if (peer.meterRate == 0) continue;
    peer.meterPhase += static_cast<double>(peer.meterRate) / kTicksPerSecond;
    if (peer.meterPhase < 1.0) continue;
    peer.meterPhase -= std::floor(peer.meterPhase);
    if (!reading) reading = instance_.readMeters();
    peer.outlet.frame(meterFrame(*reading, peer.spectrum));
  }
}

Json Protocol::valuesMessage(const std::set<std::size_t>& parameters) const {
  Json values = message("values");
  values["values"] = Json::array();
  for (const std::size_t parameter : parameters) {
    const float value = instance_.value(parameter);
    values["values"].push_back(
        {{"id", chain::kParameters[parameter].id}, {"value", value}, {"text", instance_.text(parameter, value)}});
  }
  return values;
}

Json Protocol::stateMessage() const {
  Json state = message("state");
  state.update(instance_.state());
  return state;
}

void Protocol::broadcast(const Json& message) {
  const std::string text = dump(message);
  for (auto& [id, peer] : peers_) {
    if (peer.greeted) peer.outlet.text(text);
  }
}

}  // namespace tonewright::plugin::bridge
