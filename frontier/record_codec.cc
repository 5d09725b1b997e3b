#include "frontier/record_codec.h"

#include <algorithm>
#include <limits>

#include "frontier/record_bytes.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxHopPath = 255;
constexpr size_t kFirstLanes = 3;  // those of version 1
constexpr size_t kMaxOrigin = kMaxUrlBytes;
constexpr size_t kMaxRules = 10'000;
constexpr size_t kMaxPattern = kMaxRobotsTxtBytes * 3;  // percent-normalising can triple a byte
constexpr size_t kMaxOwner = 1024;
constexpr auto kMax16 = std::numeric_limits<uint16_t>::max();
constexpr auto kMax32 = std::numeric_limits<uint32_t>::max();

Error Corrupt(const char* record) {
  return Error{
      ErrorCode::kCorruption,
      std::string("the frontier's record of a ") + record + " is damaged or of another version",
      ""};
}

std::string_view Cut(std::string_view text, size_t max) { return text.substr(0, max); }

uint16_t Read16(RecordReader& in) { return static_cast<uint16_t>(in.Integer(kMax16)); }
uint32_t Read32(RecordReader& in) { return static_cast<uint32_t>(in.Integer(kMax32)); }

// 0: of no version that is known.
uint8_t ReadVersion(RecordReader& in) {
  const uint8_t version = in.Byte();
  return version >= kOldestRecordVersion && version <= kRecordVersion ? version : 0;
}

// Most pages are found on their own host: `via` costs only what differs from `href`.
void WriteVia(RecordWriter& out, std::string_view href, std::string_view via) {
  const auto end = std::mismatch(href.begin(), href.end(), via.begin(), via.end()).first;
  const auto shared = static_cast<size_t>(end - href.begin());
  out.Integer(shared);
  out.Text(via.substr(shared));
}

void ReadVia(RecordReader& in, UrlRecord& url) {
  const size_t shared = in.Integer(url.href.size());
  url.via.assign(url.href, 0, shared);
  url.via.append(in.Text(kMaxUrlBytes));
}

bool StorableState(uint8_t state) {
  return state == static_cast<uint8_t>(UrlState::kQueued) ||
         state == static_cast<uint8_t>(UrlState::kCaptured) ||
         state == static_cast<uint8_t>(UrlState::kFailed) ||
         state == static_cast<uint8_t>(UrlState::kRefused);
}

RobotsRule ReadRule(RecordReader& in) {
  RobotsRule rule;
  rule.allow = in.Integer(1) != 0;
  rule.line = Read32(in);
  rule.path_pattern = in.Text(kMaxPattern);
  return rule;
}

}  // namespace

std::string EncodeUrl(const UrlRecord& url) {
  RecordWriter out(48 + url.href.size() + url.via.size() + url.detail.size());
  out.Byte(kRecordVersion);
  out.Byte(static_cast<uint8_t>(url.state));
  out.Byte(static_cast<uint8_t>(url.refusal));
  out.Integer(url.depth);
  out.Integer(url.attempt);
  out.Integer(url.status_code);
  out.Integer(url.arrival);
  out.Time64(url.retry_at);
  out.Time64(url.changed);
  out.Text(url.href);
  WriteVia(out, url.href, Cut(url.via, kMaxUrlBytes));
  out.Text(Cut(url.hop_path, kMaxHopPath));
  out.Text(Cut(url.detail, kMaxStoredDetail));
  return out.Take();
}

