#include "frontier/frontier_records.h"

#include <unordered_map>

namespace arsip::frontier {

bool FrontierBatch::empty() const {
  return inserts.empty() && updates.empty() && dequeued.empty() && enqueued.empty() &&
         due_removed.empty() && due_added.empty() && hosts.empty() && robots.empty() &&
         groups.empty() && platforms.empty() && granted.empty() && ended.empty();
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

std::vector<HostRecord> HostsAfter(const FrontierBatch& batch, const std::vector<bool>& inserted) {
  std::unordered_map<HostNumber, std::array<uint32_t, kLanes>> added;
  for (size_t i = 0; i < batch.inserts.size(); ++i) {
    if (!inserted[i] || batch.inserts[i].url.state != UrlState::kQueued) continue;
    const QueuePosition& position = batch.inserts[i].position;
    ++added[position.host][position.lane];
  }
  std::vector<HostRecord> hosts = batch.hosts;
  for (HostRecord& host : hosts) {
    const auto found = added.find(host.number);
    if (found == added.end()) continue;
    for (size_t lane = 0; lane < kLanes; ++lane) host.queued[lane] += found->second[lane];
  }
  return hosts;
}

}  // namespace arsip::frontier
