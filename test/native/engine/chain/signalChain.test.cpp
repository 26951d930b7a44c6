#include "engine/chain/signalChain.hpp"

#include "../../allocations.hpp"
#include "engine/chain/crossfade.hpp"
#include "engine/denormals.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;
using chain::Block;
using chain::Settings;

namespace {

constexpr std::size_t kLatency = 300;
constexpr std::size_t kGlide = 960;  // samples of 20 ms

/// A chain with its memory.
struct Player {
  explicit Player(const Settings& settings = {}, std::size_t channels = 2, float sampleRate = 48000.0f)
      : format{sampleRate, channels, kLatency}, memory(chain::SignalChain::memoryFloats(format)) {
    REQUIRE(chain.prepare(format, settings, memory));
  }

  /// With `model` in its place and no cabinet.
  template <class Model>
  Channels play(Channels signal, std::size_t block, Model model) {
    return inBlocks(std::move(signal), block,
                    [&](const Block& b) { chain.process(b.data.data(), b.frames, model, [](const Block&) {}); });
  }
  Channels play(Channels signal, std::size_t block = 64) {
    return play(std::move(signal), block, [](const Block&) {});
  }

  chain::Format format;
  std::vector<float> memory;
  chain::SignalChain chain;
};

Settings allOn() {
  Settings settings;
  settings.inputDb = 3.0f;
  settings.isGateOn = true;
  settings.gateThresholdDb = -30.0f;
  settings.gateReleaseMs = 20.0f;
  settings.levelMatchDb = -4.0f;
  settings.toneDb = {5.0f, -3.0f, 4.0f, 2.0f};
  settings.mix = 0.7f;
  settings.outputDb = -2.0f;
  return settings;
}

Settings flat() {
  Settings settings;
  settings.isDcBlocked = false;
  return settings;
}

/// A model that does nothing but come late.
class Late {
 public:
  explicit Late(std::size_t samples) : lines(2, Samples(samples)) {}

  void operator()(const Block& block) {
    for (std::size_t channel = 0; channel < block.channels; ++channel) {
      Samples& line = lines[channel];
      for (std::size_t t = 0; t < block.frames; ++t) {
        line.push_back(block.data[channel][t]);
        block.data[channel][t] = line.front();
        line.erase(line.begin());
      }
    }
  }

 private:
  Channels lines;
};

Channels delayed(const Channels& signal, std::size_t samples) {
  Channels result = signal;
  for (Samples& channel : result) {
    channel.insert(channel.begin(), samples, 0.0f);
    channel.resize(signal[0].size());
  }
  return result;
}

}  // namespace

TEST_CASE("a flat chain is bit-identical, in blocks of any size") {
  const Channels in = noise(2, 3000);
  for (const std::size_t block : {1u, 64u, 256u, 257u, 3000u})
    CHECK(isSameToTheBit(Player(flat()).play(in, block), in));
}

TEST_CASE("the output is the same to the bit however the stream is cut") {
  Channels in = noise(2, 12000, 0.4f);
  for (Samples& samples : in) std::fill(samples.begin() + 2000, samples.begin() + 8000, 0.001f);  // the gate closes
  const auto play = [&](std::size_t block) {
    Player player(flat());
    player.chain.set(allOn());
    const Channels first = player.play(in, block);
    Settings other = allOn();
    other.toneDb = {};
    other.isDcBlocked = false;
    other.isBypassed = true;
    player.chain.set(other);
    player.chain.setLatency(100);
    Channels all = player.play(in, block);
    for (std::size_t channel = 0; channel < 2; ++channel) {
      all[channel].insert(all[channel].begin(), first[channel].begin(), first[channel].end());
    }
    return all;
  };
  const Channels expected = play(12000);
  for (const std::size_t block : {1u, 7u, 64u, 255u, 1000u}) {
    CAPTURE(block);
    CHECK(isSameToTheBit(play(block), expected));
  }
}

TEST_CASE("blocks of no frames change nothing") {
  Player player(allOn());
  float* none[2] = {};
  player.chain.process(
      none, 0, [](const Block&) { FAIL("called"); }, [](const Block&) { FAIL("called"); });
  const Channels in = noise(2, 500);
  CHECK(isSameToTheBit(player.play(in), Player(allOn()).play(in)));
}

TEST_CASE("a chain starts at its settings, without a glide") {
  Settings settings = flat();
  settings.outputDb = -20.0f;
  const Channels out = Player(settings).play(constant(2, 10));
  CHECK(out[0][0] == doctest::Approx(0.1));
  CHECK(out[0][0] == out[0][9]);
}

TEST_CASE("bypassed, the input passes to the bit, as late as the effect") {
  const Channels in = noise(2, 4000);
  for (const std::size_t latency : {std::size_t{0}, std::size_t{1}, kLatency}) {
    Settings settings = allOn();
    Player player(settings);
    player.chain.setLatency(latency);
    player.play(in);
    settings.isBypassed = true;
    player.chain.set(settings);
    player.play(in);
    const Channels out = player.play(in, 100, [](const Block& b) { tonewright::chain::tame(b); });
    CAPTURE(latency);
    CHECK(isSameToTheBit(partOf(out[0], latency, 4000), partOf(in[0], 0, 4000 - latency)));
  }
}

