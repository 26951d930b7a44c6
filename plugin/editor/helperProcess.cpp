#include <juce_events/juce_events.h>

#if JUCE_LINUX
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "plugin/editor/helperProcess.hpp"

extern char** environ;

namespace tonewright::plugin {

namespace {

constexpr std::size_t kMaxLine = 4096;

/// A pair of connected descriptors that no other child inherits; a socket, so that writing raises no signal.
bool makePair(int (&ends)[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0; }

/// What the child starts with: its two ends, nothing else that the host has open, and no signal blocked or ignored.
class SpawnPlan {
 public:
  SpawnPlan(int input, int output) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
#endif
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

bool hasEnded(pid_t process) { return waitpid(process, nullptr, WNOHANG) != 0; }

void end(pid_t process) {
  kill(process, SIGTERM);
  for (int i = 0; i < 100; ++i) {
    if (hasEnded(process)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  kill(process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace

std::unique_ptr<HelperProcess> HelperProcess::start(const std::filesystem::path& program, const std::string& line,
                                                    OnLine onLine, OnEnd onEnd) {
  int input[2], output[2];
  if (!makePair(input)) return nullptr;
  if (!makePair(output)) return close(input[0]), close(input[1]), nullptr;
  std::string name = program.string();
  char* arguments[] = {name.data(), nullptr};
  pid_t process = 0;
  const SpawnPlan plan(input[1], output[1]);
  const bool started = posix_spawn(&process, name.c_str(), &plan.files, &plan.attributes, arguments, environ) == 0;
  close(input[1]);
  close(output[1]);
  if (!started) return close(input[0]), close(output[0]), nullptr;
  const std::string told = line + '\n';
  send(input[0], told.data(), told.size(), MSG_NOSIGNAL);
  return std::unique_ptr<HelperProcess>(
      new HelperProcess(process, input[0], output[0], std::move(onLine), std::move(onEnd)));
}

HelperProcess::HelperProcess(pid_t process, int input, int output, OnLine onLine, OnEnd onEnd)
    : process_(process), input_(input), output_(output), onLine_(std::move(onLine)), onEnd_(std::move(onEnd)) {
  fcntl(output_, F_SETFL, fcntl(output_, F_GETFL) | O_NONBLOCK);
  juce::LinuxEventLoop::registerFdCallback(output_, [this](int) { read(); });
}

HelperProcess::~HelperProcess() {
  stopReading();
  close(input_);
  end(process_);
}

void HelperProcess::stopReading() {
  if (output_ < 0) return;
  juce::LinuxEventLoop::unregisterFdCallback(output_);
  close(output_);
  output_ = -1;
}

void HelperProcess::read() {
  char bytes[256];
  const ssize_t count = ::read(output_, bytes, sizeof bytes);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    stopReading();
    const auto onEnd = std::move(onEnd_);
    return onEnd();
  }
  for (ssize_t i = 0; i < count; ++i) {
    if (bytes[i] != '\n') {
      if (line_.size() < kMaxLine) line_ += bytes[i];
      continue;
    }
    onLine_(std::exchange(line_, {}));
  }
}

}  // namespace tonewright::plugin
#endif
