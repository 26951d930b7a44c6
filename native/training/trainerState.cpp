#include "training/trainerState.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace tonewright::training {
namespace {

constexpr std::uint64_t kMagic = 0x31304e5254575754;  // "TWWTRN01"

// FNV-1a.
class Hash {
 public:
  template <class T>
  void add(const T& value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    addBytes(&value, sizeof(T));
  }
  void addBytes(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    for (std::size_t i = 0; i < size; ++i) value_ = (value_ ^ bytes[i]) * 1099511628211ULL;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037ULL;
};

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  Hash hash;
  hash.addBytes(bytes.data(), bytes.size());
  return hash.value();
}

struct Writer {
  std::vector<std::uint8_t> bytes;
  void append(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    bytes.insert(bytes.end(), from, from + size);
  }
  void operator()(std::int64_t value) { append(&value, sizeof value); }
  void operator()(std::uint64_t value) { append(&value, sizeof value); }
  void operator()(double value) { append(&value, sizeof value); }
  void operator()(const std::vector<float>& values) {
    (*this)(static_cast<std::uint64_t>(values.size()));
    if (!values.empty()) append(values.data(), values.size() * sizeof(float));
  }
};

struct Reader {
  std::span<const std::uint8_t> bytes;
  void take(void* data, std::size_t size) {
    if (size > bytes.size()) throw std::invalid_argument("The training state is cut short; save it again.");
    std::memcpy(data, bytes.data(), size);
    bytes = bytes.subspan(size);
  }
  void operator()(std::int64_t& value) { take(&value, sizeof value); }
  void operator()(std::uint64_t& value) { take(&value, sizeof value); }
  void operator()(double& value) { take(&value, sizeof value); }
  void operator()(std::vector<float>& values) {  // sizes are the model's, which the fingerprint has checked
    std::uint64_t size = 0;
    (*this)(size);
    if (size != values.size()) throw std::invalid_argument("The training state belongs to another model.");
    if (!values.empty()) take(values.data(), values.size() * sizeof(float));
  }
};

}  // namespace

TrainerState::TrainerState(const TrainerOptions& options, const ModelSpec& spec)
    : weights(weightCount(spec)),
      best(weights.size()),
      optimiser(options.optimiser, weights.size(), trainedWeights(spec, options.trainsBiases)),
      random(options.seed),
      bestEsr(std::numeric_limits<double>::infinity()) {}

template <class Visit>
void TrainerState::visit(Visit&& visit) {
  visit(weights);
  visit(best);
  optimiser.visitState(visit);
  std::uint64_t randomState = random.state();
  visit(randomState);
  random.restore(randomState);
  for (std::int64_t* value : {&epoch, &bestEpoch, &recoveries, &validationsSinceBest, &validationsSinceDrop})
    visit(*value);
  for (double* value : {&rateFactor, &bestEsr, &validation.plain, &validation.preEmphasised, &seconds}) visit(*value);
}

std::vector<std::uint8_t> TrainerState::write(std::uint64_t fingerprint) const {
  Writer writer;
  writer(kMagic);
  writer(fingerprint);
  TrainerState copy = *this;
  copy.visit(writer);
  writer(checksum(writer.bytes));
  return std::move(writer.bytes);
}

void TrainerState::read(std::span<const std::uint8_t> bytes, std::uint64_t fingerprint) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::uint64_t magic = 0, written = 0, sum = 0;
  Reader reader{bytes};
  reader(magic);
  reader(written);
  if (magic != kMagic) throw std::invalid_argument("These bytes are not a training state of this version.");
  if (written != fingerprint)
    throw std::invalid_argument(
        "The training state was saved with another model, other data or other options; restore it with the same.");
  if (bytes.size() < 3 * kWord) throw std::invalid_argument("The training state is cut short; save it again.");
  std::memcpy(&sum, bytes.data() + bytes.size() - kWord, kWord);
  if (sum != checksum(bytes.first(bytes.size() - kWord)))
    throw std::invalid_argument("The training state is damaged (its checksum differs); use another copy.");
  TrainerState fresh = *this;
  fresh.visit(reader);
  *this = std::move(fresh);
}

std::uint64_t fingerprintOf(const ModelSpec& spec, const TrainerOptions& o, const TrainingData& data) {
  Hash hash;
  for (const LayerSpec& layer : spec.layers) {
    hash.add(layer.type);
    for (Activation activation : {layer.activation, layer.gateActivation}) hash.add(activation);
    for (std::uint32_t value : {layer.inputs, layer.outputs, layer.taps, layer.dilation, layer.groups}) hash.add(value);
    for (std::int32_t value : {layer.source, layer.condition, layer.residual}) hash.add(value);
    hash.add(layer.resetAfter);
    hash.add(layer.gateMode);
    hash.add(layer.conditionChannels);
    hash.add(layer.hasInitialState);
  }
  hash.add(spec.settleSamples);
  hash.add(spec.skip);
  for (float value : {spec.inputGain, spec.outputGain, spec.sampleRate}) hash.add(value);
  hash.add(o.seed);
  for (int value : {o.batchSize, o.tbpttSamples, o.segmentSamples, o.warmUpSamples}) hash.add(value);
  for (bool value : {o.jitterSegments, o.trainsBiases}) hash.add(value);
  for (double value : {o.feedback.first, o.feedback.last}) hash.add(value);
  for (bool value : {o.optimiser.emaDecay > 0, o.optimiser.isInEigenbasis}) hash.add(value);
  for (const auto* pairs : {&data.training, &data.validation}) {
    for (const TrainingPair& pair : *pairs) {
      hash.add(pair.target.size());
      hash.addBytes(pair.knobs.data(), pair.knobs.size() * sizeof(float));
      const std::size_t step = std::max<std::size_t>(1, pair.target.size() / 4096);  // a sample of the samples
      for (std::size_t t = 0; t < pair.target.size(); t += step) {
        hash.add(pair.target[t]);
        for (const auto& channel : pair.channels) hash.add(channel[t]);
      }
    }
  }
  return hash.value();
}

}  // namespace tonewright::training
