#include "frontier/politeness.h"

#include <algorithm>

namespace arsip::frontier {

Politeness::Politeness(const FrontierOptions& options, uint64_t seed)
    : options_(options), random_(seed), groups_(1) {}

HostNumber Politeness::AddHost() {
  hosts_.emplace_back();
  return static_cast<HostNumber>(hosts_.size() - 1);
}

GroupNumber Politeness::Group(const std::string& name) {
  const auto [entry, is_new] =
      group_numbers_.try_emplace(name, static_cast<GroupNumber>(groups_.size()));
  if (is_new) groups_.emplace_back().name = &entry->first;
  return entry->second;
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
  groups_[number].ready = now + Jittered(options_.ip_delay);
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

std::optional<HostNumber> Politeness::Next(FrontierTime now) const {
  const auto time = NextTime();
  if (!time.has_value() || *time > now) return std::nullopt;
  return groups_[waiting_groups_.begin()->second].hosts.begin()->second;
}

std::optional<FrontierTime> Politeness::NextTime() const {
  if (waiting_groups_.empty()) return std::nullopt;
  return waiting_groups_.begin()->first;
}

void Politeness::RequestBegan(HostNumber number) {
  HostWindow& host = hosts_[number];
  Unlist(number);
  ++host.in_flight;
  ++groups_[host.group].in_flight;
  List(number);
  ListGroup(host.group);
}

void Politeness::ResponseEnded(HostNumber number, GroupNumber group, FrontierTime now) {
  HostWindow& host = hosts_[number];
  Unlist(number);
  --host.in_flight;
  host.last_end = now;
  host.ready = std::max(host.ready, now + Jittered(host.delay));
  List(number);
  GroupWindow& window = groups_[group];
  --window.in_flight;
  window.ready = std::max(window.ready, now + Jittered(options_.ip_delay));
  ListGroup(group);
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

bool Politeness::GroupFull(const GroupWindow& group) const {
  return options_.ip_delay > Duration::zero() && group.in_flight > 0;
}

// A host that may not be served however long it waits (its connections are in use) is not listed.
void Politeness::List(HostNumber number) {
  HostWindow& host = hosts_[number];
  if (!host.awaiting || host_full(number)) return;
  host.listed = true;
  host.listed_at = std::max(host.awaits, host.ready);
  groups_[host.group].hosts.emplace(host.listed_at, number);
  ListGroup(host.group);
}

void Politeness::Unlist(HostNumber number) {
  HostWindow& host = hosts_[number];
  if (!host.listed) return;
  host.listed = false;
  groups_[host.group].hosts.erase({host.listed_at, number});
  ListGroup(host.group);
}

void Politeness::ListGroup(GroupNumber number) {
  GroupWindow& group = groups_[number];
  const bool list = !group.hosts.empty() && !GroupFull(group) && group.open;
  FrontierTime at{};
  if (list) at = std::max(group.ready, group.hosts.begin()->first);
  if (group.listed == list && (!list || group.listed_at == at)) return;
  if (group.listed) waiting_groups_.erase({group.listed_at, number});
  group.listed = list;
  group.listed_at = at;
  if (list) waiting_groups_.emplace(at, number);
}

}  // namespace arsip::frontier
