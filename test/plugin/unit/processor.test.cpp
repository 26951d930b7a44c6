#include "plugin/processor/processor.hpp"

#include "allocations.hpp"
#include "support.hpp"

using namespace tonewright;
using namespace tonewright::plugin;
using namespace tonewright::plugin::test;

namespace {

void setLayout(Processor& processor, int inputs, int outputs) {
  juce::AudioProcessor::BusesLayout layout;
  layout.inputBuses.add(juce::AudioChannelSet::canonicalChannelSet(inputs));
  layout.outputBuses.add(juce::AudioChannelSet::canonicalChannelSet(outputs));
  CHECK(processor.setBusesLayout(layout));
}

void set(Processor& processor, Id id, float plain) {
  Parameter& parameter = processor.parameter(id);
  parameter.setValueNotifyingHost(chain::normalised(parameter.row(), plain));
}

void makeFlat(Processor& processor) {
  set(processor, Id::levelMatch, 0.0f);
  set(processor, Id::dcBlock, 0.0f);
}

std::string bytesOf(const std::string& name) { return readSource(presetFile(name), kMaxPresetBytes)->bytes; }

bool load(Processor& processor, const std::string& name) {
  processor.loadPreset(name, bytesOf(name));
  return pumpUntil([&] { return processor.presetInfo() && processor.presetInfo()->controls.size() < 99; });
}

template <class Sample>
std::vector<Sample> process(Processor& processor, const std::vector<float>& input, int channels, std::size_t block,
                            int wanted = 0) {
  std::vector<Sample> output;
  juce::MidiBuffer midi;
  for (std::size_t start = 0; start < input.size(); start += block) {
    const std::size_t count = std::min(block, input.size() - start);
    juce::AudioBuffer<Sample> buffer(channels, int(count));
    for (int c = 0; c < channels; ++c)
      std::copy_n(input.begin() + std::ptrdiff_t(start), count, buffer.getWritePointer(c));
    processor.processBlock(buffer, midi);
    output.insert(output.end(), buffer.getReadPointer(wanted), buffer.getReadPointer(wanted) + count);
  }
  return output;
}

}  // namespace

TEST_CASE("an instance is made and prepared within 50 ms, without a thread") {
  const auto start = std::chrono::steady_clock::now();
  Processor processor;
  processor.setRateAndBufferSizeDetails(48000.0, 512);
  processor.prepareToPlay(48000.0, 512);
  const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  MESSAGE("made and prepared in " << ms << " ms");
  CHECK(ms < 50.0);
}

TEST_CASE("a preset loads in the background and names the knobs") {
  Processor processor;
  processor.prepareToPlay(48000.0, 512);
  REQUIRE(load(processor, "tonewright-lstm6-knobs.json"));
  const PresetInfo info = *processor.presetInfo();
  REQUIRE(info.controls.size() == 2);
  REQUIRE(pumpUntil([&] { return processor.parameter(Id::knob1).getName(99) == juce::String(info.controls[0].name); }));
  CHECK(processor.parameter(Id::knob3).getName(99) == "Knob 3");
  const double range = info.controls[0].max - info.controls[0].min;
  const double place = (info.controls[0].initial - info.controls[0].min) / range;
  CHECK(processor.parameter(Id::knob1).plain() == doctest::Approx(place));
  CHECK(processor.canUndo());
  processor.undo();
  REQUIRE(pumpUntil([&] { return !processor.presetInfo(); }));
  CHECK(processor.canRedo());
}

TEST_CASE("what cannot be loaded is told, and the preset plays on") {
  Processor processor;
  processor.prepareToPlay(48000.0, 512);
  REQUIRE(load(processor, "tonewright-gru8.json"));
  processor.loadPreset("broken", "{");
  REQUIRE(pumpUntil([&] { return processor.problems().size() == 1; }));
  processor.loadPreset(std::filesystem::path("/nowhere/x.json"));
  REQUIRE(pumpUntil([&] { return processor.problems().size() == 2; }));
  CHECK(processor.presetInfo());
}

