// The keys of the LevelDB frontier store: docs/frontier-format.md section 1. Big-endian throughout,
// so that byte order is the order of queues, due times and hosts.
#ifndef ARSIP_FRONTIER_STORE_KEYS_H_
#define ARSIP_FRONTIER_STORE_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/url_key.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

// First byte of a key. Part of the persistent format.
enum class Table : char {
  kUrls = 'a',          // and queues
  kUrlsByKey = 'u',     // of version 1 only
  kQueuesByHost = 'q',  // of versions 1 and 2 only
  kHosts = 'h',
  kCounts = 'c',
  kRobots = 'r',
  kGroups = 'g',
  kPlatforms = 'p',
  kIgnoreRules = 'i',
  kDue = 't',
  kLeases = 'l',
  kPartition = 'm',
  kSeen = 's',
};

// What all keys of a table and partition begin with.
std::string TablePrefix(Table table, uint32_t partition);

std::string UrlStoreKey(uint32_t partition, uint64_t arrival);
// A million arrivals are a part: first the keys of its URLs, then those of its places in queues, by
// host and lane. So whatever is new lies at the end of the table, and a database that sorts by key
// leaves the old parts alone, however many there are.
std::string QueueKey(uint32_t partition, const QueuePosition& position);
uint64_t QueuePartOf(uint64_t arrival);
// Its first arrival.
uint64_t QueuePartBegin(uint64_t part);
std::string HostKey(uint32_t partition, HostNumber host);
// Of the batch with that number.
std::string CountsKey(uint32_t partition, uint64_t sequence);
std::string RobotsKey(uint32_t partition, HostNumber host);
std::string GroupKey(uint32_t partition, std::string_view address);
std::string PlatformKey(uint32_t partition, std::string_view name);
std::string DueKey(uint32_t partition, const DueEntry& entry);
std::string LeaseKey(uint32_t partition, const FrontierBatch::LeaseName& lease);

// Of keys as the functions above make them; nullopt for any other bytes.
std::optional<uint64_t> ParseUrlStoreKey(std::string_view key);
// Of version 1.
std::optional<UrlKey> ParseUrlByKey(std::string_view key);
// Of versions 1 and 2.
std::optional<QueuePosition> ParseQueueByHostKey(std::string_view key);
std::optional<QueuePosition> ParseQueueKey(std::string_view key);
std::optional<HostNumber> ParseHostKey(std::string_view key);
std::optional<std::string> ParseGroupKey(std::string_view key);
std::optional<std::string> ParsePlatformKey(std::string_view key);
std::optional<DueEntry> ParseDueKey(std::string_view key);
std::optional<FrontierBatch::LeaseName> ParseLeaseKey(std::string_view key);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_STORE_KEYS_H_
