// Politeness: when may which host be asked again? The one place that decides it, for all workers.
//
// A host waits its delay after the END of its last response; so does its IP group, the hosts that
// share an address, and so does its platform, if it belongs to one: sites that an operator counts
// as one, wherever their servers are (PlatformLimit). All three hold together. A host with a delay
// has one request in flight, and so has a group with a delay; a platform has as many as its limit
// says. Only without either delay may a host have up to connections_per_host. Jitter adds to a
// delay, never shortens it.
//
// Priority is a separate stage: of the hosts that politeness allows now, those of a better Rank go
// first, within a rank the one that could be served first; one turn of 16 begins with the last
// rank, so that no rank starves. O(log hosts) a call.
//
// Knows neither URLs nor robots.txt: its caller says from when on a host has something to be
// served. Not thread-safe.
#ifndef ARSIP_FRONTIER_POLITENESS_H_
#define ARSIP_FRONTIER_POLITENESS_H_

#include <array>
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

// IP groups and platforms are numbered together, in the order in which they are met.
using GroupNumber = uint32_t;
// Of hosts whose address is not known yet. It has no delay; its hosts are looked up, not fetched.
inline constexpr GroupNumber kUnresolved = 0;
inline constexpr GroupNumber kNoPlatform = UINT32_MAX;

enum class Rank : uint8_t { kUrgent = 0, kNormal = 1, kDemoted = 2 };
inline constexpr size_t kRanks = 3;

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

  // The platform that a host of this name belongs to; kNoPlatform: none of the options' platforms.
  // Looks the name up, and what is above it: however many platforms there are.
  GroupNumber PlatformOf(std::string_view host_name) const;
  // REQUIRES: nothing was in flight for the host so far.
  void SetPlatform(HostNumber host, GroupNumber platform);
  GroupNumber platform_of(HostNumber host) const { return hosts_[host].platform; }
  // "/s/NAME" of "/s/NAME/123" where the host's platform has channels below "/s/"; nullopt: the
  // path is in no channel.
  std::optional<std::string_view> ChannelOf(HostNumber host, std::string_view path) const;
  // What a stored record says of a platform: nothing when no platform has that name any more.
  void RestorePlatform(const PlatformRecord& record, FrontierTime now);
  PlatformRecord platform_record(GroupNumber platform) const;

  void SetRank(HostNumber host, Rank rank);

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

  // The host that is to be served now; it goes on waiting. nullopt: none, or (NextTime() is not
  // after `now`) ask again.
  std::optional<HostNumber> Next(FrontierTime now);
  // When Next() will give a host; nullopt: nobody waits that time alone could help.
  std::optional<FrontierTime> NextTime() const;

  void RequestBegan(HostNumber host, FrontierTime now);
  // `group`: the one the request began in.
  void ResponseEnded(HostNumber host, GroupNumber group, FrontierTime now);

  // As many requests are in flight as may be.
  bool host_full(HostNumber host) const;
  bool group_full(GroupNumber group) const { return Full(groups_[group]); }
  FrontierTime host_ready(HostNumber host) const { return hosts_[host].ready; }
  FrontierTime group_ready(GroupNumber group) const { return groups_[group].ready; }
  // Its requests of this window are used up.
  bool platform_spent(GroupNumber platform, FrontierTime now) const;
  // Empty for kUnresolved.
  const std::string& group_name(GroupNumber group) const;

 private:
  using Waiting = std::set<std::pair<FrontierTime, uint32_t>>;
  struct HostWindow {
    FrontierTime ready{};      // its delay has passed
    FrontierTime last_end{};   // of a response
    FrontierTime awaits{};     // what Await was told
    FrontierTime listed_at{};  // its key in the waiting set
    Duration delay{};
    GroupNumber group = kUnresolved;
    GroupNumber platform = kNoPlatform;
    uint32_t in_flight = 0;
    Rank rank = Rank::kNormal;
    bool awaiting = false;
    bool listed = false;
  };
  // Of an IP group or a platform.
  struct GroupWindow {
    FrontierTime ready{};
    Duration delay{};
    uint32_t limit = 0;  // of requests in flight; 0: none
    uint32_t in_flight = 0;
    std::array<Waiting, kRanks> hosts;  // that are listed here: see ListedIn
    std::array<std::optional<FrontierTime>, kRanks> listed_at;
    std::vector<HostNumber> parked;           // of platforms, until a request to this group ends
    const std::string* name = nullptr;        // the key in group_numbers_
    const PlatformLimit* platform = nullptr;  // of platforms
    FrontierTime window_start{};
    uint64_t window_requests = 0;
    bool open = true;
  };

  Duration Jittered(Duration delay);
  uint32_t HostLimit(const HostWindow& host) const;
  static bool Full(const GroupWindow& group) {
    return group.limit > 0 && group.in_flight >= group.limit;
  }
  // A host of a platform waits with its platform, any other with its IP group.
  static GroupNumber ListedIn(const HostWindow& host);
  void List(HostNumber host);
  void Unlist(HostNumber host);
  void ListGroup(GroupNumber group);
  void Spend(GroupWindow& platform, FrontierTime now);
  void EndIn(GroupWindow& window, FrontierTime now);
  void Unpark(GroupNumber group);
  std::optional<HostNumber> NextOf(size_t rank, FrontierTime now, size_t& moves);
  bool GroupAllows(HostNumber host, FrontierTime now);

  const FrontierOptions options_;
  std::mt19937_64 random_;
  std::vector<HostWindow> hosts_;
  std::vector<GroupWindow> groups_;
  std::unordered_map<std::string, GroupNumber> group_numbers_;
  struct PlatformDomain {
    size_t order = 0;  // among the domains of the options: the first that matches holds
    GroupNumber platform = kNoPlatform;
  };
  std::unordered_map<std::string, PlatformDomain> platform_domains_;
  std::array<Waiting, kRanks> waiting_groups_;
  uint64_t requests_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_POLITENESS_H_