TEST_CASE("a session sounds the same in another instance, from its first sample on") {
  juce::MemoryBlock state;
  std::vector<float> expected;
  const std::vector<float> input = noise(9600);
  {
    Processor processor;
    setLayout(processor, 1, 1);
    makeFlat(processor);
    set(processor, Id::treble, 4.0f);
    REQUIRE(load(processor, "aida-x-lstm12.json"));
    processor.prepareToPlay(48000.0, 512);
    expected = process<float>(processor, input, 1, 512);
    processor.getStateInformation(state);
  }
  for (const bool isPreparedFirst : {false, true}) {
    Processor processor;
    setLayout(processor, 1, 1);
    const auto start = std::chrono::steady_clock::now();
    if (isPreparedFirst) processor.prepareToPlay(48000.0, 512);
    processor.setStateInformation(state.getData(), int(state.getSize()));
    if (!isPreparedFirst) processor.prepareToPlay(48000.0, 512);
    const auto found = process<float>(processor, std::vector<float>(input.begin(), input.begin() + 512), 1, 512);
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    MESSAGE("first sound after " << ms << " ms");
    CHECK(ms < 200.0);
    CHECK(largestDifference(found, expected) < 1e-6);
    CHECK(processor.parameter(Id::treble).plain() == 4.0f);
    CHECK(processor.problems().empty());
  }
}

TEST_CASE("layouts: mono, stereo, and mono to stereo; nothing else") {
  const auto supports = [](int inputs, int outputs) {
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(juce::AudioChannelSet::canonicalChannelSet(inputs));
    layout.outputBuses.add(juce::AudioChannelSet::canonicalChannelSet(outputs));
    return Processor().isBusesLayoutSupported(layout);
  };
  CHECK(supports(1, 1));
  CHECK(supports(2, 2));
  CHECK(supports(1, 2));
  CHECK_FALSE(supports(2, 1));
  CHECK_FALSE(supports(0, 2));
  CHECK_FALSE(supports(6, 6));
}

TEST_CASE("mono to stereo, and doubles, sound as mono and floats do") {
  const std::vector<float> input = noise(4000);
  const auto render = [&](int outputs, int wanted, bool isDouble) {
    Processor processor;
    setLayout(processor, 1, outputs);
    REQUIRE(load(processor, "tonewright-gru8.json"));
    processor.prepareToPlay(48000.0, 300);
    if (!isDouble) return process<float>(processor, input, outputs, 300, wanted);
    const auto doubles = process<double>(processor, input, outputs, 300, wanted);
    return std::vector<float>(doubles.begin(), doubles.end());
  };
  const auto mono = render(1, 0, false);
  CHECK(largestDifference(render(2, 0, false), mono) == 0.0);
  CHECK(largestDifference(render(2, 1, false), mono) == 0.0);
  CHECK(largestDifference(render(1, 0, true), mono) == 0.0);
}

TEST_CASE("latency is reported when the preset and the rate bring it") {
  Processor processor;
  processor.prepareToPlay(48000.0, 512);
  CHECK(processor.getLatencySamples() == 0);
  processor.prepareToPlay(44100.0, 512);
  REQUIRE(load(processor, "aida-x-lstm12.json"));
  CHECK(pumpUntil([&] { return processor.getLatencySamples() == int(processor.presetInfo()->latencySamples); }));
  set(processor, Id::oversampling, 2.0f);
  const int before = processor.getLatencySamples();
  CHECK(pumpUntil([&] { return processor.getLatencySamples() != before; }));
}

TEST_CASE("two slots, and the present copied to the other") {
  Processor processor;
  processor.prepareToPlay(48000.0, 512);
  set(processor, Id::bass, 5.0f);
  processor.copySlot();
  set(processor, Id::bass, -5.0f);
  processor.selectSlot(Processor::Slot::b);
  CHECK(processor.slot() == Processor::Slot::b);
  CHECK(processor.parameter(Id::bass).plain() == doctest::Approx(5.0));
  processor.selectSlot(Processor::Slot::a);
  CHECK(processor.parameter(Id::bass).plain() == doctest::Approx(-5.0));
}

