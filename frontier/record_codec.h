// The stored bytes of frontier records: docs/frontier-format.md section 3. What a record's key says
// (URL key, host number, lease name) is not in its value and is given to the decoder.
//
// Decoders read bytes that were stored by us but may have rotted: any input gives a record or
// kCorruption, in bounded time and memory.
#ifndef ARSIP_FRONTIER_RECORD_CODEC_H_
#define ARSIP_FRONTIER_RECORD_CODEC_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/url_key.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

// First byte of every value. Older records are read, what they do not say is at its default; a
// record of a later version is refused.
inline constexpr uint8_t kRecordVersion = 2;
inline constexpr uint8_t kPartitionVersion = 5;  // of the partition record
inline constexpr uint8_t kOldestRecordVersion = 1;

std::string EncodeUrl(const UrlRecord& url);
Result<UrlRecord> DecodeUrl(const UrlKey& key, std::string_view bytes);

std::string EncodeHost(const HostRecord& host);
// With other counts than its own.
std::string EncodeHost(const HostRecord& host, const std::array<uint32_t, kLanes>& queued);
Result<HostRecord> DecodeHost(HostNumber number, std::string_view bytes);

// Of the hosts of a batch. REQUIRES: numbers ascend.
std::string EncodeCounts(const std::vector<HostCounts>& counts);
Result<std::vector<HostCounts>> DecodeCounts(std::string_view bytes);

// `rules.sitemaps` are not kept: the crawler reads them when the file arrives.
std::string EncodeRobots(const RobotsRecord& robots);
Result<RobotsRecord> DecodeRobots(HostNumber host, std::string_view bytes);

std::string EncodePlatform(const PlatformRecord& platform);
Result<PlatformRecord> DecodePlatform(std::string_view name, std::string_view bytes);

std::string EncodeIgnoreRules(const std::vector<std::string>& rules);
Result<std::vector<std::string>> DecodeIgnoreRules(std::string_view bytes);

std::string EncodeLease(const LeaseRecord& lease);
Result<LeaseRecord> DecodeLease(uint64_t epoch, uint64_t number, std::string_view bytes);

// The partition's own record: who owns it, what was applied last, and the counters.
struct PartitionRecord {
  uint64_t epoch = 0;
  uint64_t sequence = 0;
  std::string owner;
  FrontierCounters counters;
  uint64_t counts_from = 1;  // the first batch whose counts of hosts are still there
  bool operator==(const PartitionRecord&) const = default;
};
std::string EncodePartition(const PartitionRecord& partition);
Result<PartitionRecord> DecodePartition(std::string_view bytes);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_RECORD_CODEC_H_
