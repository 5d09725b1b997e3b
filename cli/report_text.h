// The crawl report for people, and its JSON file in DIR/reports/.
#ifndef ARSIP_CLI_REPORT_TEXT_H_
#define ARSIP_CLI_REPORT_TEXT_H_

#include <string>

#include "base/result.h"
#include "crawler/crawl_report.h"

namespace arsip::cli {

std::string ReportText(const crawler::CrawlReport& report);
// DIR/reports/crawl-report.json, replaced atomically.
Status SaveReport(const crawler::CrawlReport& report);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_REPORT_TEXT_H_