TEST_CASE("what is dry and what is only late cancel out at any mix") {
  for (const float mix : {0.0f, 0.3f, 0.5f, 1.0f}) {
    Settings settings = flat();
    settings.mix = mix;
    Player player(settings);
    player.chain.setLatency(kLatency);
    player.play(constant(2, 2 * kGlide, 0.0f));
    const Channels in = noise(2, 5000);
    const Channels out = player.play(in, 64, Late(kLatency));
    CHECK(largestDifference(out[0], delayed(in, kLatency)[0]) < 1e-7);
  }
}

TEST_CASE("no change of a setting clicks: a constant steps by no more than the change over its glide") {
  struct Change {
    const char* name;
    void (*make)(Settings&);
    double most;  // of full scale, that the output changes by
  };
  const Change changes[] = {{"input", [](Settings& s) { s.inputDb = 24.0f; }, 15.0},
                            {"level match", [](Settings& s) { s.levelMatchDb = -24.0f; }, 1.0},
                            {"output", [](Settings& s) { s.outputDb = -40.0f; }, 1.0},
                            {"mix", [](Settings& s) { s.mix = 0.0f; }, 1.6},
                            {"bypass", [](Settings& s) { s.isBypassed = true; }, 1.6},
                            {"DC block", [](Settings& s) { s.isDcBlocked = true; }, 1.0},
                            {"bass", [](Settings& s) { s.toneDb.bass = 12.0f; }, 6.0},
                            {"treble", [](Settings& s) { s.toneDb.treble = 12.0f; }, 6.0}};
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Settings settings = flat();
    Player player(settings, 1);
    const auto halved = [](const Block& b) {
      for (std::size_t t = 0; t < b.frames; ++t) b.data[0][t] *= -0.5f;
    };
    player.play(constant(1, 1000), 64, halved);
    change.make(settings);
    player.chain.set(settings);
    Channels there = player.play(constant(1, 3000), 64, halved);
    player.chain.set(flat());
    const Channels back = player.play(constant(1, 3000), 64, halved);
    there[0].insert(there[0].begin(), -0.5f);
    there[0].insert(there[0].end(), back[0].begin(), back[0].end());
    CHECK(largestStep(there[0]) < 1.05 * change.most / kGlide);
  }
}

TEST_CASE("a new latency fades the dry signal over") {
  Settings settings = flat();
  settings.mix = 0.0f;
  Player player(settings, 1);
  const Channels in = sine(1, 4800, 100.0, 48000.0);
  Samples out = player.play(in)[0];
  player.chain.setLatency(120);  // a quarter of a period: from 0 to -1 if at once
  const Samples later = player.play(in)[0];
  out.insert(out.end(), later.begin(), later.end());
  CHECK(largestStep(out) < largestStep(in[0]) + 2.05 / kGlide);
}

TEST_CASE("samples that are not finite count as silence, from the host and from the model") {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity(), 3e38f};
  Channels silent = noise(2, 2000, 0.5f), spoilt = silent;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t channel = 0; channel < 2; ++channel) {
      silent[channel][100 * i] = 0.0f;
      spoilt[channel][100 * i] = bad[i];
    }
  }
  CHECK(isSameToTheBit(Player(allOn()).play(spoilt), Player(allOn()).play(silent)));

  const auto broken = [](const Block& b) {
    for (std::size_t channel = 0; channel < b.channels; ++channel) {
      std::fill_n(b.data[channel], b.frames, std::numeric_limits<float>::quiet_NaN());
    }
  };
  Player player(allOn());
  CHECK(isAllFinite(player.play(silent, 64, broken)));
  const Channels recovered = player.play(silent);
  CHECK(isAllFinite(recovered));
  CHECK(rms(recovered[0]) > 0.1);
  Player whole(allOn());
  Channels out = silent;
  float* data[] = {out[0].data(), out[1].data()};
  whole.chain.process(
      data, 2000, [](const Block&) {}, broken);
  CHECK(isAllFinite(out));
}

TEST_CASE("the loudest signal at the highest gains stays finite") {
  Settings settings = allOn();
  settings.inputDb = settings.levelMatchDb = settings.outputDb = 24.0f;
  settings.toneDb = {12.0f, 12.0f, 12.0f, 12.0f};
  CHECK(isAllFinite(Player(settings).play(noise(2, 5000, 9.9e5f))));
}

TEST_CASE("reset gives the first output again, to the bit") {
  Player player(allOn());
  const Channels in = noise(2, 3000);
  const Channels first = player.play(in);
  CHECK_FALSE(isSameToTheBit(player.play(in), first));
  player.chain.reset();
  CHECK(isSameToTheBit(player.play(in), first));
}

TEST_CASE("too little memory and too many channels are refused") {
  chain::SignalChain chain;
  chain::Format format{48000.0f, 2, kLatency};
  std::vector<float> memory(chain::SignalChain::memoryFloats(format));
  CHECK_FALSE(chain.prepare(format, {}, std::span(memory).first(memory.size() - 1)));
  CHECK(chain.prepare(format, {}, memory));
  for (const std::size_t channels : {0u, 3u}) {
    format.channels = channels;
    CHECK_FALSE(chain.prepare(format, {}, memory));
  }
}

TEST_CASE("the chain allocates nothing while audio runs") {
  Player player;
  Channels signal = noise(2, 1000);
  float* data[] = {signal[0].data(), signal[1].data()};
  const auto nothing = [](const Block&) {};
  const std::size_t before = allocations;
  const FlushToZero flush;
  player.chain.set(allOn());
  player.chain.setLatency(10);
  player.chain.process(data, 1000, nothing, nothing);
  player.chain.reset();
  player.chain.process(data, 17, nothing, nothing);
  CHECK(allocations == before);
}
