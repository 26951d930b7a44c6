// What scanning and loading the plugin leaves behind in a host without a display: nothing. The bundles' libraries are
// in the environment: VST3_PLUGIN and LV2_PLUGIN.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <lv2/core/lv2.h>
#include <pluginterfaces/base/ipluginbase.h>
#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstcomponent.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace Steinberg;

/// Inodes of the machine's TCP sockets, each in blanks. JUCE's message queue is a pair of Unix sockets, no server.
std::string tcpInodes() {
  std::string inodes = " ";
  for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::ifstream lines(table);
    for (std::string line, word; std::getline(lines, line);) {
      std::istringstream words(line);
      for (int column = 0; column < 10; ++column) words >> word;
      inodes += word + " ";
    }
  }
  return inodes;
}

/// What this process has of threads, child processes and open TCP sockets.
struct Belongings {
  std::set<std::string> threads;  // "id name"
  std::string children;           // ids
  std::vector<std::string> sockets;
  bool operator==(const Belongings&) const = default;
};

Belongings belongings() {
  Belongings found;
  std::error_code gone;
  const std::string tcp = tcpInodes();
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::string name, children;
    std::getline(std::ifstream(task.path() / "comm") >> std::ws, name);
    std::getline(std::ifstream(task.path() / "children"), children);
    found.threads.insert(task.path().filename().string() + " " + name);
    found.children += children;
  }
  for (const auto& file : fs::directory_iterator("/proc/self/fd")) {
    const std::string target = fs::read_symlink(file.path(), gone).string();
    if (!target.starts_with("socket:[")) continue;
    const std::string inode = target.substr(8, target.size() - 9);
    if (tcp.find(" " + inode + " ") != std::string::npos) found.sockets.push_back(target);
  }
  std::sort(found.sockets.begin(), found.sockets.end());
  return found;
}

}  // namespace

namespace doctest {
template <>
struct StringMaker<Belongings> {
  static String convert(const Belongings& has) {
    std::ostringstream text;
    for (const auto& thread : has.threads) text << "thread " << thread << "; ";
    text << "children " << has.children << "; " << has.sockets.size() << " sockets";
    return text.str().c_str();
  }
};
}  // namespace doctest

namespace {

/// A VST3 bundle's library, from ModuleEntry to ModuleExit.
class Module {
 public:
  explicit Module(const char* path) : library(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    REQUIRE_MESSAGE(library != nullptr, dlerror());
    REQUIRE(function<bool (*)(void*)>("ModuleEntry")(library));
    factory = function<IPluginFactory* (*)()>("GetPluginFactory")();
  }
  ~Module() {
    factory->release();
    function<bool (*)()>("ModuleExit")();
    dlclose(library);
  }

  IPluginFactory* factory = nullptr;

 private:
  template <class Function>
  Function function(const char* name) {
    return reinterpret_cast<Function>(dlsym(library, name));
  }

  void* library;
};

/// The class that plays audio.
PClassInfo audioClassOf(IPluginFactory& factory) {
  PClassInfo info{};
  for (int32 i = 0; i < factory.countClasses(); ++i) {
    REQUIRE(factory.getClassInfo(i, &info) == kResultOk);
    if (std::string(info.category) == kVstAudioEffectClass) return info;
  }
  FAIL("no audio effect");
  return info;
}

const char* pathOf(const char* variable) {
  const char* path = std::getenv(variable);
  REQUIRE_MESSAGE(path != nullptr, variable, " names no library");
  return path;
}

}  // namespace

TEST_CASE("A server would be seen") {
  const std::size_t before = belongings().sockets.size();
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(listen(server, 1) == 0);
  CHECK(belongings().sockets.size() == before + 1);
  close(server);
  CHECK(belongings().sockets.size() == before);
}

TEST_CASE("Scanning the VST3 without a display leaves no thread, no socket and no process behind") {
  const Belongings before = belongings();
  for (int scan = 0; scan < 3; ++scan) {
    {
      const Module module(pathOf("VST3_PLUGIN"));
      CHECK(std::string(audioClassOf(*module.factory).name) == "Tonewright");
      CHECK(belongings().sockets == before.sockets);
    }
    CHECK(belongings() == before);
  }
}

TEST_CASE("An instance of the VST3 starts no server and no process, and ends with all its threads") {
  const Belongings before = belongings();
  {
    const Module module(pathOf("VST3_PLUGIN"));
    const PClassInfo info = audioClassOf(*module.factory);
    for (int instance = 0; instance < 3; ++instance) {
      Vst::IComponent* component = nullptr;
      REQUIRE(module.factory->createInstance(info.cid, Vst::IComponent_iid, reinterpret_cast<void**>(&component)) ==
              kResultOk);
      REQUIRE(component->initialize(nullptr) == kResultOk);
      Vst::IAudioProcessor* processor = nullptr;
      REQUIRE(component->queryInterface(Vst::IAudioProcessor_iid, reinterpret_cast<void**>(&processor)) == kResultOk);
      Vst::ProcessSetup setup{Vst::kRealtime, Vst::kSample32, 512, 48000.0};
      CHECK(processor->setupProcessing(setup) == kResultOk);
      CHECK(component->setActive(true) == kResultOk);
      const Belongings active = belongings();
      CHECK(active.children == before.children);
      CHECK(active.sockets == before.sockets);
      CHECK(component->setActive(false) == kResultOk);
      processor->release();
      CHECK(component->terminate() == kResultOk);
      component->release();
    }
  }
  CHECK(belongings() == before);
}

TEST_CASE("Scanning the LV2 without a display leaves no thread, no socket and no process behind") {
  const Belongings before = belongings();
  void* library = dlopen(pathOf("LV2_PLUGIN"), RTLD_NOW | RTLD_LOCAL);
  REQUIRE_MESSAGE(library != nullptr, dlerror());
  const auto descriptor = reinterpret_cast<LV2_Descriptor_Function>(dlsym(library, "lv2_descriptor"));
  REQUIRE(bool(descriptor));
  REQUIRE(descriptor(0) != nullptr);
  CHECK(std::string(descriptor(0)->URI) == "https://tonewright.audio/plugin");
  CHECK(belongings() == before);
  dlclose(library);
  CHECK(belongings() == before);
}
