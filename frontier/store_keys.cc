#include "frontier/store_keys.h"

#include "base/key_value_store.h"

namespace arsip::frontier {
namespace {

constexpr size_t kPrefix = 1 + 4;  // table, partition
constexpr size_t kUrlKey = 16;
constexpr size_t kPosition = 4 + 1 + 8;  // host, lane, arrival
constexpr int kPartBits = 20;
// Flipped so that times before 1970 sort before those after.
constexpr uint64_t kSignBit = uint64_t{1} << 63;

// The part after the prefix, when `key` is of `table` and that part is `size` bytes long.
std::optional<std::string_view> Rest(std::string_view key, Table table, size_t size) {
  if (key.size() != kPrefix + size || key[0] != static_cast<char>(table)) return std::nullopt;
  return key.substr(kPrefix);
}

std::optional<std::string> ParseName(std::string_view key, Table table) {
  if (key.size() <= kPrefix || key[0] != static_cast<char>(table)) return std::nullopt;
  return std::string(key.substr(kPrefix));
}

UrlKey KeyFrom(std::string_view bytes) {
  UrlKey key;
  std::memcpy(key.bytes.data(), bytes.data(), key.bytes.size());
  return key;
}

uint64_t LastOfPart(uint64_t arrival) { return arrival | ((uint64_t{1} << kPartBits) - 1); }

std::optional<QueuePosition> PositionFrom(std::string_view bytes) {
  const auto lane = static_cast<uint8_t>(bytes[4]);
  if (lane >= kLanes) return std::nullopt;
  return QueuePosition{ReadBigEndian32(bytes), lane, ReadBigEndian64(bytes.substr(5))};
}

}  // namespace

std::string TablePrefix(Table table, uint32_t partition) {
  std::string key;
  key.reserve(40);
  key.push_back(static_cast<char>(table));
  AppendBigEndian32(key, partition);
  return key;
}

std::string UrlStoreKey(uint32_t partition, uint64_t arrival) {
  std::string key = TablePrefix(Table::kUrls, partition);
  AppendBigEndian64(key, arrival);
  return key;
}

std::string QueueKey(uint32_t partition, const QueuePosition& position) {
  std::string key = UrlStoreKey(partition, LastOfPart(position.arrival));
  AppendBigEndian32(key, position.host);
  key.push_back(static_cast<char>(position.lane));
  AppendBigEndian64(key, position.arrival);
  return key;
}

uint64_t QueuePartOf(uint64_t arrival) { return arrival >> kPartBits; }

uint64_t QueuePartBegin(uint64_t part) { return part << kPartBits; }

std::string HostKey(uint32_t partition, HostNumber host) {
  std::string key = TablePrefix(Table::kHosts, partition);
  AppendBigEndian32(key, host);
  return key;
}

std::string CountsKey(uint32_t partition, uint64_t sequence) {
  std::string key = TablePrefix(Table::kCounts, partition);
  AppendBigEndian64(key, sequence);
  return key;
}

std::string RobotsKey(uint32_t partition, HostNumber host) {
  std::string key = TablePrefix(Table::kRobots, partition);
  AppendBigEndian32(key, host);
  return key;
}

std::string GroupKey(uint32_t partition, std::string_view address) {
  std::string key = TablePrefix(Table::kGroups, partition);
  key.append(address);
  return key;
}

std::string PlatformKey(uint32_t partition, std::string_view name) {
  std::string key = TablePrefix(Table::kPlatforms, partition);
  key.append(name);
  return key;
}

std::string DueKey(uint32_t partition, const DueEntry& entry) {
  std::string key = TablePrefix(Table::kDue, partition);
  AppendBigEndian64(key, static_cast<uint64_t>(entry.due.time_since_epoch().count()) ^ kSignBit);
  key.append(entry.key.view());
  return key;
}

std::string LeaseKey(uint32_t partition, const FrontierBatch::LeaseName& lease) {
  std::string key = TablePrefix(Table::kLeases, partition);
  AppendBigEndian64(key, lease.epoch);
  AppendBigEndian64(key, lease.number);
  return key;
}

std::optional<uint64_t> ParseUrlStoreKey(std::string_view key) {
  const auto rest = Rest(key, Table::kUrls, 8);
  if (!rest.has_value()) return std::nullopt;
  return ReadBigEndian64(*rest);
}

std::optional<UrlKey> ParseUrlByKey(std::string_view key) {
  const auto rest = Rest(key, Table::kUrlsByKey, kUrlKey);
  if (!rest.has_value()) return std::nullopt;
  return KeyFrom(*rest);
}

std::optional<QueuePosition> ParseQueueKey(std::string_view key) {
  const auto rest = Rest(key, Table::kUrls, 8 + kPosition);
  if (!rest.has_value()) return std::nullopt;
  const auto position = PositionFrom(rest->substr(8));
  if (position.has_value() && LastOfPart(position->arrival) != ReadBigEndian64(*rest)) {
    return std::nullopt;
  }
  return position;
}

std::optional<QueuePosition> ParseQueueByHostKey(std::string_view key) {
  const auto rest = Rest(key, Table::kQueuesByHost, kPosition);
  if (!rest.has_value()) return std::nullopt;
  return PositionFrom(*rest);
}

std::optional<HostNumber> ParseHostKey(std::string_view key) {
  const auto rest = Rest(key, Table::kHosts, 4);
  if (!rest.has_value()) return std::nullopt;
  return ReadBigEndian32(*rest);
}

std::optional<std::string> ParseGroupKey(std::string_view key) {
  return ParseName(key, Table::kGroups);
}

std::optional<std::string> ParsePlatformKey(std::string_view key) {
  return ParseName(key, Table::kPlatforms);
}

std::optional<DueEntry> ParseDueKey(std::string_view key) {
  const auto rest = Rest(key, Table::kDue, 8 + kUrlKey);
  if (!rest.has_value()) return std::nullopt;
  const auto count = static_cast<int64_t>(ReadBigEndian64(*rest) ^ kSignBit);
  return DueEntry{FrontierTime(FrontierTime::duration(count)), KeyFrom(rest->substr(8))};
}

std::optional<FrontierBatch::LeaseName> ParseLeaseKey(std::string_view key) {
  const auto rest = Rest(key, Table::kLeases, 8 + 8);
  if (!rest.has_value()) return std::nullopt;
  return FrontierBatch::LeaseName{ReadBigEndian64(*rest), ReadBigEndian64(rest->substr(8))};
}

}  // namespace arsip::frontier
