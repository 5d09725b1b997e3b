// CrawlMetrics: what Prometheus is told of a running crawl, in its text format
// (https://prometheus.io/docs/instrumenting/exposition_formats/), named by its conventions.
// docs/control.md lists the names. Values are those that were known last: a scrape asks nobody.
// Thread-safe. prometheus-cpp stands only behind this header.
#ifndef ARSIP_CRAWLER_CRAWL_METRICS_H_
#define ARSIP_CRAWLER_CRAWL_METRICS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "crawler/control_answer.h"
#include "crawler/sandbox_broker.h"
#include "frontier/frontier.h"
#include "frontier/transport.h"

namespace arsip::crawler {

// What a process has none of is left out of its text.
struct MetricsSnapshot {
  std::optional<frontier::FrontierProgress> progress;    // of a frontier in this process
  std::optional<frontier::TransportCounters> transport;  // likewise
  std::optional<DiskSpace> disk;
  std::optional<SandboxCounters> sandbox;  // of the workers of this process, if it has any
  std::optional<uint64_t> worker_events;   // of a worker that is a process of its own
};

std::string FormatMetrics(const std::string& collection, const MetricsSnapshot& snapshot);
inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CRAWL_METRICS_H_
