// What the server reads from a request and writes in an answer; pure functions. [any-thread]
#pragma once

#include <boost/beast/http.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/bridge/page.hpp"

namespace tonewright::plugin::bridge {

using RequestHeader = boost::beast::http::request_header<>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

/// The parts of /<token>/<name>?name=<query>.
struct Target {
  std::string_view token;
  std::string_view name;
  std::string_view query;
};

/// Nothing for what is not of this form.
std::optional<Target> parseTarget(std::string_view target);

/// `encoded` with its %XX replaced; nothing for broken ones and for the character 0.
std::optional<std::string> percentDecoded(std::string_view encoded);

/// Whether the request was meant for this server and comes from its own page: one Host, 127.0.0.1:port or
/// localhost:port, and no Origin or that of the Host. Foreign pages and rebound names fail here.
bool isOwn(const RequestHeader& header, std::uint16_t port);

const PageFile* find(const Page& page, std::string_view name);

/// An answer with every security header set.
Response makeResponse(boost::beast::http::status status, unsigned version, std::uint16_t port, std::string_view type,
                      std::string body);

}  // namespace tonewright::plugin::bridge
