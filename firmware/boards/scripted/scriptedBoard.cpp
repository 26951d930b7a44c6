#include "firmware/boards/scripted/scriptedBoard.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "firmware/boards/scripted/wavFile.hpp"
#include "firmware/pedal/pedal.hpp"

namespace tonewright::boards {

namespace {

constexpr std::size_t kMemoryBytes = 512 * 1024;
constexpr float kCyclesPerSample = 10000.0f;  // of a Daisy Seed at 480 MHz and 48 kHz

/// Flash, but in memory.
class MemoryStorage final : public pedal::Storage {
 public:
  MemoryStorage() { std::memset(slots, 0xFF, sizeof slots); }
  void read(std::size_t slot, std::span<std::byte> bytes) override {
    std::memcpy(bytes.data(), slots[slot], bytes.size());
  }
  void erase(std::size_t slot) override { std::memset(slots[slot], 0xFF, kSlotBytes); }
  void write(std::size_t slot, std::size_t offset, std::span<const std::byte> bytes) override {
    std::memcpy(slots[slot] + offset, bytes.data(), bytes.size());
  }

 private:
  std::byte slots[kSlots][kSlotBytes];
};

struct Step {
  std::size_t block;
  std::string what;
  int line;
};

struct AlignedFree {
  void operator()(std::byte* bytes) const { ::operator delete (bytes, std::align_val_t{kImageAlignment}); }
};
using Aligned = std::unique_ptr<std::byte, AlignedFree>;
Aligned allocate(std::size_t bytes) {
  return Aligned(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{kImageAlignment})));
}

class Session {
 public:
  Session(const Machine& machine, const std::vector<char>& bankFile)
      : machine(machine),
        bankBytes(bankFile.size()),
        bank(allocate(bankFile.size() + 1)),
        memory(allocate(kMemoryBytes)) {
    std::memcpy(bank.get(), bankFile.data(), bankFile.size());
    power();
  }

  /// One line of the script; false when it says nothing known.
  bool act(const std::string& line) {
    std::istringstream words(line);
    std::string what, which, how;
    words >> what;
    if (what == "power") return power(), true;
    if (what == "midi") {
      unsigned byte;
      while (words >> std::hex >> byte) pedal->takeMidi(static_cast<std::uint8_t>(byte));
      return true;
    }
    if (what == "load") return static_cast<bool>(words >> saidLoad);
    if (!(words >> which >> how)) return false;
    if (what == "foot" && (which == "left" || which == "right")) {
      controls.footswitches[which == "right"] = how == "down";
      return how == "down" || how == "up";
    }
    const std::size_t index = static_cast<std::size_t>(std::strtoul(which.c_str(), nullptr, 10)) - 1;
    if (what == "knob" && index < pedal::kKnobs) {
      controls.knobs[index] = std::strtof(how.c_str(), nullptr);
      return true;
    }
    if (what == "switch" && index < pedal::kSwitches) {
      controls.switches[index] = how == "on";
      return how == "on" || how == "off";
    }
    return false;
  }

  void play(const float* in, float* out, std::uint32_t sampleRate) {
    const auto nowMs = static_cast<std::uint32_t>(std::uint64_t{block} * pedal::kBlockFrames * 1000 / sampleRate);
    pedal->poll(controls, nowMs);
    struct Work {
      pedal::Pedal& pedal;
      const float* in;
      float* out;
    } work{*pedal, in, out};
    const double instructions = machine.instructionsOf(
        [](void* data) {
          const auto& work = *static_cast<Work*>(data);
          work.pedal.audio(work.in, work.out);
        },
        &work);
    total += instructions;
    most = std::max(most, instructions);
    const double share = instructions / (static_cast<double>(kCyclesPerSample) * pedal::kBlockFrames);
    pedal->tookTime(saidLoad >= 0.0f ? saidLoad : static_cast<float>(std::max(share, 0.0)));
    const pedal::Lights lights = pedal->lights(nowMs);
    tell(lights);
    ++block;
  }

  void tellEnd() const {
    if (total < 0.0) return;
    std::printf("{\"machine\": \"%s\", \"instructionsPerSample\": %.1f, \"mostInBlock\": %.0f}\n", machine.name,
                total / (static_cast<double>(block) * pedal::kBlockFrames), most);
  }

 private:
  void power() {
    pedal = std::make_unique<pedal::Pedal>(
        pedal::Pedal::Parts{{bank.get(), bankBytes}, {memory.get(), kMemoryBytes}, storage, kCyclesPerSample});
  }

  /// What has changed since the last line.
  void tell(const pedal::Lights& lights) {
    char line[256];
    std::snprintf(line, sizeof line,
                  "\"preset\": %u, \"name\": \"%s\", \"bypass\": %s, \"fault\": %d, \"overload\": %s, \"active\": %.0f",
                  static_cast<unsigned>(pedal->preset()), pedal->presetName(), pedal->isBypassed() ? "true" : "false",
                  static_cast<int>(pedal->fault()), pedal->isOverloaded() ? "true" : "false",
                  static_cast<double>(lights.active));
    if (said == line) return;
    said = line;
    std::printf("{\"block\": %u, %s}\n", static_cast<unsigned>(block), line);
  }

  const Machine& machine;
  const std::size_t bankBytes;
  Aligned bank, memory;
  MemoryStorage storage;
  std::unique_ptr<pedal::Pedal> pedal;
  pedal::Controls controls{{0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, {}, {}};
  float saidLoad = -1.0f;
  std::size_t block = 0;
  double total = 0.0, most = 0.0;
  std::string said;
};

bool readScript(const std::string& path, std::vector<Step>& steps) {
  std::vector<char> bytes;
  if (!readFile(path, bytes)) return false;
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    std::istringstream words(line);
    std::size_t block;
    if (line.empty() || line[0] == '#') continue;
    if (!(words >> block)) {
      std::fprintf(stderr, "error: %s:%d: expected the number of a block first\n", path.c_str(), number);
      return false;
    }
    std::string what;
    std::getline(words, what);
    steps.push_back({block, what, number});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.block < b.block; });
  return true;
}

}  // namespace

int runScripted(const Machine& machine, int count, const char* const* arguments) {
  if (count != 4) {
    std::fprintf(stderr, "error: expected the files: bank, script, dry WAV, wet WAV; found %d\n", count);
    return 2;
  }
  std::vector<char> bank;
  std::vector<Step> steps;
  Wav dry;
  if (!readFile(arguments[0], bank) || !readScript(arguments[1], steps) || !readWav(arguments[2], dry)) return 1;
  Session session(machine, bank);
  Wav wet{dry.sampleRate, {}};
  dry.samples.resize((dry.samples.size() + pedal::kBlockFrames - 1) / pedal::kBlockFrames * pedal::kBlockFrames);
  wet.samples.resize(dry.samples.size());
  std::size_t next = 0;
  for (std::size_t block = 0; block * pedal::kBlockFrames < dry.samples.size(); ++block) {
    for (; next < steps.size() && steps[next].block <= block; ++next) {
      if (session.act(steps[next].what)) continue;
      std::fprintf(stderr, "error: %s:%d: nothing known:%s\n", arguments[1], steps[next].line,
                   steps[next].what.c_str());
      return 1;
    }
    session.play(dry.samples.data() + block * pedal::kBlockFrames, wet.samples.data() + block * pedal::kBlockFrames,
                 dry.sampleRate);
  }
  session.tellEnd();
  return writeWav(arguments[3], wet) ? 0 : 1;
}

}  // namespace tonewright::boards
