// What clients say, what becomes of it and what they hear: docs/bridge.md.
#include "plugin/bridge/protocol.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <memory>
#include <random>

#include "fakeInstance.hpp"

using namespace tonewright::plugin::bridge;
using Done = std::vector<std::string>;

namespace {

struct Talk {
  explicit Talk(bool greeted = true) {
    add(1);
    if (greeted) say({{"type", "hello"}});
    heard.clear();
  }

  void add(ClientId id) {
    protocol->opened(id,
                     {[this, id](std::string text) { heard.push_back(Json::parse(text)), lastFor[id] = heard.back(); },
                      [this](Bytes frame) { frames.push_back(std::move(frame)); }});
  }
  void say(Json message, ClientId client = 1) {
    message.emplace("v", 1);
    protocol->received(client, message.dump());
  }
  /// The code of the only answer.
  std::string refusal(Json message) {
    heard.clear();
    say(std::move(message));
    return heard.size() == 1 ? heard[0].value("code", "") : "";
  }
  std::vector<Json> take() { return std::exchange(heard, {}); }

  FakeInstance instance;
  std::unique_ptr<Protocol> protocol = std::make_unique<Protocol>(instance);
  std::vector<Json> heard;
  std::map<ClientId, Json> lastFor;
  std::vector<Bytes> frames;
};

float floatAt(const Bytes& bytes, std::size_t place) {
  std::uint32_t word = 0;
  for (int i = 3; i >= 0; --i) word = word << 8 | bytes[place + static_cast<std::size_t>(i)];
  return std::bit_cast<float>(word);
}

}  // namespace

TEST_CASE("hello brings the table of parameters, the state and every value") {
  Talk talk(false);
  talk.say({{"type", "hello"}, {"ref", 7}, {"client", "a test"}});
  const auto heard = talk.take();
  REQUIRE(heard.size() == 3);
  CHECK(heard[0]["type"] == "welcome");
  CHECK(heard[0]["v"] == 1);
  CHECK(heard[0]["ref"] == 7);
  CHECK(heard[0]["parameters"].size() == tonewright::chain::kParameterCount);
  CHECK(heard[0]["parameters"][0] == Json::parse(R"({"id":"input","name":"Input","unit":"dB","min":-24.0,"max":24.0,
    "default":0.5,"taper":"linear","description":"Gain before the gate and the model: how hard the device is driven."})"));
  CHECK(heard[1]["type"] == "state");
  CHECK(heard[1]["preset"] == "Clean");
  CHECK(heard[2]["values"].size() == tonewright::chain::kParameterCount);
}

TEST_CASE("nothing but hello is heard before hello") {
  Talk talk(false);
  CHECK(talk.refusal({{"type", "next"}}) == "hello-first");
  talk.protocol->sessionChanged();
  talk.take();
  talk.protocol->tick();
  CHECK(talk.take().empty());
  CHECK(talk.instance.done.empty());
}

TEST_CASE("messages do what their names say") {
  const std::pair<Json, Done> table[] = {
      {{{"type", "load"}, {"what", "preset"}, {"path", "/presets/a.json"}}, {"load /presets/a.json"}},
      {{{"type", "load"}, {"what", "cabinet"}, {"path", "/presets/a.wav"}}, {"cabinet /presets/a.wav"}},
      {{{"type", "clear"}, {"what", "preset"}}, {"clear"}},
      {{{"type", "clear"}, {"what", "cabinet"}}, {"clear cabinet"}},
      {{{"type", "next"}}, {"next"}},
      {{{"type", "slot"}, {"slot", "b"}}, {"slot b"}},
      {{{"type", "copy"}}, {"copy"}},
      {{{"type", "undo"}}, {"undo"}},
      {{{"type", "redo"}}, {"redo"}},
      {{{"type", "favourite"}, {"path", "/presets/a"}, {"on", true}}, {"favourite /presets/a"}},
      {{{"type", "folder"}, {"action", "add"}, {"path", "/presets"}}, {"add /presets"}},
      {{{"type", "folder"}, {"action", "remove"}, {"path", "/presets"}}, {"remove /presets"}},
      {{{"type", "browse"}, {"what", "folder"}}, {"browse 2"}},
      {{{"type", "set"}, {"id", "mix"}, {"value", 0.25}}, {"begin mix", "set mix", "end mix"}},
  };
  Talk talk;
  for (const auto& [message, done] : table) {
    CAPTURE(message.dump());
    talk.say(message);
    CHECK(talk.instance.take() == done);
    CHECK(talk.take().empty());
  }
}

