#include "frontier/record_codec.h"

#include <algorithm>
#include <limits>

#include "frontier/deferral.h"
#include "frontier/record_bytes.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxHopPath = 255;
constexpr size_t kFirstLanes = 3;  // those of version 1
constexpr size_t kMaxOrigin = kMaxUrlBytes;
constexpr size_t kMaxRules = 10'000;
constexpr size_t kMaxPattern = kMaxRobotsTxtBytes * 3;  // percent-normalising can triple a byte
constexpr size_t kMaxOwner = 1024;
constexpr uint64_t kMaxInterval = uint64_t{1} << 60;  // 36 years
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
uint8_t ReadVersion(RecordReader& in, uint8_t latest = kRecordVersion) {
  const uint8_t version = in.Byte();
  return version >= kOldestRecordVersion && version <= latest ? version : 0;
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

void WriteRevisit(RecordWriter& out, const Revisit& revisit) {
  out.Byte(revisit == Revisit{} ? 0 : 1);
  if (revisit == Revisit{}) return;
  out.Integer(static_cast<uint64_t>(std::max(revisit.interval, Duration::zero()).count()));
  for (const FrontierTime time :
       {revisit.first_captured, revisit.visited, revisit.changed, revisit.next}) {
    out.Time64(time);
  }
  out.Integer(revisit.visits);
  out.Integer(revisit.unchanged);
  out.Byte(revisit.bursts);
  out.Byte(static_cast<uint8_t>(revisit.kind));
  out.Byte(static_cast<uint8_t>(revisit.reason));
  out.Byte(static_cast<uint8_t>(revisit.presence));
  out.Byte(static_cast<uint8_t>(revisit.word));
}

template <class Enum>
Enum ReadEnum(RecordReader& in, Enum last) {
  const uint8_t value = in.Byte();
  if (value > static_cast<uint8_t>(last)) in.Fail();
  return static_cast<Enum>(std::min(value, static_cast<uint8_t>(last)));
}

Revisit ReadRevisit(RecordReader& in) {
  Revisit revisit;
  const uint8_t present = in.Byte();
  if (present > 1) in.Fail();
  if (present != 1) return revisit;
  revisit.interval = Duration(static_cast<int64_t>(in.Integer(kMaxInterval)));
  for (FrontierTime* const time :
       {&revisit.first_captured, &revisit.visited, &revisit.changed, &revisit.next}) {
    *time = in.Time64<FrontierTime>();
  }
  revisit.visits = Read32(in);
  revisit.unchanged = Read16(in);
  revisit.bursts = in.Byte();
  revisit.kind = ReadEnum(in, PageKind::kMedia);
  revisit.reason = ReadEnum(in, VisitReason::kNamed);
  revisit.presence = ReadEnum(in, Presence::kGone);
  revisit.word = ReadEnum(in, SiteWord::kUnchanged);
  return revisit;
}

bool StorableState(uint8_t state) {
  return state == static_cast<uint8_t>(UrlState::kQueued) ||
         state == static_cast<uint8_t>(UrlState::kCaptured) ||
         state == static_cast<uint8_t>(UrlState::kFailed) ||
         state == static_cast<uint8_t>(UrlState::kRefused);
}

void WriteNovelty(RecordWriter& out, const Novelty& novelty) {
  out.Byte(novelty.pages);
  out.Byte(novelty.fresh);
  out.Byte(novelty.full);
  for (size_t i = 0; i < novelty.full; ++i) out.Byte(novelty.hundreds[i]);
}

void ReadNovelty(RecordReader& in, Novelty& novelty) {
  novelty.pages = in.Byte();
  novelty.fresh = in.Byte();
  novelty.full = in.Byte();
  if (novelty.pages >= Novelty::kPages || novelty.fresh > novelty.pages ||
      novelty.full > Novelty::kHundreds) {
    in.Fail();
    return;
  }
  for (size_t i = 0; i < novelty.full; ++i) novelty.hundreds[i] = in.Byte();
}

void WriteDates(RecordWriter& out, const std::vector<DateOffset>& dates) {
  const size_t count = std::min(dates.size(), kMaxDates);
  out.Integer(count);
  for (size_t i = dates.size() - count; i < dates.size(); ++i) {
    out.Time64(UtcTime(dates[i].ahead));
    out.Integer(dates[i].exact ? 1 : 0);
  }
}

void ReadDates(RecordReader& in, std::vector<DateOffset>& dates) {
  const size_t count = in.Integer(kMaxDates);
  for (size_t i = 0; i < count && !in.failed(); ++i) {
    DateOffset& date = dates.emplace_back();
    date.ahead = in.Time64<UtcTime>().time_since_epoch();
    date.exact = in.Integer(1) != 0;
  }
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
  out.Integer(url.deferred ? 1 : 0);
  out.Integer(url.place);
  WriteRevisit(out, url.revisit);
  return out.Take();
}

Result<UrlRecord> DecodeUrl(const UrlKey& key, std::string_view bytes) {
  RecordReader in(bytes);
  UrlRecord url;
  url.key = key;
  const uint8_t version = ReadVersion(in);
  if (version == 0) return Corrupt("URL");
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
  if (version >= 2) {
    url.deferred = in.Integer(1) != 0;
    url.place = in.Integer();
    url.revisit = ReadRevisit(in);
  }
  if (!in.complete()) return Corrupt("URL");
  return url;
}

std::string EncodeHost(const HostRecord& host) { return EncodeHost(host, host.queued); }

std::string EncodeHost(const HostRecord& host, const std::array<uint32_t, kLanes>& queued) {
  RecordWriter out(64 + host.origin.size() + host.blocked_reason.size());
  out.Byte(kRecordVersion);
  out.Text(host.origin);
  for (size_t lane = 0; lane < kFirstLanes; ++lane) out.Integer(queued[lane]);
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
  for (size_t lane = kFirstLanes; lane < kLanes; ++lane) out.Integer(queued[lane]);
  WriteNovelty(out, host.novelty);
  out.Time64(host.operator_block_until);
  out.Text(Cut(host.operator_block_reason, kMaxStoredDetail));
  out.Byte(host.lastmod_lies);
  out.Time64(host.lastmod_ignored_until);
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
    ReadNovelty(in, host.novelty);
    host.operator_block_until = in.Time64<FrontierTime>();
    host.operator_block_reason = in.Text(kMaxStoredDetail);
    host.lastmod_lies = in.Byte();
    host.lastmod_ignored_until = in.Time64<FrontierTime>();
  }
  if (!in.complete() || host.origin.empty()) return Corrupt("host");
  return host;
}

