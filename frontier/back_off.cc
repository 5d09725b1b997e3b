// What answers and silences do to a host: busy, unreachable, dormant, and back.
//
// Only a request that began after the last back-off did says something new: of eight parallel
// requests that all get 429, one doubles the wait.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"
#include "frontier/retry_ladder.h"

namespace arsip::frontier {
namespace {

// Below this a Retry-After would let a busy host be asked in a tight loop.
constexpr Duration kShortestRetryAfter = std::chrono::seconds(1);

std::string BusyReason(const Outcome& outcome) {
  std::string reason = "busy";
  if (outcome.status_code != 0) reason = std::to_string(outcome.status_code);
  if (outcome.retry_after.has_value()) {
    reason += ", Retry-After " + FormatDuration(*outcome.retry_after);
  }
  return reason;
}

void RaiseLevel(uint16_t& level) {
  if (level < UINT16_MAX) ++level;
}

}  // namespace

void PartitionFrontier::SetDelay(Host& host) {
  using std::chrono::milliseconds;
  const Duration by_fetch_time =
      std::clamp<Duration>(5 * milliseconds(host.record.fetch_time_ms), options_.min_host_delay,
                           options_.max_host_delay);
  const Duration delay = options_.host_delay.value_or(by_fetch_time);
  politeness_.SetDelay(host.record.number,
                       std::max<Duration>(delay, milliseconds(host.record.crawl_delay_ms)));
}

void PartitionFrontier::SetPlatform(const Host& host) {
  politeness_.SetPlatform(host.record.number,
                          politeness_.PlatformOf(HostNameOf(host.record.origin)));
}

void PartitionFrontier::HostReached(Host& host, const OpenLease& lease) {
  if (lease.granted <= host.blocked_since) return;
  if (host.record.unreachable_level == 0 && !host.record.dormant) return;
  host.record.unreachable_level = 0;
  SetDormant(host, false);
  if (host.record.busy_level == 0) Unblock(host);
  Touch(host);
}

void PartitionFrontier::HostAnswered(Host& host, const OpenLease& lease) {
  if (lease.granted <= host.blocked_since || !host.probing()) return;
  host.record.busy_level = 0;
  host.record.unreachable_level = 0;
  SetDormant(host, false);
  Unblock(host);
  Touch(host);
}

void PartitionFrontier::HostBusy(Host& host, const OpenLease& lease, const Outcome& outcome,
                                 FrontierTime now) {
  HostReached(host, lease);
  const bool news = lease.granted > host.blocked_since;
  if (!news && !outcome.retry_after.has_value()) return;
  if (news) RaiseLevel(host.record.busy_level);
  Duration wait =
      DoublingWait(options_.busy_backoff_first, options_.busy_backoff_max, host.record.busy_level);
  if (outcome.retry_after.has_value()) {
    wait = std::min(std::max(*outcome.retry_after, kShortestRetryAfter), options_.max_retry_after);
  }
  Block(host, wait, BusyReason(outcome), now);
  FailHops(host.record.number, now);
}

void PartitionFrontier::HostUnreachable(Host& host, FrontierTime granted, std::string reason,
                                        FrontierTime now) {
  if (granted <= host.blocked_since) return;
  Duration wait = options_.dormant_probe;
  if (!host.record.dormant) {
    RaiseLevel(host.record.unreachable_level);
    const auto step = LadderWait(options_.host_retries, host.record.unreachable_level);
    if (step.has_value()) wait = *step;
    if (!step.has_value()) SetDormant(host, true);
  }
  Block(host, wait, std::move(reason), now);
  FailHops(host.record.number, now);
}

void PartitionFrontier::Block(Host& host, Duration wait, std::string reason, FrontierTime now) {
  host.blocked_since = now;
  host.record.blocked_until = std::max(host.record.blocked_until, now + wait);
  host.record.blocked_reason = std::move(reason);
  if (host.record.blocked_reason.size() > kMaxStoredDetail) {
    host.record.blocked_reason.resize(kMaxStoredDetail);
  }
  Touch(host);
}

void PartitionFrontier::Unblock(Host& host) {
  host.record.blocked_until = {};
  host.record.blocked_reason.clear();
}

void PartitionFrontier::SetDormant(Host& host, bool dormant) {
  if (host.record.dormant == dormant) return;
  if (!dormant) dormant_ -= host.waiting();
  host.record.dormant = dormant;
  if (dormant) dormant_ += host.waiting();
}

}  // namespace arsip::frontier
