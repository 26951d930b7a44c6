#include "job.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "hosted.hpp"
#include "messageLoop.hpp"
#include "plugin/session/state.hpp"
#include "wavFile.hpp"

namespace tonewright::test {

namespace {

using Json = nlohmann::json;

chain::ParameterId idOf(const std::string& id) {
  const auto known = chain::findParameter(id);
  if (!known) throw std::runtime_error("no parameter is called '" + id + "'");
  return *known;
}

std::optional<std::string> textOrNothing(const Json& json, const char* key) {
  return json.contains(key) ? std::optional(json[key].get<std::string>()) : std::nullopt;
}

/// The input, one block after the other, with silence behind it, through the plugin.
template <class Sample>
class Renderer {
 public:
  Renderer(Hosted& hosted, const Job& job, const Wav& dry, int inputs, int outputs)
      : plugin(hosted.instance()), job(job), dry(dry), inputs(inputs), outputs(outputs) {
    for (const Job::Change& change : job.changes) {
      juce::AudioProcessorParameter& parameter = hosted.parameter(change.id);
      const float place = chain::normalised(chain::parameterOf(idOf(change.id)), change.value);
      changes.push_back({change.frame, &parameter, place});
    }
  }

  /// As many frames as the input has, the reported latency taken off.
  juce::AudioBuffer<float> render() {
    std::vector<std::vector<float>> wet(static_cast<std::size_t>(outputs));
    const int frames = dry.audio.getNumSamples();
    for (std::size_t i = 0; static_cast<int>(wet[0].size()) < frames + plugin.getLatencySamples(); ++i) {
      playBlock(job.blocks[i % job.blocks.size()], wet);
    }
    juce::AudioBuffer<float> result(outputs, frames);
    for (int channel = 0; channel < outputs; ++channel) {
      result.copyFrom(channel, 0, wet[static_cast<std::size_t>(channel)].data() + plugin.getLatencySamples(), frames);
    }
    return result;
  }

 private:
  struct Change {
    int frame;
    juce::AudioProcessorParameter* parameter;
    float place;  // 0 to 1
  };

  void playBlock(int frames, std::vector<std::vector<float>>& wet) {
    const int start = static_cast<int>(wet[0].size());
    for (; nextChange < changes.size() && changes[nextChange].frame <= start; ++nextChange) {
      changes[nextChange].parameter->setValue(changes[nextChange].place);
    }
    juce::AudioBuffer<Sample> block(std::max(inputs, outputs), frames);
    block.clear();
    for (int channel = 0; channel < inputs; ++channel) {
      const int source = std::min(channel, dry.audio.getNumChannels() - 1);
      for (int t = 0; t < std::min(frames, dry.audio.getNumSamples() - start); ++t) {
        block.setSample(channel, t, dry.audio.getSample(source, start + t));
      }
    }
    juce::MidiBuffer midi;
    {
      const juce::ScopedLock guard(plugin.getCallbackLock());
      plugin.processBlock(block, midi);
    }
    for (int channel = 0; channel < outputs; ++channel) {
      const Sample* samples = block.getReadPointer(channel);
      wet[static_cast<std::size_t>(channel)].insert(wet[static_cast<std::size_t>(channel)].end(), samples,
                                                    samples + frames);
    }
  }

  juce::AudioPluginInstance& plugin;
  const Job& job;
  const Wav& dry;
  const int inputs, outputs;
  std::vector<Change> changes;
  std::size_t nextChange = 0;
};

/// Ends an instance where it must be ended, also when its render fails.
struct EndedOnMessageThread {
  void operator()(Hosted* hosted) const {
    onMessageThread([&] {
      hosted->instance().releaseResources();
      delete hosted;
    });
  }
};

}  // namespace

Job readJob(const Json& json) {
  Job job;
  job.plugin = json.at("plugin");
  job.preset = textOrNothing(json, "preset");
  job.cabinet = textOrNothing(json, "cabinet");
  const Json values = json.value("values", Json::object());
  for (const auto& [id, value] : values.items()) {
    job.values.set(idOf(id), value.get<float>());
  }
  job.input = json.value("input", job.input);
  job.output = json.value("output", job.output);
  job.session = json.value("session", job.session);
  job.inputs = json.value("inputs", job.inputs);
  job.outputs = json.value("outputs", job.outputs);
  job.blocks = json.value("blocks", job.blocks);
  job.isDouble = json.value("double", job.isDouble);
  for (const Json& change : json.value("changes", Json::array())) {
    job.changes.push_back({change.at("frame"), change.at("id"), change.at("value")});
  }
  if (job.blocks.empty() || *std::max_element(job.blocks.begin(), job.blocks.end()) < 1 ||
      *std::min_element(job.blocks.begin(), job.blocks.end()) < 0) {
    throw std::runtime_error("expected blocks of 0 or more frames, and one of 1 or more");
  }
  return job;
}

std::string sessionOf(const Job& job) {
  plugin::State state;
  state.present.values = job.values;
  if (job.preset) state.present.preset = plugin::readSource(*job.preset, plugin::kMaxPresetBytes);
  if (job.cabinet) state.present.cabinet = plugin::readSource(*job.cabinet, plugin::kMaxCabinetBytes);
  return plugin::encodeState(state);
}

Json run(const Job& job) {
  if (!job.session.empty()) std::ofstream(job.session, std::ios::binary) << sessionOf(job);
  if (job.input.empty()) return {{"session", job.session}};
  const Wav dry = readWav(job.input);
  const int inputs = job.inputs > 0 ? job.inputs : dry.audio.getNumChannels();
  const int outputs = job.outputs > 0 ? job.outputs : inputs;
  const int maximumFrames = *std::max_element(job.blocks.begin(), job.blocks.end());
  std::unique_ptr<Hosted, EndedOnMessageThread> hosted;
  onMessageThread([&] {
    hosted.reset(new Hosted(job.plugin, dry.sampleRate, maximumFrames));
    juce::AudioPluginInstance& plugin = hosted->instance();
    hosted->setChannels(inputs, outputs);
    if (job.isDouble && !plugin.supportsDoublePrecisionProcessing()) throw std::runtime_error("plays no doubles");
    plugin.setProcessingPrecision(job.isDouble ? juce::AudioProcessor::doublePrecision
                                               : juce::AudioProcessor::singlePrecision);
    hosted->restore(sessionOf(job));
    plugin.setRateAndBufferSizeDetails(dry.sampleRate, maximumFrames);
    // JUCE's host asks a VST3 for its latency before it makes it active, which is when ours knows it. What the plugin
    // tells then arrives by two message threads, maybe while it renders; asked a second time, the answer is there.
    plugin.prepareToPlay(dry.sampleRate, maximumFrames);
    plugin.releaseResources();
    plugin.prepareToPlay(dry.sampleRate, maximumFrames);
  });
  const auto wet = job.isDouble ? Renderer<double>(*hosted, job, dry, inputs, outputs).render()
                                : Renderer<float>(*hosted, job, dry, inputs, outputs).render();
  writeWav(job.output, {wet, dry.sampleRate});
  const int latency = hosted->instance().getLatencySamples();
  return {{"output", job.output}, {"latencySamples", latency}, {"frames", wet.getNumSamples()}};
}

}  // namespace tonewright::test
