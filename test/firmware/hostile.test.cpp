// Damaged flash, cut power, storms: the pedal plays on or passes its input, never more than full scale.
#include <doctest/doctest.h>

#include <cmath>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::pedal;
using namespace tonewright::pedal::test;

namespace {

/// Finite, within full scale, and not silent, for an input that is not.
bool isSound(const std::vector<float>& samples) {
  bool isHeard = false;
  for (const float x : samples) {
    if (!(std::fabs(x) <= 1.0f)) return false;
    isHeard |= x != 0.0f;
  }
  return isHeard;
}

}  // namespace

TEST_CASE("any damaged byte of a bank: what plays is a preset that is whole, or the input") {
  const std::vector<std::byte> good = bankOf({0.5f, 2.0f});
  for (std::size_t at = 0; at < good.size(); at += 3) {
    std::vector<std::byte> bad = good;
    bad[at] ^= std::byte{0x40};
    Rack rack(bad);
    const float out = rack.blocks(40).back();
    CAPTURE(at);
    CHECK((out == doctest::Approx(0.125) || out == 0.25f));
    rack.tap(1);
    const float second = rack.blocks(40).back();
    CHECK((second == doctest::Approx(0.125) || second == doctest::Approx(0.5) || second == 0.25f));
  }
}

TEST_CASE("banks that are cut short, empty or of another version pass the input and say so") {
  const std::vector<std::byte> good = bankOf({2.0f});
  for (std::size_t bytes = 0; bytes < good.size(); bytes += 13) {
    Rack rack({good.begin(), good.begin() + std::ptrdiff_t(bytes)});
    CHECK(rack.pedal->fault() == Fault::bank);
    CHECK(rack.blocks(10).back() == 0.25f);
    CHECK(rack.pedal->lights(0).active == 0.0f);
  }
}

TEST_CASE("a damaged preset is passed over: the one before plays on") {
  std::vector<std::byte> bank = bankOf({2.0f, 3.0f, 0.5f});
  bank[entryOf(bank, 1).imageOffset + 140] ^= std::byte{1};
  Rack rack(bank);
  rack.blocks(20);
  rack.tap(1);
  CHECK(rack.pedal->preset() == 0);
  CHECK(rack.pedal->fault() == Fault::preset);
  CHECK(rack.blocks(40).back() == doctest::Approx(0.5));
  rack.pedal->takeMidi(0xC0);
  rack.pedal->takeMidi(2);
  CHECK(rack.blocks(60).back() == doctest::Approx(0.125));
  CHECK(rack.pedal->fault() == Fault::none);
}

TEST_CASE("power that goes at any byte of a write leaves the old settings or the new") {
  Rack rack(bankOf({1.0f, 2.0f}));
  rack.controls.knobs[5] = 0.6f;
  rack.wait(20);
  rack.press(0, 700);
  const float before = rack.pedal->value(Id::output);
  const Flash kept = rack.flash;
  rack.controls.knobs[5] = 0.9f;
  rack.wait(20);
  const float after = rack.pedal->value(Id::output);
  const std::size_t start = rack.flash.writes;
  rack.press(0, 700);
  const std::size_t all = rack.flash.writes - start;
  REQUIRE(all > 4096);
  std::size_t old = 0, fresh = 0;
  for (std::size_t bytes = 0; bytes <= all; bytes += bytes < 4096 ? 97 : 7) {
    Rack cut(bankOf({1.0f, 2.0f}));
    cut.flash = kept;
    cut.power();
    cut.controls.knobs[5] = 0.5f;
    cut.wait(20);
    cut.controls.knobs[5] = 0.9f;
    cut.wait(20);
    cut.flash.bytesLeft = bytes;
    cut.press(0, 700);
    cut.power();
    const float value = cut.pedal->value(Id::output);
    CAPTURE(bytes);
    CHECK((value == before || value == after));
    ++(value == before ? old : fresh);
  }
  CHECK(old > 0);
}

TEST_CASE("settings full of rubbish are not taken") {
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    Rack rack(bankOf({2.0f, 3.0f}));
    for (auto& slot : rack.flash.slots) {
      for (std::byte& byte : slot) byte = static_cast<std::byte>(random());
    }
    rack.power();
    CHECK(rack.pedal->preset() == 0);
    CHECK(rack.blocks(10).back() == doctest::Approx(0.5));
  }
}

TEST_CASE("storms of controls and MIDI rubbish, and inputs that are no numbers") {
  std::mt19937 random(2);
  const auto draw = [&](std::uint32_t below) { return random() % below; };
  Rack rack(bankOf({0.5f, 2.0f, -1.0f}, true, std::vector<float>(300, 0.01f)));
  bool isFine = true;
  for (int round = 0; round < 4000; ++round) {
    for (float& knob : rack.controls.knobs) knob = static_cast<float>(draw(1001)) / 1000.0f;
    for (bool& toggle : rack.controls.switches) toggle = draw(2) == 0;
    for (bool& foot : rack.controls.footswitches) foot = draw(3) == 0;
    for (int i = 0; i < 20; ++i) rack.pedal->takeMidi(static_cast<std::uint8_t>(draw(256)));
    std::vector<float> in(kBlockFrames);
    for (float& x : in) x = static_cast<float>(draw(2001)) / 1000.0f - 1.0f;
    if (draw(50) == 0) in[draw(kBlockFrames)] = std::nanf("");
    if (draw(50) == 0) in[draw(kBlockFrames)] = INFINITY;
    if (draw(50) == 0) in[draw(kBlockFrames)] = 1e-40f;
    for (const float x : rack.block(in)) isFine &= std::fabs(x) <= 1.0f;
  }
  CHECK(isFine);
  rack.controls = {};
  rack.pedal->takeMidi(0xB0);
  rack.pedal->takeMidi(80);
  rack.pedal->takeMidi(127);  // bypassed
  rack.wait(500);
  CHECK(isSound(rack.blocks(10)));
}