TEST_CASE("a value can be said as a place on the knob, in its unit, and as text") {
  Talk talk;
  talk.say({{"type", "set"}, {"id", "input"}, {"value", 0.75}});
  CHECK(talk.instance.values[0] == 0.75f);
  talk.say({{"type", "set"}, {"id", "input"}, {"plain", 0.0}});
  CHECK(talk.instance.values[0] == 0.5f);
  talk.say({{"type", "set"}, {"id", "mix"}, {"text", "half"}});
  CHECK(talk.instance.values[std::size_t(tonewright::chain::ParameterId::mix)] == 0.5f);
  CHECK(talk.refusal({{"type", "set"}, {"id", "mix"}, {"text", "much"}}) == "bad-field");
  CHECK(talk.refusal({{"type", "set"}, {"id", "mix"}, {"value", 1.5}}) == "bad-field");
  CHECK(talk.refusal({{"type", "set"}, {"id", "mix"}, {"plain", 101}}) == "bad-field");
  CHECK(talk.refusal({{"type", "set"}, {"id", "mix"}, {"value", 0}, {"plain", 0}}) == "bad-field");
  CHECK(talk.refusal({{"type", "set"}, {"id", "mix"}}) == "bad-field");
  CHECK(talk.refusal({{"type", "set"}, {"id", "drive"}, {"value", 0}}) == "unknown-parameter");
}

TEST_CASE("the host sees one gesture, and its end even when the client goes") {
  Talk talk;
  talk.add(2);
  talk.say({{"type", "hello"}}, 2);
  const Json begin{{"type", "gesture"}, {"id", "mix"}, {"phase", "begin"}};
  talk.say(begin);
  talk.say(begin);
  talk.say({{"type", "set"}, {"id", "mix"}, {"value", 0.5}});
  talk.say(begin, 2);
  talk.say({{"type", "gesture"}, {"id", "mix"}, {"phase", "end"}});
  talk.say({{"type", "gesture"}, {"id", "mix"}, {"phase", "end"}});
  CHECK(talk.instance.take() == Done{"begin mix", "set mix"});
  talk.protocol->closed(2);
  CHECK(talk.instance.take() == Done{"end mix"});
  talk.say(begin);
  talk.instance.take();
  talk.protocol.reset();
  CHECK(talk.instance.take() == Done{"end mix"});
}

TEST_CASE("files outside the library are not opened") {
  Talk talk;
  for (const char* path : {"/etc/passwd", "", "../presets/x", "presets/x"}) {
    CHECK(talk.refusal({{"type", "load"}, {"what", "preset"}, {"path", path}}) == "not-allowed");
    CHECK(talk.refusal({{"type", "load"}, {"what", "cabinet"}, {"path", path}}) == "not-allowed");
  }
  CHECK(talk.instance.done.empty());
  talk.instance.browses = false;
  CHECK(talk.refusal({{"type", "browse"}, {"what", "preset"}}) == "not-allowed");
}

