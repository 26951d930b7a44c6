// What a player does with the pedal, and what is heard.
#include <doctest/doctest.h>

#include <cmath>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::pedal;
using namespace tonewright::pedal::test;

namespace {

double largestStep(const std::vector<float>& samples) {
  double largest = 0.0;
  for (std::size_t t = 1; t < samples.size(); ++t) {
    largest = std::max(largest, std::fabs(double(samples[t]) - double(samples[t - 1])));
  }
  return largest;
}

}  // namespace

TEST_CASE("the preset plays: twice the input") {
  Rack rack(bankOf({2.0f}));
  CHECK(rack.blocks(4).back() == doctest::Approx(0.5));
  CHECK(rack.pedal->fault() == Fault::none);
}

TEST_CASE("the right foot goes to the next preset, held to the one before, and around") {
  Rack rack(bankOf({1.0f, 2.0f, 3.0f}));
  rack.tap(1);
  CHECK(rack.pedal->preset() == 1);
  CHECK(rack.blocks(20).back() == doctest::Approx(0.5));
  rack.press(1, 700);
  CHECK(rack.pedal->preset() == 0);
  rack.press(1, 700);
  CHECK(rack.pedal->preset() == 2);
  CHECK(rack.blocks(20).back() == doctest::Approx(0.75));
}

TEST_CASE("presets change without a step or a gap, together or through the dry signal") {
  for (const std::uint32_t cycles : {100u, 9000u}) {
    Rack rack(bankOf({2.0f, 3.0f}, false, {}, cycles));
    rack.blocks(20);
    rack.pedal->takeMidi(0xC0);
    rack.pedal->takeMidi(1);
    const std::vector<float> change = rack.blocks(60);
    CHECK(change.back() == doctest::Approx(0.75));
    CHECK(largestStep(change) < 0.75 / 400);           // a fade of 10 ms has 480 samples
    for (const float x : change) CHECK(x >= 0.2499f);  // at least the dry signal
  }
}

TEST_CASE("the left foot bypasses: the input passes bit-identical, and the light goes out") {
  Rack rack(bankOf({2.0f}));
  rack.blocks(10);
  rack.tap(0);
  CHECK(rack.pedal->isBypassed());
  CHECK(rack.blocks(30).back() == 0.25f);
  CHECK(rack.pedal->lights(rack.nowMs()).active == 0.0f);
  rack.tap(0);
  CHECK_FALSE(rack.pedal->isBypassed());
  CHECK(rack.blocks(30).back() == doctest::Approx(0.5));
}

TEST_CASE("a knob says nothing until it is turned, then turns its parameter") {
  Rack rack(bankOf({1.0f}));
  rack.controls.knobs[5] = 0.9f;  // where it stands when the power comes
  rack.power();
  rack.wait(20);
  CHECK(rack.pedal->value(Id::output) == 0.0f);
  rack.controls.knobs[5] = 1.0f;
  rack.wait(20);
  CHECK(rack.pedal->value(Id::output) == doctest::Approx(24.0));
  rack.controls.knobs[3] = 0.75f;
  rack.wait(20);
  CHECK(rack.pedal->value(Id::bass) == doctest::Approx(6.0));
}

TEST_CASE("the first knobs are the preset's own, and the chain's while switch 4 is on") {
  Rack rack(bankOf({1.0f}, true));
  rack.wait(20);
  rack.controls.knobs[0] = 1.0f;
  rack.wait(60);
  CHECK(rack.pedal->value(Id::knob1) == doctest::Approx(1.0));
  CHECK(rack.pedal->value(Id::input) == 0.0f);
  CHECK(rack.blocks(10, 0.0f).back() == doctest::Approx(1.0));  // the knob is added to the output
  rack.controls.switches[3] = true;
  rack.wait(20);
  CHECK(rack.pedal->value(Id::input) == 0.0f);
  rack.controls.knobs[0] = 0.75f;
  rack.wait(20);
  CHECK(rack.pedal->value(Id::input) == doctest::Approx(12.0));
  CHECK(rack.pedal->value(Id::knob1) == doctest::Approx(1.0));
}

