// Events and reports as JSON: the shapes that `--json` promises to scripts.
#ifndef ARSIP_CLI_EVENT_JSON_H_
#define ARSIP_CLI_EVENT_JSON_H_

#include <nlohmann/json_fwd.hpp>

#include "crawler/crawl_event.h"
#include "crawler/crawl_report.h"

namespace arsip::cli {

// {"event":"captured"|"retry"|"refused"|"given_back"|"control","url":...,"status":...,"type":...,"mime":...,
//  "bytes":...,"file":...,"offset":...,"length":...,"detail":...,"robots_txt":...}
nlohmann::json EventJson(const crawler::CrawlEvent& event);
nlohmann::json ReportJson(const crawler::CrawlReport& report);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_EVENT_JSON_H_
