// Politeness: when may which host be asked again? The one place that decides it, for all workers.
//
// A host waits its delay after the END of its last response; so does its IP group, the hosts that
// share an address. A host with a delay has one request in flight, and so has a group with a delay.
// Only without either delay may a host have up to connections_per_host. Jitter adds to a delay,
// never shortens it. Serves in the order of the earliest time at which each could be served. O(log
// hosts) a call.
//
// Knows neither URLs nor robots.txt: its caller says from when on a host has something to be
// served. Not thread-safe.
#ifndef ARSIP_FRONTIER_POLITENESS_H_
#define ARSIP_FRONTIER_POLITENESS_H_

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "frontier/frontier_options.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

using GroupNumber = uint32_t;
// Of hosts whose address is not known yet. It has no delay; its hosts are looked up, not fetched.
inline constexpr GroupNumber kUnresolved = 0;

class Politeness {
 public:
  // `seed` makes the jitter.
  Politeness(const FrontierOptions& options, uint64_t seed);

  // The next host number, in kUnresolved.
  HostNumber AddHost();
  // The group of that name, made when it is new.
  GroupNumber Group(const std::string& name);
  // Nothing is in flight for a host that moves to another group, or it keeps counting in the old
  // one.
  void Join(HostNumber host, GroupNumber group);
  GroupNumber group_of(HostNumber host) const { return hosts_[host].group; }

  // Also reaches back to the last response when the delay grew.
  void SetDelay(HostNumber host, Duration delay);
  Duration delay_of(HostNumber host) const { return hosts_[host].delay; }
  // Waits the full delay from `now`: what came before is not known.
  void HoldHost(HostNumber host, FrontierTime now);
  void HoldGroup(GroupNumber group, FrontierTime now);

  // The host has something to be served from `from` on. Replaces what it asked before.
  void Await(HostNumber host, FrontierTime from);
  void Leave(HostNumber host);
  // The hosts of kUnresolved are passed over while it is closed.
  void SetUnresolvedOpen(bool open);

  // The host that could be served first, if that is not after `now`; it goes on waiting.
  std::optional<HostNumber> Next(FrontierTime now) const;
  // When Next() will give a host; nullopt: nobody waits that time alone could help.
  std::optional<FrontierTime> NextTime() const;

  void RequestBegan(HostNumber host);
  // `group`: the one the request began in.
  void ResponseEnded(HostNumber host, GroupNumber group, FrontierTime now);

  // As many requests are in flight as may be.
  bool host_full(HostNumber host) const;
  bool group_full(GroupNumber group) const { return GroupFull(groups_[group]); }
  FrontierTime host_ready(HostNumber host) const { return hosts_[host].ready; }
  FrontierTime group_ready(GroupNumber group) const { return groups_[group].ready; }
  // Empty for kUnresolved.
  const std::string& group_name(GroupNumber group) const;

 private:
  using Waiting = std::set<std::pair<FrontierTime, uint32_t>>;
  struct HostWindow {
    FrontierTime ready{};      // its delay has passed
    FrontierTime last_end{};   // of a response
    FrontierTime awaits{};     // what Await was told
    FrontierTime listed_at{};  // its key in the group's waiting set
    Duration delay{};
    GroupNumber group = kUnresolved;
    uint32_t in_flight = 0;
    bool awaiting = false;
    bool listed = false;
  };
  struct GroupWindow {
    FrontierTime ready{};
    FrontierTime listed_at{};
    Waiting hosts;
    const std::string* name = nullptr;  // the key in group_numbers_
    uint32_t in_flight = 0;
    bool listed = false;
    bool open = true;
  };

  Duration Jittered(Duration delay);
  uint32_t HostLimit(const HostWindow& host) const;
  bool GroupFull(const GroupWindow& group) const;
  void List(HostNumber host);
  void Unlist(HostNumber host);
  void ListGroup(GroupNumber group);

  const FrontierOptions options_;
  std::mt19937_64 random_;
  std::vector<HostWindow> hosts_;
  std::vector<GroupWindow> groups_;
  std::unordered_map<std::string, GroupNumber> group_numbers_;
  Waiting waiting_groups_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_POLITENESS_H_