Result<UrlRecord> DecodeUrl(const UrlKey& key, std::string_view bytes) {
  RecordReader in(bytes);
  UrlRecord url;
  url.key = key;
  if (ReadVersion(in) == 0) return Corrupt("URL");
  const uint8_t state = in.Byte();
  const uint8_t refusal = in.Byte();
  if (!StorableState(state) || refusal > static_cast<uint8_t>(Refusal::kGate))
    return Corrupt("URL");
  url.state = static_cast<UrlState>(state);
  url.refusal = static_cast<Refusal>(refusal);
  url.depth = Read16(in);
  url.attempt = Read16(in);
  url.status_code = Read16(in);
  url.arrival = in.Integer();
  url.retry_at = in.Time64<FrontierTime>();
  url.changed = in.Time64<UtcTime>();
  url.href = in.Text(kMaxUrlBytes);
  ReadVia(in, url);
  url.hop_path = in.Text(kMaxHopPath);
  url.detail = in.Text(kMaxStoredDetail);
  if (!in.complete()) return Corrupt("URL");
  return url;
}

std::string EncodeHost(const HostRecord& host) {
  RecordWriter out(64 + host.origin.size() + host.blocked_reason.size());
  out.Byte(kRecordVersion);
  out.Text(host.origin);
  for (size_t lane = 0; lane < kFirstLanes; ++lane) out.Integer(host.queued[lane]);
  out.Integer(host.retrying);
  out.Integer((host.served ? 1U : 0U) | (host.dormant ? 2U : 0U));
  out.Integer(host.fetch_time_ms);
  out.Integer(host.busy_level);
  out.Integer(host.unreachable_level);
  out.Time64(host.blocked_until);
  out.Text(Cut(host.blocked_reason, kMaxStoredDetail));
  out.Byte(static_cast<uint8_t>(host.robots));
  out.Integer(host.robots_level);
  out.Time64(host.robots_until);
  out.Integer(host.crawl_delay_ms);
  for (size_t lane = kFirstLanes; lane < kLanes; ++lane) out.Integer(host.queued[lane]);
  return out.Take();
}

Result<HostRecord> DecodeHost(HostNumber number, std::string_view bytes) {
  RecordReader in(bytes);
  HostRecord host;
  host.number = number;
  const uint8_t version = ReadVersion(in);
  if (version == 0) return Corrupt("host");
  host.origin = in.Text(kMaxOrigin);
  for (size_t lane = 0; lane < kFirstLanes; ++lane) host.queued[lane] = Read32(in);
  host.retrying = Read32(in);
  const uint64_t flags = in.Integer(3);
  host.served = (flags & 1U) != 0;
  host.dormant = (flags & 2U) != 0;
  host.fetch_time_ms = Read32(in);
  host.busy_level = Read16(in);
  host.unreachable_level = Read16(in);
  host.blocked_until = in.Time64<FrontierTime>();
  host.blocked_reason = in.Text(kMaxStoredDetail);
  const uint8_t robots = in.Byte();
  if (robots > static_cast<uint8_t>(RobotsState::kUnreachable)) return Corrupt("host");
  host.robots = static_cast<RobotsState>(robots);
  host.robots_level = Read16(in);
  host.robots_until = in.Time64<FrontierTime>();
  host.crawl_delay_ms = Read32(in);
  if (version >= 2) {
    for (size_t lane = kFirstLanes; lane < kLanes; ++lane) host.queued[lane] = Read32(in);
  }
  if (!in.complete() || host.origin.empty()) return Corrupt("host");
  return host;
}

std::string EncodeRobots(const RobotsRecord& robots) {
  RecordWriter out(64 + 32 * robots.rules.rules.size());
  out.Byte(kRecordVersion);
  out.Text(Cut(robots.robots_txt_url, kMaxUrlBytes));
  out.Time64(robots.fetched_at);
  out.Text(Cut(robots.rules.group, kMaxStoredDetail));
  out.Integer(robots.rules.truncated ? 1 : 0);
  const size_t count = std::min(robots.rules.rules.size(), kMaxRules);
  out.Integer(count);
  for (size_t i = 0; i < count; ++i) {
    const RobotsRule& rule = robots.rules.rules[i];
    out.Integer(rule.allow ? 1 : 0);
    out.Integer(rule.line);
    out.Text(Cut(rule.path_pattern, kMaxPattern));
  }
  return out.Take();
}

