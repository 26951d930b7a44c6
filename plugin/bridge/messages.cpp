// What each message of a client does.
#include <algorithm>
#include <cmath>

#include "plugin/bridge/envelope.hpp"
#include "plugin/bridge/protocol.hpp"

namespace tonewright::plugin::bridge {

namespace {

constexpr std::size_t kMaxPath = 4096, kMaxText = 256;  // bytes

std::size_t parameterOf(Fields& fields) {
  const std::string id = fields.text("id", kMaxText);
  const auto found = std::find_if(chain::kParameters.begin(), chain::kParameters.end(),
                                  [&](const chain::Parameter& parameter) { return parameter.id == id; });
  if (found == chain::kParameters.end()) throw Refusal("unknown-parameter", "There is no parameter \"" + id + "\".");
  return static_cast<std::size_t>(found - chain::kParameters.begin());
}

const char* taperName(chain::Taper taper) {
  constexpr const char* names[] = {"linear", "log", "switch", "choice"};
  return names[static_cast<std::size_t>(taper)];
}

Json describe(const chain::Parameter& parameter) {
  Json row{{"id", parameter.id},
           {"name", parameter.name},
           {"unit", parameter.unit},
           {"min", parameter.min},
           {"max", parameter.max},
           {"default", chain::normalised(parameter, parameter.initial)},
           {"taper", taperName(parameter.taper)},
           {"description", parameter.description}};
  if (!parameter.choices.empty()) row["choices"] = parameter.choices;
  return row;
}

std::set<std::size_t> allParameters() {
  std::set<std::size_t> all;
  for (std::size_t parameter = 0; parameter < chain::kParameterCount; ++parameter) all.insert(parameter);
  return all;
}

}  // namespace

void Protocol::hello(Peer& peer, Fields& fields, const Json& ref) {
  if (fields.has("client")) fields.text("client", kMaxText);
  fields.finish();
  peer.greeted = true;
  Json welcome = message("welcome", ref);
  welcome["product"] = "Tonewright";
  welcome["canBrowse"] = instance_.canBrowse();
  welcome["parameters"] = Json::array();
  for (const chain::Parameter& parameter : chain::kParameters) welcome["parameters"].push_back(describe(parameter));
  peer.outlet.text(dump(welcome));
  peer.outlet.text(dump(stateMessage()));
  peer.outlet.text(dump(valuesMessage(allParameters())));
}

void Protocol::set(Peer& peer, Fields& fields, const Json&) {
  const std::size_t parameter = parameterOf(fields);
  if (fields.has("value") + fields.has("plain") + fields.has("text") != 1) {
    throw Refusal("bad-field", "Expected one of the fields value, plain and text.");
  }
  const chain::Parameter& row = chain::kParameters[parameter];
  std::optional<float> value;
  if (fields.has("value")) value = static_cast<float>(fields.number("value", 0.0, 1.0));
  if (fields.has("plain")) {
    value = chain::normalised(row, static_cast<float>(fields.number("plain", row.min, row.max)));
  }
  if (fields.has("text")) value = instance_.valueFromText(parameter, fields.text("text", kMaxText));
  fields.finish();
  if (!value || !std::isfinite(*value)) {
    sent_[parameter] = -1.0f;  // the client shows the value that still is
    throw Refusal("bad-field", "This text is no value of " + std::string(row.name) + ".");
  }
  beginGesture(peer, parameter);
  instance_.setValue(parameter, std::clamp(*value, 0.0f, 1.0f));
  if (!peer.gestures.count(parameter)) endGesture(peer, parameter);
}

void Protocol::gesture(Peer& peer, Fields& fields, const Json&) {
  const std::size_t parameter = parameterOf(fields);
  const bool ends = fields.choice("phase", {"begin", "end"}) == 1;
  fields.finish();
  if (ends == !peer.gestures.count(parameter)) return;  // begun or ended already
  if (ends) return endGesture(peer, parameter);
  beginGesture(peer, parameter);
  peer.gestures.insert(parameter);
}

void Protocol::load(Peer&, Fields& fields, const Json&) {
  const bool cabinet = fields.choice("what", {"preset", "cabinet"}) == 1;
  const std::string path = fields.text("path", kMaxPath);
  fields.finish();
  const auto file = instance_.resolve(path);
  if (!file) throw Refusal("not-allowed", "This file is in no folder of the library.");
  cabinet ? instance_.loadCabinet(*file) : instance_.loadPreset(*file);
}

void Protocol::clear(Peer&, Fields& fields, const Json&) {
  const bool cabinet = fields.choice("what", {"preset", "cabinet"}) == 1;
  fields.finish();
  cabinet ? instance_.clearCabinet() : instance_.clearPreset();
}

void Protocol::next(Peer&, Fields& fields, const Json&) { return fields.finish(), instance_.nextPreset(); }
void Protocol::previous(Peer&, Fields& fields, const Json&) { return fields.finish(), instance_.previousPreset(); }
void Protocol::copy(Peer&, Fields& fields, const Json&) { return fields.finish(), instance_.copySlot(); }
void Protocol::undo(Peer&, Fields& fields, const Json&) { return fields.finish(), instance_.undo(); }
void Protocol::redo(Peer&, Fields& fields, const Json&) { return fields.finish(), instance_.redo(); }

void Protocol::slot(Peer&, Fields& fields, const Json&) {
  const bool b = fields.choice("slot", {"a", "b"}) == 1;
  fields.finish();
  instance_.selectSlot(b);
}

void Protocol::library(Peer& peer, Fields& fields, const Json& ref) {
  LibraryQuery query;
  if (fields.has("text")) query.text = fields.text("text", kMaxText);
  if (fields.has("family")) query.family = fields.text("family", kMaxText);
  if (fields.has("tag")) query.tag = fields.text("tag", kMaxText);
  if (fields.has("maxCost")) query.maxCost = fields.number("maxCost", 0.0, 1e15);
  if (fields.has("favourites")) query.favourites = fields.flag("favourites");
  if (fields.has("offset")) query.offset = fields.count("offset", 0, 1'000'000);
  if (fields.has("limit")) query.limit = fields.count("limit", 1, 200);
  fields.finish();
  Json answer = message("library", ref);
  answer.update(instance_.library(query));
  peer.outlet.text(dump(answer));
}

void Protocol::favourite(Peer&, Fields& fields, const Json&) {
  const std::string path = fields.text("path", kMaxPath);
  const bool on = fields.flag("on");
  fields.finish();
  instance_.setFavourite(path, on);
}

void Protocol::folder(Peer&, Fields& fields, const Json&) {
  const bool removes = fields.choice("action", {"add", "remove"}) == 1;
  const std::string path = fields.text("path", kMaxPath);
  fields.finish();
  removes ? instance_.removeFolder(path) : instance_.addFolder(path);
}

void Protocol::browse(Peer&, Fields& fields, const Json&) {
  const auto what = static_cast<BrowseFor>(fields.choice("what", {"preset", "cabinet", "folder"}));
  fields.finish();
  if (!instance_.canBrowse()) throw Refusal("not-allowed", "There is no file dialog to be had here.");
  instance_.browse(what);
}

void Protocol::meters(Peer& peer, Fields& fields, const Json&) {
  const std::size_t rate = fields.count("rate", 0, 60);
  const bool spectrum = fields.has("spectrum") && fields.flag("spectrum");
  fields.finish();
  peer.meterRate = rate;
  peer.spectrum = rate > 0 && spectrum;
  measure();
}

}  // namespace tonewright::plugin::bridge
