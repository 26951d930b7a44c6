#include "support.hpp"

#include <limits>

namespace tonewright::pedal::test {

std::vector<std::byte> bankOf(const std::vector<float>& gains, bool knobs, const std::vector<float>& cabinet,
                              std::uint32_t cyclesPerSample) {
  const auto up = [](std::size_t bytes) { return alignUp(bytes); };
  const std::size_t directory = sizeof(BankHeader) + gains.size() * sizeof(BankEntry);
  std::vector<std::byte> bank(up(directory));
  const auto append = [&](const void* data, std::size_t bytes) {
    const std::size_t at = bank.size();
    bank.resize(up(at + bytes));
    if (bytes > 0) std::memcpy(bank.data() + at, data, bytes);
    return static_cast<std::uint32_t>(at);
  };
  std::vector<BankEntry> entries(gains.size());
  for (std::size_t i = 0; i < gains.size(); ++i) {
    ModelSpec spec;
    spec.sampleRate = kRate;
    spec.layers = {{LayerType::dense, Activation::linear, knobs ? 2u : 1u, 1, true}};
    const std::vector<float> weights =
        knobs ? std::vector<float>{gains[i], 1.0f, 0.0f} : std::vector<float>{gains[i], 0.0f};
    const std::vector<std::byte> image = pack(spec, weights);
    BankEntry& entry = entries[i];
    std::snprintf(entry.name, sizeof entry.name, "preset %u", static_cast<unsigned>(i + 1));
    entry.imageOffset = append(image.data(), image.size());
    entry.imageBytes = static_cast<std::uint32_t>(image.size());
    entry.cyclesPerSample = cyclesPerSample;
    entry.loudnessLufs = std::numeric_limits<float>::quiet_NaN();
    entry.controls = knobs ? 1 : 0;
    for (std::size_t k = 0; k < chain::kParameterCount; ++k) entry.values[k] = chain::kParameters[k].initial;
    entry.values[static_cast<std::size_t>(Id::dcBlock)] = 0.0f;
    if (knobs) entry.values[static_cast<std::size_t>(Id::knob1)] = 0.0f;
  }
  BankHeader head{kBankMagic,
                  kBankVersion,
                  0,
                  0,
                  static_cast<std::uint32_t>(gains.size()),
                  sizeof(BankEntry),
                  tableChecksum(),
                  kRate,
                  0,
                  static_cast<std::uint32_t>(cabinet.size()),
                  {}};
  head.cabinetOffset = append(cabinet.data(), cabinet.size() * sizeof(float));
  head.totalBytes = static_cast<std::uint32_t>(bank.size());
  std::memcpy(bank.data(), &head, sizeof head);
  std::memcpy(bank.data() + sizeof head, entries.data(), entries.size() * sizeof(BankEntry));
  seal(bank);
  return bank;
}

void seal(std::vector<std::byte>& bank) {
  auto& head = *reinterpret_cast<BankHeader*>(bank.data());
  const std::size_t directory = sizeof(BankHeader) + head.count * sizeof(BankEntry);
  head.checksum = crc32(std::span<const std::byte>(bank).subspan(16, directory - 16));
}

BankEntry& entryOf(std::vector<std::byte>& bank, std::size_t index) {
  return reinterpret_cast<BankEntry*>(bank.data() + sizeof(BankHeader))[index];
}

Rack::Rack(std::vector<std::byte> bytes, float cyclesPerSample)
    : bank(alignedCopy(bytes)), bankBytes(bytes.size()), cyclesPerSample(cyclesPerSample) {
  power();
}

void Rack::power() {
  pedal = std::make_unique<Pedal>(Pedal::Parts{bank.span().first(bankBytes), memory.span(), flash, cyclesPerSample});
}

std::vector<float> Rack::block(const std::vector<float>& in) {
  std::vector<float> out(kBlockFrames);
  pedal->poll(controls, nowMs());
  pedal->audio(in.data(), out.data());
  pedal->tookTime(0.3f);
  ++played;
  return out;
}

std::vector<float> Rack::blocks(std::size_t count, float level) {
  std::vector<float> all;
  const std::vector<float> in(kBlockFrames, level);
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<float> out = block(in);
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}

void Rack::press(std::size_t foot, std::uint32_t milliseconds) {
  controls.footswitches[foot] = true;
  wait(milliseconds);
  controls.footswitches[foot] = false;
  wait(30);
}

}  // namespace tonewright::pedal::test
