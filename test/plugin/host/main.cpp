// The headless host: plugin_host [JOBS.json]. Reads a list of jobs (job.hpp) from a file or from standard input,
// renders each in a new instance of its plugin, and prints a JSON object a line: what came of it, or {"error": ...}.
#include <fstream>
#include <iostream>

#include "job.hpp"
#include "messageLoop.hpp"

namespace {

using Json = nlohmann::json;

int runAll(std::istream& source) {
  int failures = 0;
  for (const Json& job : Json::parse(source)) {
    Json result;
    try {
      result = tonewright::test::run(tonewright::test::readJob(job));
    } catch (const std::exception& error) {
      result = {{"error", error.what()}};
      ++failures;
    }
    std::cout << result.dump() << std::endl;
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  return tonewright::test::runBesideMessageLoop([&] {
    try {
      if (count < 2) return runAll(std::cin);
      std::ifstream file(words[1]);
      return runAll(file);
    } catch (const std::exception& error) {
      std::cerr << "error: " << error.what() << "\n";
      return 1;
    }
  });
}
