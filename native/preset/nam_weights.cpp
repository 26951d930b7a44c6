#include "preset/nam_weights.hpp"

#include "preset/limits.hpp"
#include "preset/tensors.hpp"

namespace tonewright::preset::nam {
namespace {

constexpr const char* hint = "The config and the weights are not of one model.";

}  // namespace

Weights::Weights(const Field& array) : array_(array) {
  appendTensor(array, {array.array(0, limits::weights)}, values_);
}

std::span<const float> Weights::take(std::size_t count) {
  if (count > values_.size() - at_) {
    array_.mismatch(std::to_string(at_ + count) + " numbers or more, as the config asks for", hint);
  }
  at_ += count;
  return std::span(values_).subspan(at_ - count, count);
}

std::vector<float> Weights::convolution(const Matrix& matrix) {
  const auto& [outputs, inputs, taps, groups, hasBias] = matrix;
  if (outputs.full % groups != 0 || inputs.full % groups != 0) {
    array_.mismatch("groups that divide " + std::to_string(inputs.full) + " inputs and " +
                    std::to_string(outputs.full) + " outputs");
  }
  const std::size_t columns = inputs.full / groups;
  auto weights = kernelFromRows(take(outputs.full * columns * taps), {outputs.full, columns, taps},
                                {outputs.kept, inputs.kept / groups});
  if (hasBias) {
    const auto bias = take(outputs.full).first(outputs.kept);
    weights.insert(weights.end(), bias.begin(), bias.end());
  } else {
    weights.resize(weights.size() + outputs.kept, 0.0f);
  }
  return weights;
}

void Weights::finish() const {
  if (at_ != values_.size()) array_.mismatch(std::to_string(at_) + " numbers, as the config asks for", hint);
}

}  // namespace tonewright::preset::nam