std::string EncodeCounts(const std::vector<HostCounts>& counts) {
  RecordWriter out(16 + 12 * counts.size());
  out.Byte(kRecordVersion);
  out.Integer(counts.size());
  HostNumber next = 0;
  for (const HostCounts& host : counts) {
    out.Integer(host.number - next);
    next = host.number + 1;
    for (const uint32_t lane : host.queued) out.Integer(lane);
  }
  return out.Take();
}

Result<std::vector<HostCounts>> DecodeCounts(std::string_view bytes) {
  RecordReader in(bytes);
  std::vector<HostCounts> counts;
  if (ReadVersion(in) == 0) return Corrupt("batch of counts");
  const size_t count = in.Integer(kMax32);
  counts.reserve(std::min(count, in.left() / (1 + kLanes)));
  HostNumber next = 0;
  for (size_t i = 0; i < count && !in.failed(); ++i) {
    HostCounts& host = counts.emplace_back();
    host.number = next + static_cast<HostNumber>(in.Integer(kMax32 - next));
    next = host.number + 1;
    if (next == 0) in.Fail();  // no host has the last number
    for (uint32_t& lane : host.queued) lane = Read32(in);
  }
  if (!in.complete()) return Corrupt("batch of counts");
  return counts;
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

std::string EncodeIgnoreRules(const std::vector<std::string>& rules) {
  RecordWriter out(64 * rules.size() + 8);
  out.Byte(kRecordVersion);
  out.Integer(rules.size());
  for (const std::string& rule : rules) out.Text(rule);
  return out.Take();
}

Result<std::vector<std::string>> DecodeIgnoreRules(std::string_view bytes) {
  RecordReader in(bytes);
  std::vector<std::string> rules;
  if (ReadVersion(in) == 0) return Corrupt("set of ignore rules");
  const size_t count = in.Integer(kMaxIgnoreRules);
  for (size_t i = 0; i < count && !in.failed(); ++i) {
    rules.emplace_back(in.Text(kMaxIgnoreRuleBytes));
  }
  if (!in.complete()) return Corrupt("set of ignore rules");
  return rules;
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
  RecordWriter out(160 + partition.owner.size());
  out.Byte(kPartitionVersion);
  out.Integer(partition.epoch);
  out.Integer(partition.sequence);
  out.Text(Cut(partition.owner, kMaxOwner));
  out.Integer(counters.queued);
  out.Integer(counters.captured);
  out.Integer(counters.failed);
  for (const uint64_t count : counters.refused) out.Integer(count);
  out.Integer(counters.captured_bytes);
  out.Integer(counters.next_arrival);
  out.Time64(counters.time.now);
  out.Integer(counters.paused ? 1 : 0);
  out.Text(Cut(counters.pause_reason, kMaxStoredDetail));
  out.Integer(counters.captures);
  out.Byte(static_cast<uint8_t>(counters.rescoping));
  out.Integer(counters.rescoped_to);
  WriteDates(out, counters.time.dates);
  out.Integer(counters.received_bytes);
  out.Integer(counters.gate_terms);
  out.Integer(partition.counts_from);
  return out.Take();
}

Result<PartitionRecord> DecodePartition(std::string_view bytes) {
  RecordReader in(bytes);
  PartitionRecord partition;
  const uint8_t version = ReadVersion(in, kPartitionVersion);
  if (version == 0) return Corrupt("partition");
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
  counters.time.now = in.Time64<FrontierTime>();
  if (version >= 2) {
    counters.paused = in.Integer(1) != 0;
    counters.pause_reason = in.Text(kMaxStoredDetail);
    counters.captures = in.Integer();
  } else {
    counters.captures = counters.captured;
  }
  if (version >= 3) {
    counters.rescoping = ReadEnum(in, Rescoping::kGoesOn);
    counters.rescoped_to = in.Integer();
    ReadDates(in, counters.time.dates);
  }
  counters.received_bytes = version >= 4 ? in.Integer() : counters.captured_bytes;
  if (version >= 4) counters.gate_terms = in.Integer();
  partition.counts_from = version >= 5 ? in.Integer() : partition.sequence + 1;
  if (!in.complete()) return Corrupt("partition");
  return partition;
}

}  // namespace arsip::frontier