TEST_CASE("what is no message is refused with a reason, and the client may go on") {
  Talk talk;
  const auto code = [&](const std::string& text) {
    talk.heard.clear();
    talk.protocol->received(1, text);
    return talk.heard.size() == 1 ? talk.heard[0].value("code", "") : "";
  };
  CHECK(code("") == "not-json");
  CHECK(code("{") == "not-json");
  CHECK(code("[]") == "not-json");
  CHECK(code("\"hello\"") == "not-json");
  CHECK(code("\xff\xfe") == "not-json");
  CHECK(code(R"({"v":1,"type":"set","id":"mix","value":1e999})") == "not-json");
  CHECK(code(std::string(1'000'000, '[')) == "not-json");
  CHECK(code(R"({"v":1,"type":"next","x":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}") == "not-json");
  CHECK(code(R"({"type":"next"})") == "version");
  CHECK(code(R"({"v":2,"type":"next"})") == "version");
  CHECK(code(R"({"v":1})") == "bad-field");
  CHECK(code(R"({"v":1,"type":3})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"reboot"})") == "unknown-message");
  CHECK(code(R"({"v":1,"type":"next","extra":1})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"next","ref":[]})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"slot","slot":"c"})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"meters","rate":61})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"meters","rate":0.5})") == "bad-field");
  CHECK(code(R"({"v":1,"type":"library","tag":[1]})") == "bad-field");
  CHECK(talk.instance.done.empty());
  CHECK(talk.refusal({{"type", "previous"}, {"ref", "r"}}) == "failed");
  CHECK(talk.heard[0]["ref"] == "r");
  CHECK(talk.heard[0]["message"] == "no preset before this one");
}

TEST_CASE("changes are gathered until the next tick, and only what changed is sent") {
  Talk talk;
  talk.protocol->tick();
  talk.take();
  for (int i = 0; i < 100; ++i) talk.say({{"type", "set"}, {"id", "mix"}, {"value", i / 100.0}});
  talk.protocol->tick();
  const auto heard = talk.take();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0]["type"] == "values");
  REQUIRE(heard[0]["values"].size() == 1);
  CHECK(heard[0]["values"][0]["id"] == "mix");
  CHECK(heard[0]["values"][0]["value"].get<float>() == 0.99f);
  talk.protocol->tick();
  CHECK(talk.take().empty());
}

TEST_CASE("a client that arrives takes no change from the others") {
  Talk talk;
  talk.protocol->tick();
  talk.instance.values[0] = 0.1f;
  talk.add(2);
  talk.say({{"type", "hello"}}, 2);
  talk.take();
  talk.protocol->tick();
  CHECK(talk.lastFor[1]["values"][0]["value"].get<float>() == 0.1f);
}

TEST_CASE("a changed session is told once, to all") {
  Talk talk;
  talk.add(2);
  talk.say({{"type", "hello"}}, 2);
  talk.protocol->tick();
  talk.take();
  talk.instance.presetName = "\xff not UTF-8";
  talk.instance.revision = 3;
  talk.protocol->sessionChanged();
  talk.protocol->sessionChanged();
  talk.protocol->tick();
  const auto heard = talk.take();
  REQUIRE(heard.size() == 6);  // state, values and libraryChanged for each
  CHECK(heard[0]["type"] == "state");
  CHECK(heard[5]["type"] == "libraryChanged");
}

TEST_CASE("a query for the library reaches it whole") {
  Talk talk;
  talk.say({{"type", "library"},
            {"ref", 3},
            {"text", "amp"},
            {"family", "lstm"},
            {"tag", "clean"},
            {"maxCost", 1000},
            {"favourites", true},
            {"offset", 20},
            {"limit", 10}});
  CHECK(talk.take()[0] == Json{{"v", 1}, {"type", "library"}, {"ref", 3}, {"entries", Json::array()}, {"total", 0}});
  CHECK(talk.instance.lastQuery.text == "amp");
  CHECK(talk.instance.lastQuery.tag == "clean");
  CHECK(talk.instance.lastQuery.maxCost == 1000.0);
  CHECK(talk.instance.lastQuery.offset == 20);
}

