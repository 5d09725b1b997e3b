#include "frontier/politeness.h"

#include <algorithm>
#include <utility>

namespace arsip::frontier {

Politeness::Politeness(const FrontierOptions& options, uint64_t seed)
    : options_(options), random_(seed), groups_(1) {
  for (const PlatformLimit& limit : options_.platforms) {
    const GroupNumber number = Group("platform " + limit.name);
    GroupWindow& platform = groups_[number];
    platform.delay = limit.delay;
    platform.limit = limit.delay > Duration::zero() ? 1 : limit.connections;
    platform.platform = &limit;
    for (const std::string& domain : limit.domains) {
      platform_domains_.try_emplace(domain, PlatformDomain{platform_domains_.size(), number});
    }
  }
}

HostNumber Politeness::AddHost() {
  hosts_.emplace_back();
  return static_cast<HostNumber>(hosts_.size() - 1);
}

GroupNumber Politeness::Group(const std::string& name) {
  const auto [entry, is_new] =
      group_numbers_.try_emplace(name, static_cast<GroupNumber>(groups_.size()));
  if (is_new) {
    GroupWindow& group = groups_.emplace_back();
    group.name = &entry->first;
    group.delay = options_.ip_delay;
    group.limit = options_.ip_delay > Duration::zero() ? 1 : 0;
  }
  return entry->second;
}

GroupNumber Politeness::PlatformOf(std::string_view host_name) const {
  const PlatformDomain* first = nullptr;
  for (std::string_view name = host_name; !name.empty() && !platform_domains_.empty();) {
    const auto found = platform_domains_.find(std::string(name));
    if (found != platform_domains_.end() &&
        (first == nullptr || found->second.order < first->order)) {
      first = &found->second;
    }
    name.remove_prefix(std::min(name.find('.'), name.size() - 1) + 1);
  }
  return first == nullptr ? kNoPlatform : first->platform;
}

void Politeness::SetPlatform(HostNumber host, GroupNumber platform) {
  Unlist(host);
  hosts_[host].platform = platform;
  List(host);
}

std::optional<std::string_view> Politeness::ChannelOf(HostNumber host,
                                                      std::string_view path) const {
  const GroupNumber platform = hosts_[host].platform;
  if (platform == kNoPlatform) return std::nullopt;
  for (const std::string& above : groups_[platform].platform->channel_paths) {
    if (!path.starts_with(above)) continue;
    const size_t end = std::min(path.find('/', above.size()), path.size());
    if (end > above.size()) return path.substr(0, end);
  }
  return std::nullopt;
}

// When its last response ended is not known: its delay counts from now.
void Politeness::RestorePlatform(const PlatformRecord& record, FrontierTime now) {
  const auto found = group_numbers_.find("platform " + record.name);
  if (found == group_numbers_.end()) return;
  GroupWindow& platform = groups_[found->second];
  platform.ready = now + Jittered(platform.delay);
  platform.window_start = record.window_start;
  platform.window_requests = record.requests;
  if (platform_spent(found->second, now)) {
    platform.ready = std::max(platform.ready, platform.window_start + platform.platform->window);
  }
  ListGroup(found->second);
}

PlatformRecord Politeness::platform_record(GroupNumber number) const {
  const GroupWindow& platform = groups_[number];
  constexpr size_t kPrefix = std::string_view("platform ").size();
  return {platform.name->substr(kPrefix), platform.window_start, platform.window_requests};
}

bool Politeness::platform_spent(GroupNumber number, FrontierTime now) const {
  const GroupWindow& platform = groups_[number];
  return platform.platform->max_requests.has_value() &&
         platform.window_requests >= *platform.platform->max_requests &&
         now < platform.window_start + platform.platform->window;
}

void Politeness::SetRank(HostNumber host, Rank rank) {
  if (hosts_[host].rank == rank) return;
  Unlist(host);
  hosts_[host].rank = rank;
  List(host);
}

const std::string& Politeness::group_name(GroupNumber group) const {
  static const std::string kNoName;
  return groups_[group].name == nullptr ? kNoName : *groups_[group].name;
}

void Politeness::Join(HostNumber host, GroupNumber group) {
  if (hosts_[host].group == group) return;
  Unlist(host);
  hosts_[host].group = group;
  List(host);
}

void Politeness::SetDelay(HostNumber number, Duration delay) {
  HostWindow& host = hosts_[number];
  const bool grew = delay > host.delay;
  host.delay = delay;
  if (!grew || host.last_end == FrontierTime{}) return;
  const FrontierTime ready = host.last_end + Jittered(delay);
  if (ready <= host.ready) return;
  Unlist(number);
  host.ready = ready;
  List(number);
}

void Politeness::HoldHost(HostNumber number, FrontierTime now) {
  HostWindow& host = hosts_[number];
  Unlist(number);
  host.last_end = now;
  host.ready = now + Jittered(host.delay);
  List(number);
}

void Politeness::HoldGroup(GroupNumber number, FrontierTime now) {
  groups_[number].ready = now + Jittered(groups_[number].delay);
  ListGroup(number);
}

void Politeness::Await(HostNumber number, FrontierTime from) {
  HostWindow& host = hosts_[number];
  if (host.awaiting && host.awaits == from && host.listed) return;
  Unlist(number);
  host.awaiting = true;
  host.awaits = from;
  List(number);
}

void Politeness::Leave(HostNumber number) {
  Unlist(number);
  hosts_[number].awaiting = false;
}

void Politeness::SetUnresolvedOpen(bool open) {
  if (groups_[kUnresolved].open == open) return;
  groups_[kUnresolved].open = open;
  ListGroup(kUnresolved);
}

std::optional<HostNumber> Politeness::Next(FrontierTime now) {
  constexpr size_t kMaxMoves = 64;
  size_t moves = kMaxMoves;
  constexpr uint64_t kLastRankFirst = 16;
  const bool from_last = requests_ % kLastRankFirst == kLastRankFirst - 1;
  for (size_t step = 0; step < kRanks; ++step) {
    const auto host = NextOf(from_last ? kRanks - 1 - step : step, now, moves);
    if (host.has_value()) return host;
  }
  return std::nullopt;
}

// A host of a platform may find that its IP group has no time for it; it is then moved to when the
// group may have, and the next is asked. `moves`: how many more may be moved in this call.
std::optional<HostNumber> Politeness::NextOf(size_t rank, FrontierTime now, size_t& moves) {
  const Waiting& waiting = waiting_groups_[rank];
  while (moves > 0 && !waiting.empty() && waiting.begin()->first <= now) {
    const HostNumber host = groups_[waiting.begin()->second].hosts[rank].begin()->second;
    if (GroupAllows(host, now)) return host;
    --moves;
  }
  return std::nullopt;
}

bool Politeness::GroupAllows(HostNumber number, FrontierTime now) {
  HostWindow& host = hosts_[number];
  if (ListedIn(host) == host.group) return true;
  GroupWindow& group = groups_[host.group];
  if (Full(group)) {
    Unlist(number);
    group.parked.push_back(number);
    return false;
  }
  if (group.ready <= now) return true;
  Unlist(number);
  host.listed = true;
  host.listed_at = group.ready;
  groups_[host.platform].hosts[static_cast<size_t>(host.rank)].emplace(host.listed_at, number);
  ListGroup(host.platform);
  return false;
}

std::optional<FrontierTime> Politeness::NextTime() const {
  std::optional<FrontierTime> time;
  for (const Waiting& waiting : waiting_groups_) {
    if (waiting.empty()) continue;
    if (!time.has_value() || waiting.begin()->first < *time) time = waiting.begin()->first;
  }
  return time;
}

void Politeness::RequestBegan(HostNumber number, FrontierTime now) {
  HostWindow& host = hosts_[number];
  Unlist(number);
  ++requests_;
  ++host.in_flight;
  ++groups_[host.group].in_flight;
  if (host.platform != kNoPlatform) {
    ++groups_[host.platform].in_flight;
    Spend(groups_[host.platform], now);
    ListGroup(host.platform);
  }
  List(number);
  ListGroup(host.group);
}

void Politeness::Spend(GroupWindow& platform, FrontierTime now) {
  const PlatformLimit& limit = *platform.platform;
  if (!limit.max_requests.has_value()) return;
  if (platform.window_requests == 0 || now >= platform.window_start + limit.window) {
    platform.window_start = now;
    platform.window_requests = 0;
  }
  if (++platform.window_requests < *limit.max_requests) return;
  platform.ready = std::max(platform.ready, platform.window_start + limit.window);
}

void Politeness::ResponseEnded(HostNumber number, GroupNumber group, FrontierTime now) {
  HostWindow& host = hosts_[number];
  Unlist(number);
  --host.in_flight;
  host.last_end = now;
  host.ready = std::max(host.ready, now + Jittered(host.delay));
  List(number);
  EndIn(groups_[group], now);
  ListGroup(group);
  Unpark(group);
  if (host.platform == kNoPlatform) return;
  EndIn(groups_[host.platform], now);
  ListGroup(host.platform);
}

void Politeness::EndIn(GroupWindow& window, FrontierTime now) {
  --window.in_flight;
  window.ready = std::max(window.ready, now + Jittered(window.delay));
}

void Politeness::Unpark(GroupNumber group) {
  if (Full(groups_[group])) return;
  for (const HostNumber host : std::exchange(groups_[group].parked, {})) {
    if (!hosts_[host].listed) List(host);
  }
}

Duration Politeness::Jittered(Duration delay) {
  if (delay <= Duration::zero() || options_.delay_jitter <= 0) return std::max(delay, Duration());
  std::uniform_real_distribution<double> share(0, options_.delay_jitter);
  return delay +
         Duration(static_cast<int64_t>(static_cast<double>(delay.count()) * share(random_)));
}

uint32_t Politeness::HostLimit(const HostWindow& host) const {
  if (host.delay > Duration::zero() || options_.ip_delay > Duration::zero()) return 1;
  return std::max(options_.connections_per_host, 1U);
}

bool Politeness::host_full(HostNumber host) const {
  return hosts_[host].in_flight >= HostLimit(hosts_[host]);
}

GroupNumber Politeness::ListedIn(const HostWindow& host) {
  return host.platform != kNoPlatform && host.group != kUnresolved ? host.platform : host.group;
}

// A host that may not be served however long it waits (its connections are in use) is not listed.
void Politeness::List(HostNumber number) {
  HostWindow& host = hosts_[number];
  if (!host.awaiting || host_full(number)) return;
  host.listed = true;
  host.listed_at = std::max(host.awaits, host.ready);
  groups_[ListedIn(host)].hosts[static_cast<size_t>(host.rank)].emplace(host.listed_at, number);
  ListGroup(ListedIn(host));
}

void Politeness::Unlist(HostNumber number) {
  HostWindow& host = hosts_[number];
  if (!host.listed) return;
  host.listed = false;
  groups_[ListedIn(host)].hosts[static_cast<size_t>(host.rank)].erase({host.listed_at, number});
  ListGroup(ListedIn(host));
}

void Politeness::ListGroup(GroupNumber number) {
  GroupWindow& group = groups_[number];
  for (size_t rank = 0; rank < kRanks; ++rank) {
    const Waiting& hosts = group.hosts[rank];
    std::optional<FrontierTime> at;
    if (!hosts.empty() && !Full(group) && group.open) {
      at = std::max(group.ready, hosts.begin()->first);
    }
    if (group.listed_at[rank] == at) continue;
    if (group.listed_at[rank].has_value()) {
      waiting_groups_[rank].erase({*group.listed_at[rank], number});
    }
    group.listed_at[rank] = at;
    if (at.has_value()) waiting_groups_[rank].emplace(*at, number);
  }
}

}  // namespace arsip::frontier
