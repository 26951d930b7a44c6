// The secret in an instance's address, by which the server knows who may talk to it.
#pragma once

#include <string>
#include <string_view>

namespace tonewright::plugin::bridge {

/// 128 random bits from the operating system as 32 lower-case hexadecimal digits. [any-thread]
std::string makeToken();

/// Whether both are equal, in a time that does not tell how much of them is. [any-thread]
bool sameToken(std::string_view a, std::string_view b);

}  // namespace tonewright::plugin::bridge
