// A child program that is told one line and answers with lines; Linux and other Unixes. [message-thread]
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace tonewright::plugin {

class HelperProcess {
 public:
  /// Called with each line that the program prints.
  using OnLine = std::function<void(const std::string&)>;
  /// Called once when the program has closed its output: it has ended or is about to. May destroy this.
  using OnEnd = std::function<void()>;

  /// Null when the program cannot be started. The line goes to its standard input, which stays open.
  static std::unique_ptr<HelperProcess> start(const std::filesystem::path& program, const std::string& line,
                                              OnLine onLine, OnEnd onEnd);
  /// Ends the program and waits for its end: after half a second by force.
  ~HelperProcess();
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

 private:
  HelperProcess(pid_t process, int input, int output, OnLine onLine, OnEnd onEnd);

  void read();
  void stopReading();

  pid_t process_;
  int input_;   // its standard input
  int output_;  // its standard output; -1 once it is closed
  OnLine onLine_;
  OnEnd onEnd_;
  std::string line_;
};

}  // namespace tonewright::plugin
