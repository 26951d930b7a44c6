#include "plugin/bridge/fields.hpp"

#include <algorithm>

namespace tonewright::plugin::bridge {

namespace {

[[noreturn]] void refuse(const char* name, const std::string& expected) {
  throw Refusal("bad-field", "Field \"" + std::string(name) + "\": expected " + expected + ".");
}

}  // namespace

const Json& Fields::any(const char* name) {
  static const Json null;
  read_.insert(name);
  const auto found = message_.find(name);
  return found == message_.end() ? null : *found;
}

const Json& Fields::take(const char* name) {
  if (!has(name)) refuse(name, "a value, found none");
  return any(name);
}

std::string Fields::text(const char* name, std::size_t maxBytes) {
  const Json& field = take(name);
  const std::string* text = field.get_ptr<const std::string*>();
  if (!text || text->size() > maxBytes || text->find('\0') != std::string::npos) {
    refuse(name, "text of at most " + std::to_string(maxBytes) + " bytes");
  }
  return *text;
}

double Fields::number(const char* name, double min, double max) {
  const Json& field = take(name);
  if (!field.is_number() || !(field.get<double>() >= min && field.get<double>() <= max)) {
    refuse(name, "a number from " + Json(min).dump() + " to " + Json(max).dump());
  }
  return field.get<double>();
}

std::size_t Fields::count(const char* name, std::size_t min, std::size_t max) {
  const double value = number(name, static_cast<double>(min), static_cast<double>(max));
  if (value != static_cast<double>(static_cast<std::size_t>(value))) refuse(name, "a whole number");
  return static_cast<std::size_t>(value);
}

bool Fields::flag(const char* name) {
  const Json& field = take(name);
  if (!field.is_boolean()) refuse(name, "true or false");
  return field.get<bool>();
}

std::size_t Fields::choice(const char* name, const std::vector<std::string_view>& choices) {
  const std::string chosen = text(name, 64);
  const auto found = std::find(choices.begin(), choices.end(), chosen);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  std::string all;
  for (const std::string_view choice : choices) all += (all.empty() ? "" : ", ") + std::string(choice);
  refuse(name, "one of " + all);
}

void Fields::finish() const {
  for (const auto& [name, value] : message_.items()) {
    if (!read_.count(name)) throw Refusal("bad-field", "Field \"" + name.substr(0, 64) + "\" is not known here.");
  }
}

}  // namespace tonewright::plugin::bridge
