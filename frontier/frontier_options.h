// Every limit of the frontier, with its default. Filled from the collection and the configuration.
#ifndef ARSIP_FRONTIER_FRONTIER_OPTIONS_H_
#define ARSIP_FRONTIER_FRONTIER_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "frontier/revisit.h"

namespace arsip::frontier {

// Hosts that are counted as one, wherever their servers are: a social network, a hosting company.
struct PlatformLimit {
  std::string name{};
  std::vector<std::string> domains{};  // these hosts and all below them
  // Between the end of one response and the next request to any of its hosts. Default: 0s.
  Duration delay{};
  uint32_t connections = 0;  // requests in flight; 0: no limit. Default: 0; 1 with a delay.
  // Requests, robots.txt included, in each window. Default: unset, no limit.
  std::optional<uint64_t> max_requests{};
  Duration window = std::chrono::hours(24);  // Default: 24h, from the first request in it.
  // Paths whose next segment names a channel, which is a queue of its own: "/s/" for "/s/NAME".
  std::vector<std::string> channel_paths{};
};

// What of a site's URLs is deferred, and when a host is demoted: deferral.h, novelty.h.
struct TrapLimits {
  bool calendars = true;    // a year ahead or more, or before 1970. Default: true.
  bool session_ids = true;  // the URL without its session id is asked for instead. Default: true.
  uint32_t max_hosts_per_domain = 10'000;  // Default: 10,000 of one registrable domain.
  // Beyond, a channel's URLs wait in the queue of its host. Default: 100,000.
  uint32_t max_channels_per_host = 100'000;
  // A host of whose last 500 pages fewer in 100 were new goes last. Default: 5; 0: never.
  uint32_t min_novelty_percent = 5;
};

struct FrontierOptions {
  uint32_t partition = 0;
  // Names this owner in the store. Default: empty (host name and process id).
  std::string owner;

  // Fixed delay between the end of one response and the next request to the same host. Unset: five
  // times the moving average of the fetch time, within [min_host_delay, max_host_delay]. Default:
  // unset.
  std::optional<Duration> host_delay;
  Duration min_host_delay = std::chrono::seconds(3);   // Default: 3s.
  Duration max_host_delay = std::chrono::seconds(30);  // Default: 30s.
  // The same between any two hosts behind one IP address. Default: 2s.
  Duration ip_delay = std::chrono::seconds(2);
  // Added to every delay, never taken off: 0 to this share of it, at random. Default: 0.1.
  double delay_jitter = 0.1;
  // Limits across hosts; the first whose domain matches holds. Default: none.
  std::vector<PlatformLimit> platforms;
  // More than one only with host_delay 0s (and ip_delay 0s). Default: 1.
  uint32_t connections_per_host = 1;
  // A Crawl-delay in robots.txt is honoured up to this. Default: 3600s.
  Duration max_crawl_delay = std::chrono::seconds(3600);

  // robots.txt is fetched in either case; false only with the collection's recorded override.
  bool obey_robots = true;
  Duration robots_ttl = std::chrono::hours(24);           // Default: 24h.
  Duration robots_retry_first = std::chrono::minutes(5);  // Default: 5m, doubling to robots_ttl.
  uint32_t robots_max_redirects = 5;                      // Default: 5 (RFC 9309 section 2.3.1.2).

  // Waits before each retry of a URL whose transfer broke. Default: 1m, 2m, 4m; then failed.
  std::vector<Duration> transfer_retries = {std::chrono::minutes(1), std::chrono::minutes(2),
                                            std::chrono::minutes(4)};
  // Waits of a host that cannot be reached; then its URLs are dormant. Default: 15m 1h 4h 12h 24h
  // 48h.
  std::vector<Duration> host_retries = {std::chrono::minutes(15), std::chrono::hours(1),
                                        std::chrono::hours(4),    std::chrono::hours(12),
                                        std::chrono::hours(24),   std::chrono::hours(48)};
  Duration dormant_probe = std::chrono::hours(24 * 7);  // Default: 7d.
  // 429 and 503 without Retry-After: first back-off, doubled each time. Default: 60s to 1d.
  Duration busy_backoff_first = std::chrono::seconds(60);
  Duration busy_backoff_max = std::chrono::hours(24);
  // Retry-After is honoured up to this. Default: 7d.
  Duration max_retry_after = std::chrono::hours(24 * 7);

  Duration lease_duration = std::chrono::seconds(120);  // Default: 120s.
  Duration lease_hard_cap = std::chrono::minutes(30);   // Default: 30m, however often renewed.
  uint32_t max_leases_per_grant = 64;                   // Default: 64.
  // Workers that run in other processes go on with their requests when the frontier ends. As long
  // as this after a take-over with open leases nothing is asked of what was asked before, in any
  // group. Default: 0s, for workers that end with the frontier; else at least as long as a worker
  // that is cut off keeps a lease.
  Duration handover_wait{};

  // Visits of what was captured before. Default: off.
  RevisitOptions recrawl;

  // Captures (visits again included, and leases in flight) beyond these are not granted; unset: no
  // limit. Default: unset.
  std::optional<uint64_t> max_pages;
  std::optional<uint64_t> max_bytes;

  TrapLimits traps;

  // URLs of one queue kept in memory; the rest waits in the store. Default: 64.
  uint32_t queue_memory_urls = 64;
  // Known URLs that one ContinueRescope() judges. Default: 1,000.
  uint32_t judged_per_step = 1000;
  // Recently seen keys kept in memory, 16 bytes each. Default: 1,048,576.
  uint32_t seen_cache_keys = 1u << 20;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_OPTIONS_H_
