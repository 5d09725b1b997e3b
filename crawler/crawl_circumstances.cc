#include "crawler/crawl_circumstances.h"

#include <memory>

#include "crawler/clock_state.h"
#include "crawler/event_loop.h"

namespace arsip::crawler {

Result<std::vector<std::pair<std::string, std::string>>> CrawlCircumstances(
    const SandboxBrokerOptions& sandbox) {
  ARSIP_ASSIGN(const std::unique_ptr<EventLoop> loop, EventLoop::Create());
  SandboxBrokerOptions one = sandbox;
  one.processes = 1;
  ARSIP_ASSIGN(const std::unique_ptr<SandboxBroker> broker, SandboxBroker::Create(*loop, one));
  std::vector<std::pair<std::string, std::string>> fields;
  fields.emplace_back("clock", ClockState());
  fields.emplace_back("sandbox", broker->layers());
  fields.emplace_back("extractors", broker->versions());
  return fields;
}

}  // namespace arsip::crawler
