// What the headless host is asked to render.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "engine/chain/settings.hpp"

namespace tonewright::test {

struct Job {
  /// At the start of the first block that begins at `frame` or later.
  struct Change {
    int frame = 0;
    std::string id;
    float value = 0.0f;  // in the table's units
  };

  std::string plugin;  // a bundle
  std::optional<std::string> preset, cabinet;
  chain::ParameterValues values;  // of the session that is opened
  std::string input, output;      // WAV files; the session plays at the input's rate; no input: nothing is rendered
  std::string session;            // a file that the session is written to, as the plugin saves it; empty: none
  int inputs = 0, outputs = 0;    // channels; 0: as many as the input has
  std::vector<int> blocks{512};   // frames; begins anew at its end
  bool isDouble = false;
  std::vector<Change> changes;
};

/// Throws std::exception for what is no job.
Job readJob(const nlohmann::json& json);

/// The session that a user would have saved with the job's preset, cabinet and values. Throws std::runtime_error.
std::string sessionOf(const Job& job);

/// Renders and says what came of it; throws std::runtime_error. Not on the message thread.
nlohmann::json run(const Job& job);

}  // namespace tonewright::test
