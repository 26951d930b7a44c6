#include "preset/nam_model.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <regex>
#include <sstream>

#include "preset/nam_sequential.hpp"
#include "preset/nam_wavenet.hpp"

namespace tonewright::preset::nam {
namespace {

std::int32_t addModel(const Field& model, Reading& reading, bool isOutermost);

/// NAM's core reads the same: from 0.5.0 up to any 0.7.
void checkVersion(const Field& field) {
  static const std::regex pattern("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
  const std::string version = field.text();
  std::smatch numbers;
  if (version.size() > 32 || !std::regex_match(version, numbers, pattern)) field.mismatch("a version from 0.5.0");
  const int major = std::stoi(numbers[1]), minor = std::stoi(numbers[2]);
  if (major == 0 && minor < 5) field.mismatch("a version from 0.5.0");
  if (major > 0 || minor > 7) {
    refuse(ErrorCode::futureVersion, field.path(), "expected a version up to 0.7, found " + version,
           "Update Tonewright to open this model.");
  }
}

void checkRate(const Field& rate, Reading& reading, bool isOutermost) {
  if (isOutermost || !rate.present() || rate.json().is_null()) return;
  if (!reading.sampleRate) {
    reading.sampleRate = readRate(rate);
  } else if (!rate.json().is_number() || float(rate.json().get<double>()) != *reading.sampleRate) {
    rate.mismatch(std::to_string(*reading.sampleRate) + ", as outside");
  }
}

void noteSizes(Reading& reading, const std::vector<double>& breakpoints) {
  const auto text = [](double value) {
    std::ostringstream out;
    out << std::round(value * 1000.0) / 1000.0;
    return out.str();
  };
  std::string ranges, from = "0";
  for (const double breakpoint : breakpoints) {
    ranges += from + " to " + text(breakpoint) + ", ";
    from = text(breakpoint);
  }
  reading.notices.push_back("The file holds the model in " + std::to_string(breakpoints.size() + 1) +
                            " sizes, from small to large: " + ranges + from + " to 1. Size " + text(reading.size) +
                            " is read.");
}

struct Model {
  Fields& fields;
  Field weights;
  std::size_t outputs;
  Reading& reading;
  bool isOutermost;
};

std::int32_t addWaveNetModel(const Model& model) {
  auto& [fields, numbers, outputs, reading, isOutermost] = model;
  const Field inside = fields.get("condition_dsp");
  const std::int32_t condition = inside.present() ? addModel(inside, reading, false) : kModelInput;
  WaveNetConfig config = readWaveNetConfig(fields, reading.list.channels(condition), reading.unknown);
  const auto breakpoints = breakpointsOf(config);
  if (isOutermost && !breakpoints.empty()) noteSizes(reading, breakpoints);
  slim(config, isOutermost ? reading.size : 1.0, fields.path() + ".layers");
  Weights weights(numbers);
  const std::int32_t output = addWaveNet(reading.list, config, weights, condition);
  weights.finish();
  return output;
}

template <std::int32_t (*add)(LayerList&, const Source&)>
std::int32_t addSequential(const Model& model) {
  Weights weights(model.weights);
  const std::int32_t output = add(model.reading.list, {model.fields, weights, model.outputs, model.reading.unknown});
  weights.finish();
  return output;
}

std::int32_t addLstmModel(const Model& model) {
  model.reading.hasRecurrence = true;
  return addSequential<addLstm>(model);
}

const std::map<std::string, std::int32_t (*)(const Model&)> architectures{{"WaveNet", addWaveNetModel},
                                                                          {"ConvNet", addSequential<addConvNet>},
                                                                          {"Linear", addSequential<addLinear>},
                                                                          {"LSTM", addLstmModel}};

constexpr double largest = std::numeric_limits<double>::max();

std::int32_t addContainer(const Field& model, Reading& reading, bool isOutermost) {
  Fields fields(model.at("config"), reading.unknown);
  const Field submodels = fields.list("submodels");
  const double size = isOutermost ? reading.size : 1.0;
  std::vector<double> ends;
  for (std::size_t i = 0; i < submodels.json().size(); ++i) {
    Fields submodel(submodels[i], reading.unknown);
    ends.push_back(submodel.get("max_value").number(-largest, largest));
    if (i > 0 && !(ends[i] > ends[i - 1])) submodels.mismatch("max_values that ascend to 1");
  }
  if (ends.back() < 1.0) submodels.mismatch("max_values that ascend to 1");
  std::size_t index = 0;
  while (index + 1 < ends.size() && !(size < ends[index])) ++index;
  fields.done();
  const Field chosen = submodels[index].at("model");
  ends.pop_back();
  if (isOutermost && !ends.empty()) noteSizes(reading, ends);
  if (isOutermost && chosen.present() && chosen.json().is_object()) reading.chosenMetadata = chosen.at("metadata");
  return addModel(chosen, reading, false);
}

std::int32_t addModel(const Field& model, Reading& reading, bool isOutermost) {
  model.object();
  checkVersion(model.at("version"));
  checkRate(model.at("sample_rate"), reading, isOutermost);
  const Field architecture = model.at("architecture");
  if (architecture.says("SlimmableContainer")) return addContainer(model, reading, isOutermost);
  const bool isText = architecture.present() && architecture.json().is_string();
  const auto found = isText ? architectures.find(architecture.text()) : architectures.end();
  if (found == architectures.end()) {
    refuse(ErrorCode::unsupported, architecture.path(), "this architecture is not supported",
           "Supported: WaveNet, ConvNet, Linear, LSTM, SlimmableContainer.");
  }
  Fields fields(model.at("config"), reading.unknown);
  if (const std::size_t inputs = fields.count("in_channels", 1); inputs != 1) {
    refuse(ErrorCode::unsupported, fields.path() + ".in_channels",
           "expected 1 (mono), found " + std::to_string(inputs));
  }
  const std::size_t outputs = fields.count("out_channels", 1);
  const std::int32_t output = found->second({fields, model.at("weights"), outputs, reading, isOutermost});
  fields.done();
  return output;
}

}  // namespace

std::int32_t addOutermost(const Field& model, Reading& reading) { return addModel(model, reading, true); }

float readRate(const Field& rate) { return float(rate.number(8000.0, 768000.0)); }

}  // namespace tonewright::preset::nam
