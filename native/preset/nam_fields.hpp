// Fields of a .nam config: each asked for by name, with its type; what nobody asked for is told to the user.
#pragma once

#include <set>
#include <vector>

#include "preset/field.hpp"
#include "preset/limits.hpp"

namespace tonewright::preset::nam {

class Fields {
 public:
  /// Throws Refusal unless `object` is one. Names that nobody asks for go to `unknown`.
  Fields(const Field& object, std::vector<std::string>& unknown);

  /// Any value; null counts as absent.
  Field get(const std::string& name);
  bool has(const std::string& name) { return get(name).present(); }

  /// An integer from 1; `absent` 0 means that the field is required.
  std::size_t count(const std::string& name, std::size_t absent = 0, std::size_t most = limits::units);
  std::vector<std::size_t> counts(const std::string& name, std::size_t most);
  bool flag(const std::string& name, std::optional<bool> absent = std::nullopt);
  float number(const std::string& name, std::optional<float> absent = std::nullopt);
  /// An array that is not empty.
  Field list(const std::string& name);
  /// The fields of an object, or of an empty one when it is absent.
  Fields fields(const std::string& name);

  const std::string& path() const { return object_.path(); }

  /// Notes the fields that nobody asked for.
  void done();

 private:
  Field object_;
  std::vector<std::string>& unknown_;
  std::set<std::string> asked_;
};

}  // namespace tonewright::preset::nam
