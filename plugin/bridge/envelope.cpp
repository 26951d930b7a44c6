#include "plugin/bridge/envelope.hpp"

namespace tonewright::plugin::bridge {

namespace {

constexpr int kMaxDepth = 8;

}  // namespace

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json message(const char* type, const Json& ref) {
  Json message{{"v", kProtocolVersion}, {"type", type}};
  if (!ref.is_null()) message["ref"] = ref;
  return message;
}

Json errorMessage(const std::string& code, const std::string& text, const Json& ref) {
  Json error = message("error", ref);
  error["code"] = code;
  error["message"] = text;
  return error;
}

Json parsed(std::string_view text) {
  bool tooDeep = false;
  Json json = Json::parse(
      text.begin(), text.end(),
      [&](int depth, Json::parse_event_t, Json&) {
        tooDeep |= depth > kMaxDepth;
        return !tooDeep;
      },
      false);
  if (tooDeep) throw Refusal("not-json", "The message is nested too deeply.");
  if (json.is_discarded() || !json.is_object()) throw Refusal("not-json", "A message is a JSON object.");
  return json;
}

}  // namespace tonewright::plugin::bridge
