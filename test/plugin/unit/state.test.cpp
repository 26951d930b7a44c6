#include "plugin/session/state.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::plugin;
using namespace tonewright::plugin::test;

namespace {

State example() {
  State state;
  state.present.values.set(Id::bass, -3.25f);
  state.present.values.set(Id::gateRelease, 333.3f);
  state.present.preset = readSource(presetFile("aida-x-lstm12.json"), kMaxPresetBytes);
  state.present.cabinet =
      std::make_shared<const Source>(Source{"room", "/somewhere/room.wav", std::string(5000, '\1')});
  state.other.emplace();
  state.other->values.set(Id::mix, 50.0f);
  state.other->preset = readSource(presetFile("tonewright-gru8.json"), kMaxPresetBytes);
  state.isSlotB = true;
  state.editorWidth = 900;
  state.editorHeight = 600;
  return state;
}

bool areEqual(const SharedSource& a, const SharedSource& b) {
  if (!a || !b) return a == b;
  return a->name == b->name && a->path == b->path && a->bytes == b->bytes;
}

bool areEqual(const Setup& a, const Setup& b) {
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    if (a.values[static_cast<Id>(i)] != b.values[static_cast<Id>(i)]) return false;
  }
  return areEqual(a.preset, b.preset) && areEqual(a.cabinet, b.cabinet);
}

}  // namespace

TEST_CASE("a state comes back as it was, smaller than what it holds") {
  const State state = example();
  const std::string bytes = encodeState(state);
  const auto decoded = decodeState(bytes);
  REQUIRE(decoded);
  CHECK(decoded->problems.empty());
  CHECK(areEqual(decoded->state.present, state.present));
  REQUIRE(decoded->state.other);
  CHECK(areEqual(*decoded->state.other, *state.other));
  CHECK(decoded->state.isSlotB);
  CHECK(decoded->state.editorWidth == 900);
  CHECK(decoded->state.editorHeight == 600);
  CHECK(bytes.size() < state.present.preset->bytes.size() + state.other->preset->bytes.size() + 5000);
}

TEST_CASE("what is no state is none") {
  for (const char* bytes : {"", "T", "TWRT", "TWRT\1", "{\"values\":{}}"}) CHECK_FALSE(decodeState(bytes));
}

TEST_CASE("a damaged piece is told and left out, the rest comes back") {
  const State state = example();
  std::string bytes = encodeState(state);
  const std::size_t preset = bytes.find("PRST");
  bytes[preset + 40] ^= 0x55;
  auto decoded = decodeState(bytes);
  REQUIRE(decoded);
  CHECK(decoded->problems.size() == 1);
  CHECK_FALSE(decoded->state.present.preset);
  CHECK(areEqual(decoded->state.present.cabinet, state.present.cabinet));
  CHECK(decoded->state.present.values[Id::bass] == -3.25f);
  CHECK(decoded->state.other);

  decoded = decodeState(std::string_view(bytes).substr(0, bytes.size() - 10));
  REQUIRE(decoded);
  CHECK(decoded->problems.size() == 2);
  CHECK(decoded->state.other);
}

TEST_CASE("values that no parameter can have are limited; unknown ones are for later versions") {
  State state;
  std::string bytes = encodeState(state);
  CHECK(decodeState(bytes)->problems.empty());
  bytes[4] = 9;
  CHECK(decodeState(bytes)->problems.size() == 1);
}

TEST_CASE("10,000 fuzzed states are read or refused, and none takes long") {
  const State state = example();
  const std::string good = encodeState(state);
  std::uint32_t seed = 42;
  const auto random = [&](std::size_t below) {
    seed = seed * 1664525u + 1013904223u;
    return std::size_t(seed >> 8) % below;
  };
  for (int i = 0; i < 10000; ++i) {
    std::string bytes = good;
    const std::size_t changes = 1 + random(8);
    for (std::size_t k = 0; k < changes; ++k) {
      const std::size_t place = random(4) == 0 ? random(std::min<std::size_t>(bytes.size(), 64)) : random(bytes.size());
      switch (random(4)) {
        case 0:
          bytes[place] = char(random(256));
          break;
        case 1:
          bytes[place] = random(2) == 0 ? char(0) : char(0xFF);
          break;
        case 2:
          bytes.resize(std::max<std::size_t>(place, 1));
          break;
        default:
          bytes.insert(place, bytes.substr(random(bytes.size()), random(64)));
      }
    }
    if (const auto decoded = decodeState(bytes)) {
      const bool isWhole = decoded->problems.empty();
      if (isWhole && decoded->state.present.preset)
        CHECK(areEqual(decoded->state.present.preset, state.present.preset));
    }
  }
}
