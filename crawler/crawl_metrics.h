// CrawlMetrics: what Prometheus is told of a running crawl, in its text format
// (https://prometheus.io/docs/instrumenting/exposition_formats/), named by its conventions.
// docs/control.md lists the names. Values are those that were known last: a scrape asks nobody.
// Thread-safe. prometheus-cpp stands only behind this header.
#ifndef ARSIP_CRAWLER_CRAWL_METRICS_H_
#define ARSIP_CRAWLER_CRAWL_METRICS_H_

#include <optional>
#include <string>

#include "crawler/control_answer.h"
#include "crawler/sandbox_broker.h"
#include "frontier/frontier.h"
#include "frontier/transport.h"

namespace arsip::crawler {

struct MetricsSnapshot {
  frontier::FrontierProgress progress;
  frontier::TransportCounters transport;
  std::optional<DiskSpace> disk;
  std::optional<SandboxCounters> sandbox;  // of the workers of this process, if it has any
};

std::string FormatMetrics(const std::string& collection, const MetricsSnapshot& snapshot);
inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_METRICS_H_