Result<RobotsRecord> DecodeRobots(HostNumber host, std::string_view bytes) {
  RecordReader in(bytes);
  RobotsRecord robots;
  robots.host = host;
  if (ReadVersion(in) == 0) return Corrupt("robots.txt");
  robots.robots_txt_url = in.Text(kMaxUrlBytes);
  robots.fetched_at = in.Time64<UtcTime>();
  robots.rules.group = in.Text(kMaxStoredDetail);
  robots.rules.truncated = in.Integer(1) != 0;
  const size_t count = in.Integer(kMaxRules);
  // Three bytes are the least a rule takes: what is reserved is bounded by the input.
  robots.rules.rules.reserve(std::min(count, in.left() / 3));
  for (size_t i = 0; i < count && !in.failed(); ++i) robots.rules.rules.push_back(ReadRule(in));
  if (!in.complete()) return Corrupt("robots.txt");
  return robots;
}

std::string EncodePlatform(const PlatformRecord& platform) {
  RecordWriter out(24);
  out.Byte(kRecordVersion);
  out.Time64(platform.window_start);
  out.Integer(platform.requests);
  return out.Take();
}

Result<PlatformRecord> DecodePlatform(std::string_view name, std::string_view bytes) {
  RecordReader in(bytes);
  PlatformRecord platform;
  platform.name = name;
  if (ReadVersion(in) == 0) return Corrupt("platform");
  platform.window_start = in.Time64<FrontierTime>();
  platform.requests = in.Integer();
  if (!in.complete()) return Corrupt("platform");
  return platform;
}

std::string EncodeLease(const LeaseRecord& lease) {
  RecordWriter out(48 + lease.worker.size());
  out.Byte(kRecordVersion);
  out.Text(lease.key.view());
  out.Time64(lease.granted);
  out.Text(Cut(lease.worker, kMaxOwner));
  return out.Take();
}

Result<LeaseRecord> DecodeLease(uint64_t epoch, uint64_t number, std::string_view bytes) {
  RecordReader in(bytes);
  LeaseRecord lease;
  lease.epoch = epoch;
  lease.number = number;
  if (ReadVersion(in) == 0) return Corrupt("lease");
  auto key = UrlKey::FromBytes(in.Text(lease.key.bytes.size()));
  if (!key.has_value()) return Corrupt("lease");
  lease.key = *key;
  lease.granted = in.Time64<FrontierTime>();
  lease.worker = in.Text(kMaxOwner);
  if (!in.complete()) return Corrupt("lease");
  return lease;
}

std::string EncodePartition(const PartitionRecord& partition) {
  const FrontierCounters& counters = partition.counters;
  RecordWriter out(128 + partition.owner.size());
  out.Byte(kRecordVersion);
  out.Integer(partition.epoch);
  out.Integer(partition.sequence);
  out.Text(Cut(partition.owner, kMaxOwner));
  out.Integer(counters.queued);
  out.Integer(counters.captured);
  out.Integer(counters.failed);
  for (const uint64_t count : counters.refused) out.Integer(count);
  out.Integer(counters.captured_bytes);
  out.Integer(counters.next_arrival);
  out.Time64(counters.now);
  return out.Take();
}

Result<PartitionRecord> DecodePartition(std::string_view bytes) {
  RecordReader in(bytes);
  PartitionRecord partition;
  if (ReadVersion(in) == 0) return Corrupt("partition");
  partition.epoch = in.Integer();
  partition.sequence = in.Integer();
  partition.owner = in.Text(kMaxOwner);
  FrontierCounters& counters = partition.counters;
  counters.queued = in.Integer();
  counters.captured = in.Integer();
  counters.failed = in.Integer();
  for (uint64_t& count : counters.refused) count = in.Integer();
  counters.captured_bytes = in.Integer();
  counters.next_arrival = in.Integer();
  counters.now = in.Time64<FrontierTime>();
  if (!in.complete()) return Corrupt("partition");
  return partition;
}

}  // namespace arsip::frontier
