#include "plugin/bridge/http.hpp"

#include <algorithm>

namespace tonewright::plugin::bridge {
namespace http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

int hexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string hostAt(std::string_view name, std::uint16_t port) { return std::string(name) + ':' + std::to_string(port); }

std::string contentPolicy(std::uint16_t port) {
  return "default-src 'self'; script-src 'self' 'unsafe-eval' blob:; connect-src 'self' ws://" +
         hostAt("127.0.0.1", port) + " ws://" + hostAt("localhost", port) +
         "; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";
}

}  // namespace

std::optional<Target> parseTarget(std::string_view target) {
  if (target.empty() || target.front() != '/') return std::nullopt;
  target.remove_prefix(1);
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return std::nullopt;
  return Target{path.substr(0, slash), path.substr(slash + 1), query};
}

std::optional<std::string> percentDecoded(std::string_view encoded) {
  std::string decoded;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      decoded += encoded[i];
      continue;
    }
    if (i + 2 >= encoded.size()) return std::nullopt;
    const int high = hexDigit(encoded[i + 1]), low = hexDigit(encoded[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    decoded += static_cast<char>(16 * high + low);
    i += 2;
  }
  return decoded;
}

bool isOwn(const RequestHeader& header, std::uint16_t port) {
  if (header.count(http::field::host) != 1) return false;
  const std::string_view host = view(header[http::field::host]);
  if (host != hostAt("127.0.0.1", port) && host != hostAt("localhost", port)) return false;
  if (header.count(http::field::origin) == 0) return true;
  return header.count(http::field::origin) == 1 && view(header[http::field::origin]) == "http://" + std::string(host);
}

const PageFile* find(const Page& page, std::string_view name) {
  if (name.empty()) name = "index.html";
  const auto found = std::find_if(page.begin(), page.end(), [&](const PageFile& file) { return file.name == name; });
  return found == page.end() ? nullptr : &*found;
}

Response makeResponse(http::status status, unsigned version, std::uint16_t port, std::string_view type,
                      std::string body) {
  Response response(status, version);
  response.set(http::field::content_type, boost::beast::string_view(type.data(), type.size()));
  response.set(http::field::cache_control, "no-store");
  response.set("Content-Security-Policy", contentPolicy(port));
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Referrer-Policy", "no-referrer");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.body() = std::move(body);
  return response;
}

}  // namespace tonewright::plugin::bridge
