#include "plugin/bridge/token.hpp"

#include <cstdint>
#include <random>

namespace tonewright::plugin::bridge {

std::string makeToken() {
  constexpr char digits[] = "0123456789abcdef";
  std::random_device device;  // the system's generator on Linux, macOS and Windows
  std::string token;
  for (int word = 0; word < 4; ++word) {
    const std::uint32_t bits = device();
    for (int shift = 28; shift >= 0; shift -= 4) token += digits[(bits >> shift) & 15];
  }
  return token;
}

bool sameToken(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | static_cast<unsigned char>(a[i] ^ b[i]));
  }
  return difference == 0;
}

}  // namespace tonewright::plugin::bridge
