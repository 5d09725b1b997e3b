// URLs that pages and seed lists name, and recrawl.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxHopPath = 255;
constexpr size_t kRecrawlBatch = 1000;

Hop LastHop(const std::string& hop_path) {
  return hop_path.empty() ? Hop::kSeed : static_cast<Hop>(hop_path.back());
}

UrlRecord RecordOf(const DiscoveredUrl& found, const UrlKey& key) {
  UrlRecord url;
  url.key = key;
  url.state = found.refusal == Refusal::kNone ? UrlState::kQueued : UrlState::kRefused;
  url.refusal = found.refusal;
  url.depth = found.depth;
  url.href = found.url.href();
  url.via = found.via.substr(0, kMaxUrlBytes);
  const size_t dropped = found.hop_path.size() - std::min(found.hop_path.size(), kMaxHopPath);
  url.hop_path = found.hop_path.substr(dropped);
  url.detail = found.refusal_detail.substr(0, kMaxStoredDetail);
  return url;
}

}  // namespace

size_t LaneOf(Hop hop) {
  switch (hop) {
    case Hop::kSeed:
    case Hop::kRedirect:
    case Hop::kPrerequisite:
      return 0;
    case Hop::kEmbed:
    case Hop::kInferred:
      return 1;
    case Hop::kLink:
    case Hop::kSpeculative:
    case Hop::kManifest:
      break;
  }
  return 2;
}

Status PartitionFrontier::Discover(std::span<const DiscoveredUrl> urls) {
  ARSIP_TRY(CheckOwned());
  for (const DiscoveredUrl& found : urls) {
    const UrlKey key = KeyOf(found.url);
    if (seen_.SeenBefore(key)) continue;
    // The cache forgets; a batch must not insert one key twice.
    if (!filling_.inserting.insert(key).second) continue;
    Insert(found, key);
  }
  return Ok();
}

void PartitionFrontier::Insert(const DiscoveredUrl& found, const UrlKey& key) {
  FrontierBatch::Insert insert{RecordOf(found, key), {}};
  if (insert.url.state == UrlState::kQueued) {
    Host& host = HostOf(found.url);
    Touch(host);
    insert.position = NextPosition(host.record.number, LaneOf(found.hop));
    insert.url.arrival = insert.position.arrival;
  } else {
    insert.url.arrival = counters_.next_arrival++;
    insert.url.changed = clock_.Utc();
  }
  filling_.batch.inserts.push_back(std::move(insert));
}

QueuePosition PartitionFrontier::NextPosition(HostNumber host, size_t lane) {
  return QueuePosition{host, static_cast<uint8_t>(lane), counters_.next_arrival++};
}

Host& PartitionFrontier::HostOf(const Url& url) {
  if (const auto number = hosts_.Find(url.origin()); number.has_value()) return hosts_[*number];
  HostRecord record;
  record.number = politeness_.AddHost();
  record.origin = url.origin();
  Host& host = hosts_.Add(std::move(record));
  SetPlatform(host);
  SetDelay(host);
  Touch(host);
  return host;
}

Status PartitionFrontier::Recrawl() {
  ARSIP_TRY(CheckOwned());
  ARSIP_TRY(Commit());
  counters_.captured_bytes = 0;
  std::optional<UrlKey> after;
  for (;;) {
    ARSIP_ASSIGN(auto urls, store_.ScanUrls(options_.partition, after, kRecrawlBatch));
    if (urls.empty()) return Ok();
    after = urls.back().key;
    for (UrlRecord& url : urls) {
      if (url.state != UrlState::kCaptured && url.state != UrlState::kFailed) continue;
      ARSIP_TRY(Requeue(std::move(url)));
    }
    ARSIP_TRY(Commit());
  }
}

Status PartitionFrontier::Requeue(UrlRecord url) {
  ARSIP_ASSIGN(const Url parsed, Url::Parse(url.href));
  --(url.state == UrlState::kCaptured ? counters_.captured : counters_.failed);
  ++counters_.queued;
  url.state = UrlState::kQueued;
  url.attempt = 0;
  url.retry_at = {};
  url.detail.clear();
  Host& host = HostOf(parsed);
  const QueuePosition position = NextPosition(host.record.number, LaneOf(LastHop(url.hop_path)));
  Recount(host, [&] { ++host.record.queued[position.lane]; });
  Touch(host);
  filling_.batch.updates.push_back(url);
  filling_.batch.enqueued.push_back({position, url.key});
  filling_.moved.push_back(QueuedUrl{position, std::move(url)});
  return Ok();
}

}  // namespace arsip::frontier
