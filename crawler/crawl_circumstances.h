// What holds for a whole crawl and only its machine knows: warcinfo fields beside those that the
// collection and the settings give.
#ifndef ARSIP_CRAWLER_CRAWL_CIRCUMSTANCES_H_
#define ARSIP_CRAWLER_CRAWL_CIRCUMSTANCES_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "crawler/sandbox_broker.h"

namespace arsip::crawler {

// "clock" (clock_state.h), "sandbox": the walls that are up in a process of `sandbox`, and
// "extractors": the versions that its answers depend on. Starts one and ends it again. Errors are
// SandboxBroker::Create's: better before the archive is opened than after.
Result<std::vector<std::pair<std::string, std::string>>> CrawlCircumstances(
    const SandboxBrokerOptions& sandbox);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_CIRCUMSTANCES_H_