TEST_CASE("a held left foot stores, the power goes, and all is as it was; both feet forget it") {
  Rack rack(bankOf({1.0f, 2.0f}));
  rack.tap(1);
  rack.controls.knobs[5] = 0.8f;
  rack.wait(20);
  const float output = rack.pedal->value(Id::output);
  CHECK(output != 0.0f);
  rack.press(0, 700);
  rack.controls.knobs[5] = 0.2f;
  rack.wait(20);
  rack.power();
  CHECK(rack.pedal->preset() == 1);
  CHECK(rack.pedal->value(Id::output) == output);
  rack.controls.footswitches = {true, true};
  rack.wait(100);
  rack.controls.footswitches = {false, false};
  rack.wait(3000);
  CHECK(rack.pedal->value(Id::output) == 0.0f);
  CHECK_FALSE(rack.pedal->isBypassed());  // neither foot counted alone
  CHECK(rack.pedal->preset() == 1);
  rack.power();
  CHECK(rack.pedal->value(Id::output) == 0.0f);
}

TEST_CASE("preset and bypass are kept two seconds after they changed, and not written again and again") {
  Rack rack(bankOf({1.0f, 2.0f}));
  rack.tap(1);
  rack.tap(0);
  CHECK(rack.flash.writes == 0);
  rack.wait(2200);
  const std::size_t writes = rack.flash.writes;
  CHECK(writes > 0);
  rack.wait(5000);
  CHECK(rack.flash.writes == writes);
  rack.power();
  CHECK(rack.pedal->preset() == 1);
  CHECK(rack.pedal->isBypassed());
}

TEST_CASE("settings of another bank are not taken") {
  Rack rack(bankOf({1.0f, 2.0f}));
  rack.tap(1);
  rack.wait(2200);
  Rack other(bankOf({3.0f, 4.0f}, true));
  std::memcpy(other.flash.slots, rack.flash.slots, sizeof rack.flash.slots);
  other.power();
  CHECK(other.pedal->preset() == 0);
}

TEST_CASE("overload: the input passes, the light blinks fast, another preset is a new try") {
  Rack rack(bankOf({2.0f, 3.0f}));
  rack.blocks(20);
  for (int i = 0; i < 8; ++i) rack.pedal->tookTime(1.3f);
  CHECK(rack.pedal->isOverloaded());
  CHECK(rack.blocks(30).back() == 0.25f);
  bool isLit = false, isDark = false;
  for (std::uint32_t ms = 0; ms < 240; ms += 10) {
    (rack.pedal->lights(rack.nowMs() + ms).status > 0.5f ? isLit : isDark) = true;
  }
  CHECK((isLit && isDark));
  rack.tap(1);
  CHECK_FALSE(rack.pedal->isOverloaded());
  CHECK(rack.blocks(40).back() == doctest::Approx(0.75));
}

TEST_CASE("a single long block is no overload") {
  Rack rack(bankOf({2.0f}));
  for (int i = 0; i < 100; ++i) {
    rack.pedal->tookTime(2.0f);
    rack.blocks(1);
  }
  CHECK_FALSE(rack.pedal->isOverloaded());
}

TEST_CASE("what would clip stops at full scale and flashes") {
  Rack rack(bankOf({8.0f}));
  rack.wait(1000);
  CHECK(rack.blocks(1).back() == 1.0f);
  CHECK(rack.pedal->lights(rack.nowMs()).status == 1.0f);
}

TEST_CASE("a cabinet is heard, and switched off without a step") {
  std::vector<float> response(200, 0.0f);
  response[150] = 0.5f;
  Rack rack(bankOf({1.0f}, false, response));
  rack.controls.switches[1] = true;
  const std::vector<float> on = rack.blocks(8);
  CHECK(on[149] == doctest::Approx(0.0).epsilon(1e-6));
  CHECK(on[151] == doctest::Approx(0.125));
  rack.controls.switches[1] = false;
  const std::vector<float> off = rack.blocks(40);
  CHECK(off.back() == doctest::Approx(0.25));
  CHECK(largestStep(off) < 0.125 / 400);
}
