// The batch: what changes is collected in filling_, sealed under a sequence number, applied by the
// store, and only then becomes visible to queues.
#include <algorithm>
#include <utility>

#include "frontier/partition_frontier.h"

namespace arsip::frontier {

void PartitionFrontier::Touch(Host& host) {
  TouchCounts(host);
  host.change = RecordChange::kAll;
}

void PartitionFrontier::TouchCounts(Host& host) {
  if (host.change != RecordChange::kNone) return;
  host.change = RecordChange::kCounts;
  filling_.hosts.push_back(host.record.number);
}

bool PartitionFrontier::dirty() const { return sealed_.has_value() || !filling_.empty(); }

Status PartitionFrontier::Commit() {
  ARSIP_TRY(CheckOwned());
  while (dirty()) {
    // A batch whose outcome is not known is sent again exactly as it was.
    if (!sealed_.has_value()) Seal();
    ARSIP_TRY(ApplySealed());
  }
  robots_.Trim();
  if (due_.hungry()) return due_.Refill(store_, options_.partition);
  return Ok();
}

// A host is behind for so many batches at most. With more, its own row is written again less often;
// but the counts of them all are a table that every compaction merges, and are read at opening.
void PartitionFrontier::CatchUp() {
  constexpr uint64_t kBatchesBehind = 512;
  const uint64_t sequence = filling_sequence();
  if (sequence <= kBatchesBehind) return;
  while (!behind_.empty() && behind_.front().first <= sequence - kBatchesBehind) {
    Host& host = hosts_[behind_.front().second];
    behind_.pop_front();
    if (host.behind) Touch(host);
  }
  filling_.batch.counts_from = sequence - kBatchesBehind + 1;
}

void PartitionFrontier::Seal() {
  CatchUp();
  std::sort(filling_.hosts.begin(), filling_.hosts.end());  // the store's own order: cheapest
  for (const HostNumber number : filling_.hosts) {
    Host& host = hosts_[number];
    const bool whole = std::exchange(host.change, RecordChange::kNone) == RecordChange::kAll;
    const bool was_behind = std::exchange(host.behind, !whole);
    if (whole) {
      filling_.batch.hosts.push_back(host.record);
      continue;
    }
    filling_.batch.counts.push_back({number, host.record.queued});
    if (!was_behind) behind_.emplace_back(filling_sequence(), number);
  }
  for (const GroupNumber platform : filling_.platforms) {
    filling_.batch.platforms.push_back(politeness_.platform_record(platform));
  }
  counters_.time = time_.Mark();
  filling_.batch.counters = counters_;
  ++sealed_sequence_;
  sealed_ = std::move(filling_);
  filling_ = Filling{};
}

Status PartitionFrontier::ApplySealed() {
  const Fence fence{options_.partition, epoch_, sealed_sequence_};
  auto applied = store_.Apply(fence, sealed_->batch);
  if (!applied.has_value()) {
    if (applied.error().code == ErrorCode::kPermission) fenced_ = true;
    return std::move(applied.error());
  }
  if (applied->replayed) {
    ARSIP_ASSIGN(applied->inserted, FindInserted(sealed_->batch));
  }
  Filling visible = std::move(*sealed_);
  sealed_.reset();
  ShowApplied(std::move(visible), applied->inserted);
  return Ok();
}

// Which inserts were new when the answer was lost: those whose arrival the store kept.
Result<std::vector<bool>> PartitionFrontier::FindInserted(const FrontierBatch& batch) {
  std::vector<UrlKey> keys;
  keys.reserve(batch.inserts.size());
  for (const FrontierBatch::Insert& insert : batch.inserts) keys.push_back(insert.url.key);
  ARSIP_ASSIGN(const auto urls, store_.FindUrls(options_.partition, keys));
  std::vector<bool> inserted;
  inserted.reserve(urls.size());
  for (size_t i = 0; i < urls.size(); ++i) {
    inserted.push_back(urls[i].has_value() && urls[i]->arrival == batch.inserts[i].url.arrival);
  }
  return inserted;
}

void PartitionFrontier::ShowApplied(Filling applied, const std::vector<bool>& inserted) {
  const FrontierTime now = time_.Now();
  std::vector<QueuedUrl>& arriving = applied.moved;
  for (size_t i = 0; i < applied.batch.inserts.size(); ++i) {
    if (!inserted[i]) continue;
    FrontierBatch::Insert& insert = applied.batch.inserts[i];
    if (insert.url.state == UrlState::kRefused) {
      ++counters_.refused[static_cast<size_t>(insert.url.refusal)];
      continue;
    }
    ++counters_.queued;
    Host& host = hosts_[insert.position.host];
    Recount(host, [&] { ++host.record.queued[insert.position.lane]; });
    if (insert.position.lane == kDeferredLane) {
      ++deferred_;
      continue;
    }
    // Nothing but its count changes.
    if (host.in_turns && !host.queue.urgent() && host.queue.AppendBeyond(insert.position.lane)) {
      continue;
    }
    arriving.push_back(QueuedUrl{insert.position, std::move(insert.url)});
  }
  // Lanes grow in the order of arrival; only retries and inserts of one batch can be out of it.
  const auto earlier = [](const QueuedUrl& a, const QueuedUrl& b) {
    return a.position.arrival < b.position.arrival;
  };
  if (!std::is_sorted(arriving.begin(), arriving.end(), earlier)) {
    std::sort(arriving.begin(), arriving.end(), earlier);
  }
  for (QueuedUrl& url : arriving) {
    Host& queue = hosts_[url.position.host];
    Host& server = ServerOf(queue);
    const bool was_idle = !AnyAvailable(server);
    queue.queue.Append(std::move(url), memory_);
    TakesTurns(queue);
    if (!was_idle) continue;
    server.turn = now;
    Place(server, now);
  }
  for (DueUrl& due : applied.postponed) due_.Add(std::move(due));
}

}  // namespace arsip::frontier
