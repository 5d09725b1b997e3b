// RobotsGate: what robots.txt says of a host's URLs, and the hops that fetch it (RFC 9309).
//
// A host's verdict is stored with it (HostRecord::robots, robots_until); its rules are stored apart
// and read when they are needed. Fetches under way are in memory only: after a restart they begin
// again. Not thread-safe.
#ifndef ARSIP_FRONTIER_ROBOTS_GATE_H_
#define ARSIP_FRONTIER_ROBOTS_GATE_H_

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/url.h"
#include "frontier/frontier_options.h"
#include "frontier/frontier_records.h"
#include "frontier/frontier_store.h"
#include "frontier/lease.h"
#include "frontier/lease_table.h"

namespace arsip::frontier {

class RobotsGate {
 public:
  // The store outlives the gate.
  RobotsGate(const FrontierOptions& options, FrontierStore& store);

  enum class Standing : uint8_t {
    kOpen,   // URLs can be judged
    kFetch,  // robots.txt has to be fetched first
    kWait,   // it could not be fetched: everything is disallowed until robots_until
  };
  Standing Check(const HostRecord& host, FrontierTime now) const;

  // What robots.txt says of the URL. REQUIRES: Check(host) is kOpen.
  Result<Lease::RobotsDecision> Judge(const HostRecord& host, const Url& url);

  // Begins a fetch; the hop is the host's own /robots.txt.
  Result<RobotsHop> BeginFetch(const HostRecord& host);
  void EndFetch(HostNumber for_host) { fetching_.erase(for_host); }
  bool fetching(HostNumber for_host) const { return fetching_.contains(for_host); }

  // Hops that wait for their turn at the server of `contact`.
  void AddHop(HostNumber contact, RobotsHop hop);
  void PutBackHop(HostNumber contact, RobotsHop hop);
  bool HasHop(HostNumber contact) const { return hops_.contains(contact); }
  std::optional<RobotsHop> TakeHop(HostNumber contact);

  // The ends of a fetch. They change the host's record, which its owner then stores.
  RobotsRecord& Rules(HostRecord& host, const RobotsHop& hop, RobotsRules rules, FrontierTime now);
  void Unavailable(HostRecord& host, FrontierTime now);
  void Unreachable(HostRecord& host, FrontierTime now);

  // Forgets rules, the longest unused first, until they fit their share of memory. REQUIRES: all
  // rules are durable.
  void Trim();
  size_t cached_bytes() const { return cached_bytes_; }

 private:
  struct Cached {
    RobotsRecord record;
    size_t bytes = 0;
    std::list<HostNumber>::iterator use;
  };

  Result<const RobotsRecord*> Load(HostNumber host);
  RobotsRecord& Keep(RobotsRecord record);

  const FrontierOptions options_;
  FrontierStore& store_;
  std::unordered_set<HostNumber> fetching_;
  std::unordered_map<HostNumber, std::deque<RobotsHop>> hops_;
  std::unordered_map<HostNumber, Cached> cache_;
  std::list<HostNumber> uses_;  // the latest first
  size_t cached_bytes_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_ROBOTS_GATE_H_
