#include "plugin/editor/face.hpp"

namespace tonewright::plugin {

namespace {

void dispatch(std::function<void()> work) { juce::MessageManager::callAsync(std::move(work)); }

}  // namespace

Face::Face(Processor& processor, ProcessorInstance::Browse browse)
    : processor_(processor),
      instance_(processor, std::move(browse)),
      endpoint_(std::make_shared<bridge::Endpoint>(instance_, dispatch)),
      registration_(std::make_unique<bridge::Registration>(endpoint_, pageFiles())) {
  processor_.addListener(this);
}

Face::~Face() {
  processor_.removeListener(this);
  registration_.reset();
  endpoint_->detach();  // its calls that are still on their way find nothing
}

}  // namespace tonewright::plugin
