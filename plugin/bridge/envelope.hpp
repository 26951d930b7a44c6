// What every message of the bridge has in common. [any-thread]
#pragma once

#include <string>
#include <string_view>

#include "plugin/bridge/instance.hpp"

namespace tonewright::plugin::bridge {

inline constexpr int kProtocolVersion = 1;

/// JSON text; what is no UTF-8 in it is replaced.
std::string dump(const Json& json);

/// A message of that type, with the `ref` of the one that it answers unless that is null.
Json message(const char* type, const Json& ref = nullptr);
Json errorMessage(const std::string& code, const std::string& text, const Json& ref);

/// The object that a client has sent. Throws Refusal.
Json parsed(std::string_view text);

}  // namespace tonewright::plugin::bridge
