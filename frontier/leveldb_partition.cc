#include "frontier/leveldb_partition.h"

#include <algorithm>
#include <utility>

#include "frontier/seen_manifest.h"

namespace arsip::frontier {
namespace {

constexpr size_t kUrlKeyBytes = 16;
constexpr size_t kMoveBatch = 1000;
constexpr size_t kMaxUnknown = 1u << 16;

Error Damaged(const char* record, const std::string& directory) {
  return Error{ErrorCode::kCorruption,
               std::string("the frontier's record of a ") + record + " is damaged", directory};
}

// What a derived set answers to by being made again.
bool MustRebuild(const Error& error) {
  return error.code == ErrorCode::kCorruption || error.code == ErrorCode::kNotFound;
}

}  // namespace

std::string EncodeStoredUrl(const UrlRecord& url) {
  const std::string record = EncodeUrl(url);
  std::string value;
  value.reserve(kUrlKeyBytes + record.size());
  value.append(url.key.view());
  value.append(record);
  return value;
}

Result<UrlRecord> DecodeStoredUrl(std::string_view value) {
  ARSIP_ASSIGN(const UrlKey key, UrlKey::FromBytes(value.substr(0, kUrlKeyBytes)));
  return DecodeUrl(key, value.substr(kUrlKeyBytes));
}

Result<std::unique_ptr<UrlRows>> UrlRows::Open(KeyValueStore& store, uint32_t partition,
                                               uint64_t first) {
  ARSIP_ASSIGN(auto it, store.NewIterator());
  it->Seek(UrlStoreKey(partition, first));
  std::unique_ptr<UrlRows> rows(new UrlRows(partition, std::move(it)));
  rows->Settle();
  return rows;
}

void UrlRows::Next() {
  it_->Next();
  Settle();
}

void UrlRows::Settle() {
  arrival_.reset();
  while (it_->Valid() && it_->key().starts_with(prefix_)) {
    arrival_ = ParseUrlStoreKey(it_->key());
    if (arrival_.has_value()) return;
    const auto place = ParseQueueKey(it_->key());
    const uint64_t part = place.has_value() ? QueuePartOf(place->arrival) + 1 : 0;
    if (QueuePartBegin(part) == 0) {
      damaged_ = !place.has_value();
      return;
    }
    it_->Seek(UrlStoreKey(partition_, QueuePartBegin(part)));
  }
}

Status UrlRows::status() const {
  if (damaged_) return Error{ErrorCode::kCorruption, "a key of the frontier is damaged", ""};
  return it_->status();
}

LevelDbPartition::LevelDbPartition(KeyValueStore& store, const std::string& directory,
                                   uint32_t number, size_t seen_table_entries)
    : store_(store),
      directory_(directory),
      number_(number),
      seen_table_entries_(seen_table_entries),
      keep_([this](const SeenManifest& manifest) {
        WriteBatch batch;
        batch.Put(TablePrefix(Table::kSeen, number_), EncodeSeenManifest(manifest));
        return store_.Write(batch, KeyValueStore::Sync::kYes);
      }) {}

Result<std::unique_ptr<LevelDbPartition>> LevelDbPartition::Open(KeyValueStore& store,
                                                                 const std::string& directory,
                                                                 uint32_t number,
                                                                 size_t seen_table_entries) {
  std::unique_ptr<LevelDbPartition> partition(
      new LevelDbPartition(store, directory, number, seen_table_entries));
  ARSIP_TRY(partition->MoveOldUrls());
  ARSIP_TRY(partition->MoveOldQueues());
  ARSIP_TRY(partition->OpenSeen());
  ARSIP_TRY(partition->Refresh());
  return partition;
}

// Batch by batch: a crash between two leaves the rest for the next opening.
Status LevelDbPartition::MoveAll(Table old, const Move& move) {
  const std::string prefix = TablePrefix(old, number_);
  std::string from = prefix;  // not over all that was deleted before, again and again
  for (;;) {
    WriteBatch batch;
    ARSIP_ASSIGN(auto it, store_.NewIterator());
    for (it->Seek(from); it->Valid() && it->key().starts_with(prefix); it->Next()) {
      ARSIP_TRY(move(it->key(), it->value(), batch));
      batch.Delete(it->key());
      from = it->key();
      if (batch.count() >= 2 * kMoveBatch) break;
    }
    ARSIP_TRY(it->status());
    it.reset();
    if (batch.empty()) return Ok();
    ARSIP_TRY(store_.Write(batch, KeyValueStore::Sync::kYes));
  }
}

Status LevelDbPartition::MoveOldUrls() {
  return MoveAll(Table::kUrlsByKey,
                 [this](std::string_view old, std::string_view value, WriteBatch& out) -> Status {
                   const auto key = ParseUrlByKey(old);
                   if (!key.has_value()) return Damaged("URL", directory_);
                   ARSIP_ASSIGN(const UrlRecord url, DecodeUrl(*key, value));
                   out.Put(UrlStoreKey(number_, url.arrival), EncodeStoredUrl(url));
                   return Ok();
                 });
}

Status LevelDbPartition::MoveOldQueues() {
  return MoveAll(Table::kQueuesByHost,
                 [this](std::string_view old, std::string_view value, WriteBatch& out) -> Status {
                   const auto position = ParseQueueByHostKey(old);
                   if (!position.has_value()) return Damaged("queue entry", directory_);
                   out.Put(QueueKey(number_, *position), value);
                   return Ok();
                 });
}

Status LevelDbPartition::OpenSeen() {
  const std::string seen_directory = directory_ + "/seen/" + std::to_string(number_);
  SeenManifest manifest;
  ARSIP_ASSIGN(const auto stored, store_.Get(TablePrefix(Table::kSeen, number_)));
  if (stored.has_value()) {
    auto decoded = DecodeSeenManifest(*stored);
    if (decoded.has_value()) manifest = std::move(*decoded);
  }
  auto seen = SeenSet::Open(seen_directory, manifest, seen_table_entries_);
  if (!seen.has_value() && MustRebuild(seen.error())) {
    seen = SeenSet::Open(seen_directory, SeenManifest(), seen_table_entries_);
  }
  ARSIP_ASSIGN(seen_, std::move(seen));
  return Ok();
}

Result<const CountsByHost*> LevelDbPartition::Counts() {
  const std::pair rows(record.counts_from, record.sequence);
  if (counts_rows_ != rows) {
    ARSIP_ASSIGN(counts_, ReadCounts(store_, number_));
    counts_rows_ = rows;
  }
  return &counts_;
}

Status LevelDbPartition::Refresh() {
  unknown_.clear();
  ARSIP_ASSIGN(const auto value, store_.Get(TablePrefix(Table::kPartition, number_)));
  record = PartitionRecord();
  if (value.has_value()) {
    ARSIP_ASSIGN(record, DecodePartition(*value));
  }
  auto added = AddUnseen();
  if (added.has_value() || !MustRebuild(added.error())) return added;
  return RebuildSeen();
}

Status LevelDbPartition::AddUnseen() {
  ARSIP_ASSIGN(const auto rows, UrlRows::Open(store_, number_, seen_->next_arrival()));
  for (; rows->Valid(); rows->Next()) {
    ARSIP_ASSIGN(const UrlKey key, UrlKey::FromBytes(rows->value().substr(0, kUrlKeyBytes)));
    seen_->Add({key, rows->arrival()});
    ARSIP_TRY(seen_->Tend(keep_));
  }
  return rows->status();
}

Status LevelDbPartition::RebuildSeen() {
  ARSIP_TRY(keep_(SeenManifest()));
  seen_.reset();  // ends its merge before its files are deleted
  ARSIP_TRY(OpenSeen());
  return AddUnseen();
}

Status LevelDbPartition::Tend() {
  auto tended = seen_->Tend(keep_);
  if (tended.has_value() || !MustRebuild(tended.error())) return tended;
  return RebuildSeen();
}

Result<std::vector<uint64_t>> LevelDbPartition::ArrivalsOf(std::span<const UrlKey> keys) {
  auto arrivals = seen_->FindAll(keys);
  if (arrivals.has_value() || !MustRebuild(arrivals.error())) return arrivals;
  ARSIP_TRY(RebuildSeen());
  return seen_->FindAll(keys);
}

std::vector<bool> LevelDbPartition::Known(std::span<const UrlKey> keys) {
  std::vector<bool> known(keys.size());
  if (const auto arrivals = seen_->FindAll(keys); arrivals.has_value()) {
    for (size_t i = 0; i < keys.size(); ++i) {
      known[i] = (*arrivals)[i] != 0;
      if (!known[i] && unknown_.size() < kMaxUnknown) unknown_.push_back(keys[i]);
    }
    return known;
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto arrival = seen_->Find(keys[i]);
    known[i] = arrival.has_value() && arrival->has_value();
  }
  return known;
}

// Inserts come in the order in which Known() was asked for them.
std::vector<UrlKey> LevelDbPartition::NotAskedFor(
    const std::vector<FrontierBatch::Insert>& inserts) const {
  constexpr size_t kFurthest = 64;  // keys that were asked for, and are not inserted here
  std::vector<UrlKey> keys;
  auto next = unknown_.begin();
  for (const FrontierBatch::Insert& insert : inserts) {
    const auto end = next + std::min<std::ptrdiff_t>(unknown_.end() - next, kFurthest);
    const auto found = std::find(next, end, insert.url.key);
    if (found == end) {
      keys.push_back(insert.url.key);
    } else {
      next = found + 1;
    }
  }
  return keys;
}

Result<std::vector<bool>> LevelDbPartition::New(const std::vector<FrontierBatch::Insert>& inserts) {
  const std::vector<UrlKey> keys = NotAskedFor(inserts);
  ARSIP_ASSIGN(const auto arrivals, ArrivalsOf(keys));
  std::vector<bool> inserted(inserts.size());
  size_t asked = 0;
  for (size_t i = 0; i < inserts.size(); ++i) {
    const bool is_asked = asked < keys.size() && keys[asked] == inserts[i].url.key;
    inserted[i] = !is_asked || arrivals[asked++] == 0;
    if (inserted[i] && inserts[i].url.arrival < seen_->next_arrival()) {
      return Error{ErrorCode::kInvalidInput, "an arrival was used before", inserts[i].url.href};
    }
  }
  return inserted;
}

void LevelDbPartition::Remember(const std::vector<FrontierBatch::Insert>& inserts,
                                const std::vector<bool>& inserted) {
  unknown_.clear();
  for (size_t i = 0; i < inserts.size(); ++i) {
    if (inserted[i]) seen_->Add({inserts[i].url.key, inserts[i].url.arrival});
  }
}

Result<std::optional<UrlRecord>> LevelDbPartition::Find(const UrlKey& key) {
  ARSIP_ASSIGN(const auto arrivals, ArrivalsOf({&key, 1}));
  if (arrivals.front() == 0) return std::optional<UrlRecord>();
  ARSIP_ASSIGN(UrlRecord url, At(arrivals.front()));
  if (url.key != key) return Damaged("URL", directory_);
  return std::optional<UrlRecord>(std::move(url));
}

Result<UrlRecord> LevelDbPartition::At(uint64_t arrival) {
  ARSIP_ASSIGN(const auto value, store_.Get(UrlStoreKey(number_, arrival)));
  if (!value.has_value()) return Damaged("queued URL", directory_);
  auto url = DecodeStoredUrl(*value);
  if (url.has_value() && url->arrival != arrival) return Damaged("URL", directory_);
  return url;
}

}  // namespace arsip::frontier
