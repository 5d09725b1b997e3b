#include "frontier/frontier_records.h"

#include <algorithm>

namespace arsip::frontier {

bool FrontierBatch::empty() const {
  return inserts.empty() && updates.empty() && dequeued.empty() && enqueued.empty() &&
         due_removed.empty() && due_added.empty() && hosts.empty() && counts.empty() &&
         robots.empty() && groups.empty() && platforms.empty() && !ignore_rules.has_value() &&
         granted.empty() && ended.empty();
}

FrontierCounters CountersAfter(const FrontierBatch& batch, const std::vector<bool>& inserted) {
  FrontierCounters counters = batch.counters;
  for (size_t i = 0; i < batch.inserts.size(); ++i) {
    if (!inserted[i]) continue;
    const UrlRecord& url = batch.inserts[i].url;
    if (url.state == UrlState::kRefused) {
      ++counters.refused[static_cast<size_t>(url.refusal)];
    } else {
      ++counters.queued;
    }
  }
  return counters;
}

std::vector<HostCounts> CountsAfter(const FrontierBatch& batch, const std::vector<bool>& inserted) {
  std::vector<HostCounts> counts = batch.counts;
  counts.reserve(counts.size() + batch.hosts.size());
  for (const HostRecord& host : batch.hosts) counts.push_back({host.number, host.queued});
  std::ranges::sort(counts, {}, &HostCounts::number);
  for (size_t i = 0; i < batch.inserts.size(); ++i) {
    if (!inserted[i] || batch.inserts[i].url.state != UrlState::kQueued) continue;
    const QueuePosition& position = batch.inserts[i].position;
    const auto host = std::ranges::lower_bound(counts, position.host, {}, &HostCounts::number);
    if (host != counts.end() && host->number == position.host) ++host->queued[position.lane];
  }
  return counts;
}

}  // namespace arsip::frontier
