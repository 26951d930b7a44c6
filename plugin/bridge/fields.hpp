// The fields of a client's message, each read once, with its type checked. [any-thread]
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/bridge/instance.hpp"

namespace tonewright::plugin::bridge {

/// Every reader throws Refusal with code "bad-field" for a field of another type or out of its range.
class Fields {
 public:
  /// `message` is an object and outlives this.
  explicit Fields(const Json& message) : message_(message) {}

  bool has(const char* name) const { return message_.contains(name); }

  std::string text(const char* name, std::size_t maxBytes);
  double number(const char* name, double min, double max);
  std::size_t count(const char* name, std::size_t min, std::size_t max);
  bool flag(const char* name);
  /// The index of the field's text in `choices`.
  std::size_t choice(const char* name, const std::vector<std::string_view>& choices);
  /// The field itself; it may be missing, then null.
  const Json& any(const char* name);

  /// Throws Refusal when the message has a field that nobody has read.
  void finish() const;

 private:
  const Json& take(const char* name);

  const Json& message_;
  std::set<std::string_view> read_;
};

}  // namespace tonewright::plugin::bridge
