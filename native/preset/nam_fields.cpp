#include "preset/nam_fields.hpp"

namespace tonewright::preset::nam {

Fields::Fields(const Field& object, std::vector<std::string>& unknown) : object_(object), unknown_(unknown) {
  object_.object();
}

Field Fields::get(const std::string& name) {
  asked_.insert(name);
  const Field field = object_.at(name);
  return field.present() && field.json().is_null() ? Field(nullptr, field.path()) : field;
}

std::size_t Fields::count(const std::string& name, std::size_t absent, std::size_t most) {
  const Field field = get(name);
  return !field.present() && absent > 0 ? absent : field.integer(1, most);
}

std::vector<std::size_t> Fields::counts(const std::string& name, std::size_t most) {
  const Field items = list(name);
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < items.json().size(); ++i) counts.push_back(items[i].integer(1, most));
  return counts;
}

bool Fields::flag(const std::string& name, std::optional<bool> absent) {
  const Field field = get(name);
  return !field.present() && absent ? *absent : field.boolean();
}

float Fields::number(const std::string& name, std::optional<float> absent) {
  const Field field = get(name);
  return !field.present() && absent ? *absent : field.finiteFloat();
}

Field Fields::list(const std::string& name) {
  const Field field = get(name);
  field.array(1, limits::weights);
  return field;
}

Fields Fields::fields(const std::string& name) {
  static const Json empty = Json::object();
  const Field field = get(name);
  return Fields(field.present() ? field : Field(&empty, field.path()), unknown_);
}

void Fields::done() {
  for (const auto& [name, value] : object_.json().items()) {
    if (!asked_.count(name)) unknown_.push_back(object_.at(name).path());
  }
}

}  // namespace tonewright::preset::nam