TEST_CASE("meters go to those who asked, at the rate that they asked for") {
  Talk talk;
  const auto framesIn60Ticks = [&] {
    talk.frames.clear();
    for (int i = 0; i < 60; ++i) talk.protocol->tick();
    return talk.frames.size();
  };
  CHECK(framesIn60Ticks() == 0);
  CHECK(talk.instance.readings == 0);
  talk.say({{"type", "meters"}, {"rate", 60}});
  CHECK(framesIn60Ticks() == 60);
  CHECK(talk.instance.measuresLevels);
  CHECK_FALSE(talk.instance.measuresSpectrum);
  talk.say({{"type", "meters"}, {"rate", 15}, {"spectrum", true}});
  CHECK(framesIn60Ticks() == 15);
  CHECK(talk.instance.measuresSpectrum);
  talk.say({{"type", "meters"}, {"rate", 0}});
  CHECK(framesIn60Ticks() == 0);
  CHECK_FALSE(talk.instance.measuresLevels);
  talk.say({{"type", "meters"}, {"rate", 60}});
  talk.protocol->closed(1);
  CHECK_FALSE(talk.instance.measuresLevels);
}

TEST_CASE("a meter frame has the documented layout") {
  Talk talk;
  auto& reading = talk.instance.reading;
  reading.channels = 2;
  reading.input[1] = {0.5f, 0.25f, true};
  reading.output[0] = {1.5f, NAN, true};
  reading.cpu = 0.125f;
  reading.sampleRate = 48000.0f;
  reading.spectrumDecibels = {0.0f, -10.0f, -500.0f, 20.0f, NAN};
  talk.say({{"type", "meters"}, {"rate", 60}, {"spectrum", true}});
  talk.protocol->tick();
  REQUIRE(talk.frames.size() == 1);
  const Bytes& frame = talk.frames[0];
  REQUIRE(frame.size() == 16 + 2 * 16 + 5);
  CHECK(Bytes(frame.begin(), frame.begin() + 8) == Bytes{1, 2, 0b0110, 0, 5, 0, 0, 0});
  CHECK(floatAt(frame, 8) == 48000.0f);
  CHECK(floatAt(frame, 12) == 0.125f);
  CHECK(floatAt(frame, 24) == 1.5f);
  CHECK(floatAt(frame, 28) == 0.0f);
  CHECK(floatAt(frame, 32) == 0.5f);
  CHECK(floatAt(frame, 36) == 0.25f);
  CHECK(Bytes(frame.begin() + 48, frame.end()) == Bytes{0, 20, 255, 0, 255});
}

TEST_CASE("10,000 broken messages do no harm") {
  const std::string seeds[] = {
      R"({"v":1,"type":"set","id":"mix","value":0.5})",
      R"({"v":1,"type":"gesture","id":"bass","phase":"begin"})",
      R"({"v":1,"type":"load","what":"preset","path":"/presets/a.json"})",
      R"({"v":1,"type":"library","text":"a","tag":"x","maxCost":1e3,"offset":0,"limit":5,"ref":"r"})",
      R"({"v":1,"type":"meters","rate":60,"spectrum":true})",
      R"({"v":1,"type":"hello","client":"\u0041"})",
  };
  const std::string alphabet = "{}[]\",:0123456789.eE+-\\ntrufalsv\x80\xff\0 /";
  Talk talk;
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return std::size_t(random() % n); };
  for (int i = 0; i < 10'000; ++i) {
    std::string text = seeds[below(std::size(seeds))];
    for (std::size_t edits = 1 + below(6); edits > 0 && !text.empty(); --edits) {
      const std::size_t place = below(text.size());
      switch (below(4)) {
        case 0:
          text[place] = alphabet[below(alphabet.size())];
          break;
        case 1:
          text.erase(place, 1 + below(8));
          break;
        case 2:
          text.insert(place, 1 + below(3), alphabet[below(alphabet.size())]);
          break;
        default:
          text.insert(place, text.substr(below(text.size()), below(20)));
          break;
      }
    }
    talk.protocol->received(1, text);
    if (i % 16 == 0) talk.protocol->tick();
    for (const float value : talk.instance.values) REQUIRE((value >= 0.0f && value <= 1.0f));
    talk.heard.clear();
    talk.frames.clear();
  }
  CHECK(talk.refusal({{"type", "nothing"}}) == "unknown-message");
}