/// As a hand on a knob does.
void turn(Parameter& parameter, std::initializer_list<float> places) {
  parameter.beginChangeGesture();
  for (const float place : places) parameter.setValueNotifyingHost(place);
  parameter.endChangeGesture();
}

TEST_CASE("each slot has an undo of its own") {
  Processor processor;
  Parameter& bass = processor.parameter(Id::bass);
  turn(bass, {0.8f});
  processor.selectSlot(Processor::Slot::b);
  CHECK_FALSE(processor.canUndo());
  turn(bass, {0.2f});
  processor.selectSlot(Processor::Slot::a);
  CHECK(bass.getValue() == doctest::Approx(0.8));
  REQUIRE(processor.canUndo());
  processor.undo();
  CHECK(bass.getValue() == doctest::Approx(0.5));
  processor.copySlot();
  processor.selectSlot(Processor::Slot::b);
  CHECK(bass.getValue() == doctest::Approx(0.5));
  processor.undo();  // the copy
  CHECK(bass.getValue() == doctest::Approx(0.2));
}

TEST_CASE("going back to a setup stops a preset that is still loading") {
  Processor processor;
  processor.prepareToPlay(48000.0, 512);
  REQUIRE(load(processor, "tonewright-gru8.json"));
  const std::string family = processor.presetInfo()->family;
  turn(processor.parameter(Id::bass), {0.8f});
  processor.loadPreset(presetFile("nam-wavenet.nam"));
  processor.undo();
  processor.loadCabinet("junk", "junk");  // behind it: loads are done in turn
  REQUIRE(pumpUntil([&] { return !processor.problems().empty(); }));
  CHECK(processor.presetInfo()->family == family);
}

TEST_CASE("a gesture is one step of undo") {
  Processor processor;
  Parameter& bass = processor.parameter(Id::bass);
  turn(bass, {0.6f, 0.7f, 0.8f});
  REQUIRE(processor.canUndo());
  processor.undo();
  CHECK(bass.plain() == doctest::Approx(0.0).epsilon(1e-5));
  CHECK_FALSE(processor.canUndo());
  processor.redo();
  CHECK(bass.getValue() == doctest::Approx(0.8));
}

TEST_CASE("a parameter's text has its unit and is read with or without it") {
  Processor processor;
  const auto text = [&](Id id, float plain) {
    const Parameter& parameter = processor.parameter(id);
    return parameter.getText(chain::normalised(parameter.row(), plain), 99);
  };
  CHECK(text(Id::gate, -100.0f) == "off");
  CHECK(text(Id::gate, -45.5f) == "-45.5 dB");
  CHECK(text(Id::oversampling, 2.0f) == "4x");
  CHECK(text(Id::bypass, 1.0f) == "On");
  for (std::size_t i = 0; i < chain::kParameterCount; ++i) {
    const Parameter& parameter = processor.parameter(static_cast<Id>(i));
    for (const float place : {0.0f, 0.3f, 1.0f}) {
      const float value = chain::normalised(parameter.row(), chain::valueAt(parameter.row(), place));
      CAPTURE(parameter.row().id);
      CHECK(parameter.getValueForText(parameter.getText(place, 99)) == doctest::Approx(value).epsilon(0.02));
    }
    CHECK(parameter.getValueForText("nonsense") == parameter.getValue());
  }
}

TEST_CASE("processBlock allocates nothing, with 0 frames and before it is prepared too") {
  Processor processor;
  juce::AudioBuffer<float> audio(2, 512), none(2, 0);
  juce::MidiBuffer midi;
  midi.addEvent(juce::MidiMessage::programChange(1, 5), 3);
  const std::size_t unprepared = tonewright::test::allocations;
  processor.processBlock(audio, midi);
  CHECK(tonewright::test::allocations == unprepared);
  processor.prepareToPlay(48000.0, 512);
  REQUIRE(load(processor, "tonewright-lstm6-knobs.json"));
  const std::size_t before = tonewright::test::allocations;
  for (int i = 0; i < 100; ++i) {
    audio.clear();
    processor.processBlock(audio, midi);
    processor.processBlock(none, midi);
  }
  CHECK(tonewright::test::allocations == before);
}
