#include "preset/field.hpp"

#include <cmath>

namespace tonewright::preset {
namespace {

constexpr const char* trained =
    "Numbers must be finite float32: export the model again from a training run that did not diverge.";

constexpr std::size_t kLongestValue = 60, kLongestProblem = 1000;

/// A file may hold names and numbers of any length; messages do not repeat them whole.
std::string shortened(std::string text, std::size_t most) {
  if (text.size() > most) text.replace(most - 3, text.npos, "...");
  return text;
}

/// A value in a few words, for messages.
std::string describe(const Json* json) {
  if (!json) return "nothing";
  if (json->is_array()) return "an array of " + std::to_string(json->size());
  if (json->is_object()) return "an object";
  return shortened(json->dump(-1, ' ', false, Json::error_handler_t::replace), kLongestValue);
}

std::string shortNumber(double value) { return Json(value).dump(); }

}  // namespace

void refuse(ErrorCode code, const std::string& path, const std::string& problem, const std::string& hint) {
  std::string message = shortened(path.empty() ? problem : path + ": " + problem, kLongestProblem) + ".";
  if (!hint.empty()) message += " " + hint;
  throw Refusal{{code, path, message}};
}

void Field::mismatch(const std::string& expected, const std::string& hint) const {
  refuse(ErrorCode::invalid, path_, "expected " + expected + ", found " + describe(json_), hint);
}

Field Field::at(const std::string& key) const {
  const auto& members = object();
  const auto found = members.find(key);
  return Field(found == members.end() ? nullptr : &*found, path_.empty() ? key : path_ + "." + key);
}

Field Field::operator[](std::size_t index) const {
  return Field(&(*json_)[index], path_ + "[" + std::to_string(index) + "]");
}

const Json& Field::object() const {
  if (!json_ || !json_->is_object()) mismatch("an object");
  return *json_;
}

std::size_t Field::array(std::size_t fewest, std::size_t most) const {
  if (!json_ || !json_->is_array() || json_->size() < fewest || json_->size() > most) {
    mismatch("an array of " + std::to_string(fewest) + " to " + std::to_string(most) + " items");
  }
  return json_->size();
}

double Field::number(double least, double most) const {
  const double value = json_ && json_->is_number() ? json_->get<double>() : std::nan("");
  if (!(value >= least && value <= most)) {
    mismatch("a number from " + shortNumber(least) + " to " + shortNumber(most));
  }
  return value;
}

std::size_t Field::integer(std::size_t least, std::size_t most) const {
  const double value = json_ && json_->is_number() ? json_->get<double>() : std::nan("");
  if (!(value >= double(least) && value <= double(most)) || value != std::floor(value)) {
    mismatch("an integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<std::size_t>(value);
}

bool Field::boolean() const {
  if (!json_ || !json_->is_boolean()) mismatch("true or false");
  return json_->get<bool>();
}

std::string Field::text() const {
  if (!json_ || !json_->is_string()) mismatch("text");
  return json_->get<std::string>();
}

float Field::finiteFloat() const {
  const auto value = json_ ? toFloat(*json_) : std::nullopt;
  if (!value) mismatch("a finite float32 number", trained);
  return *value;
}

std::optional<float> toFloat(const Json& json) {
  if (!json.is_number()) return std::nullopt;
  // From half a unit above the largest float32 on, the conversion would be infinite.
  constexpr double tooLarge = 3.4028235677973366e38;
  const double value = json.get<double>();
  return std::abs(value) < tooLarge ? std::optional(static_cast<float>(value)) : std::nullopt;
}

}  // namespace tonewright::preset
