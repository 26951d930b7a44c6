// An instance's page and bridge, from when its editor shows until it is closed. [message-thread]
#pragma once

#include "plugin/bridge/endpoint.hpp"
#include "plugin/editor/processorInstance.hpp"

namespace tonewright::plugin {

class Face final : private Processor::Listener {
 public:
  /// Starts the server, or joins it. Throws std::exception when there is no socket or thread to be had.
  Face(Processor& processor, ProcessorInstance::Browse browse);
  ~Face() override;

  std::string url() const { return registration_->url(); }
  std::string ticketUrl() const { return registration_->ticketUrl(); }

 private:
  void sessionChanged() override { endpoint_->sessionChanged(); }

  Processor& processor_;
  ProcessorInstance instance_;
  std::shared_ptr<bridge::Endpoint> endpoint_;
  std::unique_ptr<bridge::Registration> registration_;
};

/// The page's files, which ui builds.
bridge::Page pageFiles();

}  // namespace tonewright::plugin
