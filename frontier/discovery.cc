// URLs that pages and seed lists name, and recrawl.
#include <algorithm>
#include <utility>

#include "base/url_keys.h"
#include "frontier/partition_frontier.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxHopPath = 255;
constexpr size_t kRecrawlBatch = 1000;

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
  url.revisit.interval = found.revisit_after.value_or(Duration::zero());
  url.detail = found.refusal_detail.substr(0, kMaxStoredDetail);
  return url;
}

}  // namespace

Hop LastHop(const std::string& hop_path) {
  return hop_path.empty() ? Hop::kSeed : static_cast<Hop>(hop_path.back());
}

uint8_t LaneOf(Hop hop) {
  switch (hop) {
    case Hop::kSeed:
    case Hop::kRedirect:
    case Hop::kPrerequisite:
      return kFirstLane;
    case Hop::kEmbed:
    case Hop::kInferred:
      return kEmbedLane;
    case Hop::kLink:
    case Hop::kSpeculative:
    case Hop::kManifest:
      break;
  }
  return kLinkLane;
}

Status PartitionFrontier::Discover(std::span<const DiscoveredUrl> urls) {
  ARSIP_TRY(CheckOwned());
  std::vector<UrlKey> keys;
  keys.reserve(urls.size());
  UrlKeys names;
  for (const DiscoveredUrl& found : urls) {
    keys.push_back(names.KeyOf(found.url));
  }
  // Not in the loop before, where each would wait alone.
  for (const UrlKey& key : keys) seen_.Prefetch(key);
  std::vector<const DiscoveredUrl*> unseen;
  for (size_t i = 0; i < urls.size(); ++i) {
    if (urls[i].last_modified.has_value()) Hear(keys[i], *urls[i].last_modified);
    if (seen_.SeenBefore(keys[i])) continue;
    keys[unseen.size()] = keys[i];
    unseen.push_back(&urls[i]);
  }
  keys.resize(unseen.size());
  const std::vector<bool> known = store_.KnownHere(options_.partition, keys);
  for (size_t i = 0; i < unseen.size(); ++i) {
    if (known[i]) continue;
    // The cache forgets; a batch must not insert one key twice.
    if (!filling_.inserting.insert(keys[i]).second) continue;
    // The scope was changed once: workers may know an older one.
    if (judge_is_set_ && counters_.rescoping != Rescoping::kNever) {
      Insert(JudgedAgain(*unseen[i]), keys[i]);
    } else {
      Insert(*unseen[i], keys[i]);
    }
  }
  return Ok();
}

void PartitionFrontier::Insert(const DiscoveredUrl& found, const UrlKey& key) {
  FrontierBatch::Insert insert{RecordOf(found, key), {}};
  if (insert.url.state == UrlState::kQueued) {
    uint8_t lane = LaneOf(found.hop);
    if (MayDefer(insert.url, lane)) {
      if (auto reason = ReasonToDefer(found.url)) {
        lane = kDeferredLane;
        insert.url.deferred = true;
        insert.url.detail = reason->substr(0, kMaxStoredDetail);
      }
    }
    Host& host = lane == kDeferredLane ? HostToWaitWith(found.url) : QueueOf(found.url);
    TouchCounts(host);
    insert.position = NextPosition(host.record.number, lane);
    insert.url.arrival = insert.position.arrival;
  } else {
    insert.url.arrival = counters_.next_arrival++;
    insert.url.changed = clock_.Utc();
  }
  filling_.batch.inserts.push_back(std::move(insert));
}

QueuePosition PartitionFrontier::NextPosition(HostNumber host, uint8_t lane) {
  return QueuePosition{host, lane, counters_.next_arrival++};
}

Status PartitionFrontier::Recrawl() {
  ARSIP_TRY(CheckOwned());
  ARSIP_TRY(Commit());
  counters_.captured_bytes = 0;
  counters_.captures = 0;
  filling_.counters_changed = true;
  uint64_t after = 0;
  for (;;) {
    ARSIP_ASSIGN(auto urls, store_.ScanUrls(options_.partition, after, kRecrawlBatch));
    if (urls.empty()) return Ok();
    after = urls.back().arrival;
    for (UrlRecord& url : urls) {
      if (url.state != UrlState::kCaptured && url.state != UrlState::kFailed) continue;
      const uint8_t lane = LaneOf(LastHop(url.hop_path));
      ARSIP_TRY(Requeue(std::move(url), lane));
    }
    ARSIP_TRY(Commit());
  }
}

Status PartitionFrontier::Requeue(UrlRecord url, uint8_t lane) {
  ARSIP_ASSIGN(const Url parsed, Url::Parse(url.href));
  const auto reason = MayDefer(url, lane) ? ReasonToDefer(parsed) : std::nullopt;
  Host& queue = reason.has_value() ? HostToWaitWith(parsed) : QueueOf(parsed);
  url.detail = reason.value_or("").substr(0, kMaxStoredDetail);
  if (reason.has_value()) lane = kDeferredLane;
  if (url.revisit.next != FrontierTime{}) UnplanVisit(url, queue);
  url.revisit.next = {};
  Enqueue(queue, std::move(url), lane);
  return Ok();
}

void PartitionFrontier::Enqueue(Host& host, UrlRecord url, uint8_t lane) {
  if (url.state == UrlState::kCaptured) --counters_.captured;
  if (url.state == UrlState::kFailed) --counters_.failed;
  if (url.state == UrlState::kRefused) --counters_.refused[static_cast<size_t>(url.refusal)];
  ++counters_.queued;
  url.state = UrlState::kQueued;
  url.refusal = Refusal::kNone;
  url.attempt = 0;
  url.retry_at = {};
  url.deferred = lane == kDeferredLane;
  if (url.deferred) ++deferred_;
  const QueuePosition position = NextPosition(host.record.number, lane);
  url.place = position.arrival;
  Recount(host, [&] { ++host.record.queued[lane]; });
  Touch(host);
  filling_.batch.updates.push_back(url);
  filling_.batch.enqueued.push_back({position, url.key});
  if (!url.deferred) filling_.moved.push_back(QueuedUrl{position, std::move(url)});
}

}  // namespace arsip::frontier
