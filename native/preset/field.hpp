// A value of the document with its place in it: typed access that refuses with path, expectation and finding.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "preset/preset.hpp"

namespace tonewright::preset {

/// Keeps the order of a file's fields: a state_dict's order is the order of the layers.
using Json = nlohmann::ordered_json;

/// Thrown inside the reader only; `readPreset` turns it into its result.
struct Refusal {
  Error error;
};

[[noreturn]] void refuse(ErrorCode code, const std::string& path, const std::string& problem,
                         const std::string& hint = {});

/// The float32 of a JSON number; nothing for what is no number or too large for float32.
std::optional<float> toFloat(const Json& json);

class Field {
 public:
  Field(const Json* json, std::string path) : json_(json), path_(std::move(path)) {}

  bool present() const { return json_ != nullptr; }
  const Json& json() const { return *json_; }
  const std::string& path() const { return path_; }

  /// Whether it is present and this text.
  bool says(std::string_view text) const {
    return json_ && json_->is_string() && json_->get_ref<const std::string&>() == text;
  }

  /// A member, which may be absent; the field itself must be an object.
  Field at(const std::string& key) const;
  /// An item of a field that is an array and has it.
  Field operator[](std::size_t index) const;

  /// Each throws Refusal when the field is absent or something else.
  const Json& object() const;
  std::size_t array(std::size_t fewest, std::size_t most) const;  // its length
  double number(double least, double most) const;
  std::size_t integer(std::size_t least, std::size_t most) const;
  bool boolean() const;
  std::string text() const;
  float finiteFloat() const;

  [[noreturn]] void mismatch(const std::string& expected, const std::string& hint = {}) const;

 private:
  const Json* json_;
  std::string path_;
};

}  // namespace tonewright::preset
