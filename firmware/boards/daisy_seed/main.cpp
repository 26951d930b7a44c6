// The pedal on a Daisy Seed: in a Terrarium (or wired like one), or bare.
#include <daisy_seed.h>

#include <array>
#include <cstring>
#include <new>

#include "firmware/pedal/console.hpp"
#include "firmware/pedal/pedal.hpp"

namespace {

using namespace daisy;
namespace tw = tonewright::pedal;

constexpr float kCyclesPerSample = 480.0e6f / 48000.0f;
constexpr std::uint32_t kPollMs = 2, kConsoleMs = 1000;
constexpr std::size_t kRigBytes = 32 * 1024;

// A Terrarium's: knobs 1 to 6, toggles 1 to 4, footswitches left and right, their lights. Switches close to ground.
constexpr std::array<Pin, tw::kKnobs> kKnobPins{seed::D16, seed::D17, seed::D18, seed::D19, seed::D20, seed::D21};
constexpr std::array<Pin, tw::kSwitches> kSwitchPins{seed::D10, seed::D9, seed::D8, seed::D7};
constexpr std::array<Pin, tw::kFootswitches> kFootPins{seed::D25, seed::D26};
constexpr Pin kActivePin = seed::D22, kStatusPin = seed::D23;
#if defined(PEDAL_BARE)
constexpr bool kHasKnobs = false;  // inputs without a knob wander
#else
constexpr bool kHasKnobs = true;
#endif

DaisySeed hardware;
std::array<GPIO, tw::kSwitches> toggles;
std::array<GPIO, tw::kFootswitches> feet;
GPIO activeLight, statusLight;
tw::Pedal* running = nullptr;

// Its queue holds system messages too, 36 KB: made in the external memory once that runs.
alignas(MidiUartHandler) std::byte DSY_SDRAM_BSS midiMemory[sizeof(MidiUartHandler)];
MidiUartHandler* midiIn = nullptr;

// Weights and states, where the processor reaches them without a cache.
DTCM_MEM_SECTION alignas(64) std::byte rigs[2 * kRigBytes];

/// The last two sectors of the QSPI flash.
class FlashStorage final : public tw::Storage {
 public:
  void read(std::size_t slot, std::span<std::byte> bytes) override {
    std::memcpy(bytes.data(), hardware.qspi.GetData(offsetOf(slot)), bytes.size());
  }
  void erase(std::size_t slot) override { hardware.qspi.Erase(addressOf(slot), addressOf(slot) + kSlotBytes); }
  void write(std::size_t slot, std::size_t offset, std::span<const std::byte> bytes) override {
    auto* data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(bytes.data()));
    hardware.qspi.Write(addressOf(slot) + offset, bytes.size(), data);
  }

 private:
  static constexpr std::uint32_t kFlashBytes = 8 * 1024 * 1024, kFlashAddress = 0x90000000;
  static std::uint32_t offsetOf(std::size_t slot) { return kFlashBytes - (kSlots - slot) * kSlotBytes; }
  static std::uint32_t addressOf(std::size_t slot) { return kFlashAddress + offsetOf(slot); }
};

extern "C" const std::byte kBank[], kBankEnd[];  // bank.S

void onAudio(AudioHandle::InputBuffer in, AudioHandle::OutputBuffer out, std::size_t frames) {
  const std::uint32_t start = System::GetTick();
  if (frames == tw::kBlockFrames) running->audio(in[0], out[0]);
  std::copy_n(out[0], frames, out[1]);
  const float seconds = static_cast<float>(System::GetTick() - start) / static_cast<float>(System::GetTickFreq());
  running->tookTime(seconds * hardware.AudioSampleRate() / static_cast<float>(frames));
}

void startControls() {
  std::array<AdcChannelConfig, tw::kKnobs> channels;
  for (std::size_t i = 0; i < tw::kKnobs; ++i) channels[i].InitSingle(kKnobPins[i]);
  if (kHasKnobs) {
    hardware.adc.Init(channels.data(), channels.size());
    hardware.adc.Start();
  }
  for (std::size_t i = 0; i < tw::kSwitches; ++i) {
    toggles[i].Init(kSwitchPins[i], GPIO::Mode::INPUT, GPIO::Pull::PULLUP);
  }
  for (std::size_t i = 0; i < tw::kFootswitches; ++i) {
    feet[i].Init(kFootPins[i], GPIO::Mode::INPUT, GPIO::Pull::PULLUP);
  }
  activeLight.Init(kActivePin, GPIO::Mode::OUTPUT);
  statusLight.Init(kStatusPin, GPIO::Mode::OUTPUT);
  midiIn = new (midiMemory) MidiUartHandler;
  midiIn->Init(MidiUartHandler::Config{});
  midiIn->StartReceive();
}

tw::Controls readControls() {
  tw::Controls controls;
  for (std::size_t i = 0; i < tw::kKnobs; ++i) controls.knobs[i] = kHasKnobs ? hardware.adc.GetFloat(i) : 0.5f;
  for (std::size_t i = 0; i < tw::kSwitches; ++i) controls.switches[i] = !toggles[i].Read();
  for (std::size_t i = 0; i < tw::kFootswitches; ++i) controls.footswitches[i] = !feet[i].Read();
  return controls;
}

void readMidi() {
  midiIn->Listen();
  while (midiIn->HasEvents()) {
    const MidiEvent event = midiIn->PopEvent();
    if (event.type == ProgramChange) {
      running->takeMidi(0xC0);
      running->takeMidi(event.data[0]);
    } else if (event.type == ControlChange) {
      running->takeMidi(0xB0);
      running->takeMidi(event.data[0]);
      running->takeMidi(event.data[1]);
    }
  }
}

}  // namespace

int main() {
  hardware.Init(true);  // 480 MHz
  hardware.SetAudioSampleRate(SaiHandle::Config::SampleRate::SAI_48KHZ);
  hardware.SetAudioBlockSize(tw::kBlockFrames);
  startControls();
  static FlashStorage storage;
  static tw::Pedal pedal({{kBank, static_cast<std::size_t>(kBankEnd - kBank)}, rigs, storage, kCyclesPerSample});
  running = &pedal;
  hardware.usb_handle.Init(UsbHandle::FS_INTERNAL);
  hardware.StartAudio(onAudio);
  std::uint32_t toldMs = 0;
  while (true) {
    const std::uint32_t nowMs = System::GetNow();
    readMidi();
    pedal.poll(readControls(), nowMs);
    const tw::Lights lights = pedal.lights(nowMs);
    activeLight.Write(lights.active > 0.5f);
    statusLight.Write(lights.status > 0.5f);
    if (nowMs - toldMs >= kConsoleMs) {
      static std::array<char, 192> line;
      const std::size_t length = tw::describe(pedal, line);
      hardware.usb_handle.TransmitInternal(reinterpret_cast<std::uint8_t*>(line.data()), length);
      toldMs = nowMs;
    }
    System::Delay(kPollMs);
  }
}
