#include "preset/controls.hpp"

#include <algorithm>
#include <limits>

namespace tonewright::preset {
namespace {

constexpr double largest = std::numeric_limits<double>::max();

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isId(const std::string& id) {
  const auto allowed = [](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !id.empty() && id.size() <= 64 && isLetter(id[0]) && std::all_of(id.begin(), id.end(), allowed);
}

Control readControl(const Field& field) {
  Control control;
  control.id = field.at("id").text();
  if (!isId(control.id)) field.at("id").mismatch("a letter, then letters, digits or _");
  control.name = field.at("name").text();
  if (control.name.empty()) field.at("name").mismatch("text that is not empty");
  control.min = field.at("min").number(-largest, largest);
  control.max = field.at("max").number(-largest, largest);
  if (!(control.min < control.max)) field.at("max").mismatch("a number above min");
  control.initial = field.at("default").number(control.min, control.max);
  if (field.at("unit").present()) control.unit = field.at("unit").text();
  return control;
}

}  // namespace

std::vector<Control> readControls(const Field& controls, std::size_t inputs) {
  std::vector<Control> read;
  const std::size_t count = controls.present() ? controls.array(inputs - 1, inputs - 1) : 0;
  if (count != inputs - 1)
    controls.mismatch(std::to_string(inputs - 1) + " controls, one for each input but the audio");
  for (std::size_t index = 0; index < count; ++index) {
    const Control control = readControl(controls[index]);
    const auto same = [&](const Control& other) { return other.id == control.id; };
    if (std::any_of(read.begin(), read.end(), same)) {
      controls[index].at("id").mismatch("an id that no other control has");
    }
    read.push_back(control);
  }
  return read;
}

std::vector<Control> unnamedControls(std::size_t inputs, std::vector<std::string>& notices) {
  const std::size_t count = inputs - 1;
  if (count > 0) {
    notices.push_back("The file does not name its " + std::to_string(count) +
                      " controls: they are numbered and start at 0.");
  }
  std::vector<Control> controls(count);
  for (std::size_t k = 0; k < count; ++k) {
    controls[k].id = "control" + std::to_string(k + 1);
    controls[k].name = "Control " + std::to_string(k + 1);
  }
  return controls;
}

}  // namespace tonewright::preset
