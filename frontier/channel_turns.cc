// The queues of one host, its own and its channels', take turns: a channel with a million posts
// does not keep the others waiting.
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {

Host& PartitionFrontier::HostOf(const Url& url) {
  if (const auto number = hosts_.Find(url.origin()); number.has_value()) return hosts_[*number];
  Host& host = AddHost(std::string(url.origin()));
  deferral_.CountHost(url.host());
  SetPlatform(host);
  SetDelay(host);
  return host;
}

Host& PartitionFrontier::AddHost(std::string origin) {
  HostRecord record;
  record.number = politeness_.AddHost();
  record.origin = std::move(origin);
  Host& host = hosts_.Add(std::move(record));
  Touch(host);
  return host;
}

Host& PartitionFrontier::QueueOf(const Url& url) {
  Host& host = HostOf(url);
  const auto channel = politeness_.ChannelOf(host.record.number, url.path());
  if (!channel.has_value()) return host;
  std::string origin = host.record.origin + std::string(*channel);
  if (const auto number = hosts_.Find(origin); number.has_value()) return hosts_[*number];
  if (host.channels.size() >= options_.traps.max_channels_per_host) return host;
  Host& queue = AddHost(std::move(origin));
  queue.queue.Join(politeness_.group_of(host.record.number), memory_);
  return queue;
}

void PartitionFrontier::TakesTurns(Host& queue) {
  if (queue.queue.available() == 0) return;
  std::list<HostNumber>& turns = ServerOf(queue).turns;
  const HostNumber number = queue.record.number;
  const bool urgent = queue.queue.urgent();
  if (queue.in_turns && (!urgent || turns.front() == number)) return;
  if (queue.in_turns) turns.remove(number);
  turns.insert(urgent ? turns.begin() : turns.end(), number);
  queue.in_turns = true;
}

Result<std::optional<QueuedUrl>> PartitionFrontier::TakeNext(Host& server) {
  if (server.turns.empty()) return std::optional<QueuedUrl>();
  const HostNumber number = server.turns.front();
  Host& queue = hosts_[number];
  ARSIP_ASSIGN(auto page, queue.queue.Take(store_, options_.partition, number, memory_));
  server.turns.pop_front();
  queue.in_turns = false;
  TakesTurns(queue);
  return page;
}

void PartitionFrontier::JoinGroup(Host& server, GroupNumber group) {
  politeness_.Join(server.record.number, group);
  server.queue.Join(group, memory_);
  for (const HostNumber channel : server.channels) hosts_[channel].queue.Join(group, memory_);
}

uint64_t PartitionFrontier::WaitingAt(const Host& server) const {
  uint64_t count = server.waiting();
  for (const HostNumber channel : server.channels) count += hosts_[channel].waiting();
  return count;
}

}  // namespace arsip::frontier
