#include "archive/capture_index.h"

#include <algorithm>

#include "archive/capture_cursor.h"
#include "archive/cluster_log.h"
#include "archive/image_clusters.h"
#include "archive/index_rows.h"
#include "archive/record_cursor.h"
#include "archive/record_rows.h"
#include "base/surt.h"
#include "base/url.h"
#include "base/url_key.h"

namespace arsip::archive {
namespace {

// Captures of a site share their URLs' beginnings: 16 KiB of them compress better than 4, and a
// look-up takes microseconds longer.
constexpr size_t kBlockBytes = 16u << 10;
// At 10^8 captures fewer than the thousand tables that LevelDB keeps open.
constexpr size_t kTableBytes = 32u << 20;
// A byte a capture less than with the 16 of LevelDB (docs/benchmarks.md).
constexpr int kRestartInterval = 64;
// Rows of the others are found by iterators, or by what another row says; their filter would take
// two bytes a capture.
constexpr std::string_view kLookedForTables = "DIKMSWw";
constexpr std::string_view kAdvice = "; run `arsip index rebuild`";

Error Corrupt(std::string what, const std::string& where = {}) {
  return Error{ErrorCode::kCorruption, what.append(kAdvice), where};
}

Status CheckVersion(KeyValueStore& store, std::string_view key, uint32_t ours,
                    const std::string& directory) {
  ARSIP_ASSIGN(const auto value, store.Get(key));
  if (value == std::to_string(ours)) return Ok();
  return Corrupt("the index has " + std::string(key.substr(1)) + " version " +
                     value.value_or("none") + ", this program " + std::to_string(ours),
                 directory);
}

Status CheckVersions(KeyValueStore& store, const std::string& directory) {
  bool empty = false;
  {
    ARSIP_ASSIGN(const auto rows, store.NewIterator());
    rows->Seek("");
    empty = !rows->Valid();
    ARSIP_TRY(rows->status());
  }
  if (empty) {
    WriteBatch versions;
    versions.Put(kSchemaKey, std::to_string(kIndexSchemaVersion));
    versions.Put(kCanonicaliserKey, std::to_string(kCanonicaliserVersion));
    ARSIP_TRY(store.Write(versions, KeyValueStore::Sync::kYes));
  }
  ARSIP_TRY(CheckVersion(store, kSchemaKey, kIndexSchemaVersion, directory));
  return CheckVersion(store, kCanonicaliserKey, kCanonicaliserVersion, directory);
}

Capture CaptureOf(const CaptureKey& key, const CaptureRow& row, std::string filename) {
  Capture capture;
  capture.urlkey = key.urlkey;
  capture.time = key.time;
  capture.url = row.url;
  capture.type = row.type;
  capture.status = row.status;
  capture.mime = row.mime;
  capture.location = {std::move(filename), key.position.offset, row.length};
  capture.payload_sha1 = row.sha1.value_or(Sha1{});
  capture.payload_sha256 = row.sha256;
  capture.truncated = row.truncated;
  capture.redirect = row.redirect;
  return capture;
}

}  // namespace

Result<std::unique_ptr<CaptureIndex>> CaptureIndex::Open(const std::string& index_directory,
                                                         bool must_exist) {
  KeyValueStoreOptions options;
  options.must_exist = must_exist;
  options.block_bytes = kBlockBytes;
  options.table_bytes = kTableBytes;
  options.restart_interval = kRestartInterval;
  options.bloom_first_bytes = kLookedForTables;
  auto store = KeyValueStore::Open(index_directory, options);
  if (!store.has_value()) {
    Error error = store.error();
    if (error.code == ErrorCode::kCorruption) error.message.append(kAdvice);
    return error;
  }
  ARSIP_TRY(CheckVersions(**store, index_directory));
  return std::make_unique<CaptureIndex>(std::move(*store));
}

CaptureIndex::CaptureIndex(std::unique_ptr<KeyValueStore> store) : store_(std::move(store)) {}
CaptureIndex::~CaptureIndex() = default;

void CaptureIndex::LogClusterChanges(std::unique_ptr<ClusterLog> log) {
  cluster_log_ = std::move(log);
}

Result<ImageClusters*> CaptureIndex::Images() {
  if (!images_) {
    ARSIP_ASSIGN(images_, ImageClusters::Load(*store_));
  }
  return images_.get();
}

Status CaptureIndex::Write(IndexBatch& batch, KeyValueStore::Sync sync) {
  if (images_ && cluster_log_) ARSIP_TRY(cluster_log_->Append(*images_));
  WriteBatch rows;
  batch.image_rows_.AddTo(rows);
  for (const auto& [key, value] : batch.own_rows_) rows.Put(key, value);
  BlockRows::Rows last_blocks;
  for (const auto& [id, blocks] : batch.blocks_) blocks.AppendLast(last_blocks);
  for (const auto& [key, value] : last_blocks) rows.Put(key, value);
  for (const auto& [key, value] : batch.rows_) rows.Put(key, value);
  for (const auto& [id, file] : batch.files_) rows.Put(FileKey(id), EncodeFileRow(file));
  ARSIP_TRY(store_->Write(rows, sync));
  batch.own_rows_.clear();
  batch.rows_.clear();
  batch.files_.clear();
  batch.blocks_.clear();
  batch.image_rows_.Clear();
  batch.bytes_ = 0;
  return Ok();
}

// A capture row with its key.
struct CaptureIndex::Found {
  CaptureKey key;
  CaptureRow row;
};

Result<IndexedOriginal> CaptureIndex::AsOriginal(const Found& found) {
  ARSIP_ASSIGN(std::string record_id, RecordIdAt(found.key.position));
  const CaptureRow& row = found.row;
  return IndexedOriginal{std::move(record_id), row.url,
                         row.date.empty() ? FormatWarcDate(found.key.time) : row.date,
                         found.key.time, row.sha1.value_or(Sha1{})};
}

Result<std::optional<RecordPlace>> CaptureIndex::FindDigest(const Sha256& payload) {
  ARSIP_ASSIGN(const auto value, store_->Get(DigestKey(payload)));
  if (!value.has_value()) return std::optional<RecordPlace>();
  const auto position = DecodeDigestRow(*value);
  if (!position.has_value()) return Corrupt("unreadable digest row in the index");
  ARSIP_ASSIGN(FileName name, NameOf(position->file));
  return std::optional(RecordPlace{std::move(name.filename), position->offset, name.kind});
}

Result<std::optional<IndexedLast>> CaptureIndex::FindLast(std::string_view url) {
  const auto parsed = Url::Parse(url);
  if (!parsed.has_value()) return std::optional<IndexedLast>();
  const UrlKey wanted = KeyOf(*parsed);
  const std::string urlkey = Surt(url);
  const std::string prefix = CaptureKeyPrefix(urlkey);
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  std::string past = prefix;
  past.back() = '\1';
  rows->Seek(past);
  rows->Valid() ? rows->Prev() : rows->SeekToLast();
  for (int i = 0; i < kMaxLastRows && rows->Valid() && rows->key().starts_with(prefix); ++i) {
    auto key = DecodeCaptureKey(rows->key());
    auto row = DecodeCaptureRow(rows->value(), key.has_value() ? key->urlkey : urlkey);
    if (!key.has_value() || !row.has_value()) return Corrupt("unreadable capture row in the index");
    const bool whole = row->type == RecordType::kResponse
                           ? !row->truncated
                           : row->type == RecordType::kRevisit && row->refers_to.has_value();
    if (row->status == 200 && row->sha1.has_value() && whole && !row->imported) {
      const auto captured = Url::Parse(row->url);
      if (captured.has_value() && KeyOf(*captured) == wanted) {
        return LastOf({std::move(*key), std::move(*row)});
      }
    }
    rows->Prev();
  }
  ARSIP_TRY(rows->status());
  return std::optional<IndexedLast>();
}

Result<std::optional<IndexedLast>> CaptureIndex::LastOf(const Found& capture) {
  IndexedLast last{capture.key.time, capture.row.etag, capture.row.last_modified, {}, {}};
  RecordPosition position = capture.key.position;
  if (capture.row.refers_to.has_value()) {
    const auto& refers_to = *capture.row.refers_to;
    ARSIP_ASSIGN(const auto original, OriginalRow(refers_to.target_uri, refers_to.time));
    if (!original.has_value()) return std::optional<IndexedLast>();
    ARSIP_ASSIGN(last.original, AsOriginal(*original));
    position = original->key.position;
    last.original.payload_sha1 = *capture.row.sha1;
  } else {
    ARSIP_ASSIGN(last.original, AsOriginal(capture));
  }
  const IndexedOriginal& original = last.original;
  if (!MayBeReferredTo(original.record_id, original.target_uri, original.date)) {
    return std::optional<IndexedLast>();
  }
  ARSIP_ASSIGN(FileName name, NameOf(position.file));
  last.place = {std::move(name.filename), position.offset, name.kind};
  return std::optional(std::move(last));
}

Result<std::optional<IndexedLocation>> CaptureIndex::FindRecord(std::string_view record_id) {
  const BlockRecordId id = BlockRecordId::Of(record_id);
  const LookupId lookup = LookupIdOf(id);
  const std::string prefix = RecordIdKeyPrefix(lookup);
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  int alike = 0;
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    if (++alike > kMaxBlocksAlike) break;
    const auto block = DecodeRecordIdKey(rows->key());
    const auto last = DecodeLastBytes(rows->value());
    if (!block.has_value() || !last.has_value()) {
      return Corrupt("unreadable record-id row in the index");
    }
    if (!last->test(lookup.back())) continue;
    ARSIP_ASSIGN(auto found, FindInBlock(*block, id));
    if (found.has_value()) return found;
  }
  ARSIP_TRY(rows->status());
  return std::optional<IndexedLocation>();
}

Result<std::optional<IndexedLocation>> CaptureIndex::FindInBlock(const RecordPosition& block,
                                                                 const BlockRecordId& id) {
  ARSIP_ASSIGN(const auto value, store_->Get(BlockKey(block)));
  if (!value.has_value()) return Corrupt("a record-id row of the index leads nowhere");
  RecordBlockReader reader(block.offset, *value);
  while (reader.Next()) {
    const BlockRecord& record = reader.record();
    if (record.id != id) continue;
    ARSIP_ASSIGN(auto filename, FilenameOf(block.file));
    return std::optional(IndexedLocation{
        record.type, id.Format(), {std::move(filename), record.offset, record.length}});
  }
  if (!reader.ok()) return Corrupt("unreadable record block in the index");
  return std::optional<IndexedLocation>();
}

Result<std::string> CaptureIndex::RecordIdAt(const RecordPosition& position) {
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  RecordCursor cursor(*rows, position.file);
  ARSIP_TRY(cursor.Seek(position.offset));
  if (!cursor.Valid() || cursor.record().offset != position.offset) {
    return Corrupt("the index lacks the record of a capture");
  }
  return cursor.record().id.Format();
}

Result<std::string> CaptureIndex::RecordIdOf(const Capture& capture) {
  ARSIP_ASSIGN(const auto file, FindFile(capture.location.filename));
  if (!file.has_value()) return Corrupt("the index lacks the file of a capture");
  return RecordIdAt({file->id, capture.location.offset});
}

Result<std::optional<CaptureIndex::Found>> CaptureIndex::OriginalRow(std::string_view target_uri,
                                                                     UtcTime time) {
  const std::string urlkey = Surt(target_uri);
  const std::string prefix = CaptureKeyPrefix(urlkey, time);
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    auto key = DecodeCaptureKey(rows->key());
    auto row = DecodeCaptureRow(rows->value(), urlkey);
    if (!key.has_value() || !row.has_value()) return Corrupt("unreadable capture row in the index");
    if (row->type == RecordType::kRevisit || row->url != target_uri) continue;
    return std::optional(Found{std::move(*key), std::move(*row)});
  }
  ARSIP_TRY(rows->status());
  return std::optional<Found>();
}

Result<std::optional<Capture>> CaptureIndex::FindOriginal(std::string_view target_uri,
                                                          UtcTime time) {
  ARSIP_ASSIGN(const auto original, OriginalRow(target_uri, time));
  if (!original.has_value()) return std::optional<Capture>();
  ARSIP_ASSIGN(auto filename, FilenameOf(original->key.position.file));
  return std::optional(CaptureOf(original->key, original->row, std::move(filename)));
}

Result<Capture> CaptureIndex::CaptureAt(KeyValueStore::Iterator& rows,
                                        KeyValueStore::Iterator& originals) {
  const auto key = DecodeCaptureKey(rows.key());
  if (!key.has_value()) return Corrupt("unreadable capture key in the index");
  const auto row = DecodeCaptureRow(rows.value(), key->urlkey);
  if (!row.has_value()) return Corrupt("unreadable capture row in the index", key->urlkey);
  ARSIP_ASSIGN(auto filename, FilenameOf(key->position.file));
  Capture capture = CaptureOf(*key, *row, std::move(filename));
  if (row->type == RecordType::kRevisit) ARSIP_TRY(Resolve(capture, *row, originals));
  return capture;
}

Status CaptureIndex::ForEachCapture(std::string_view begin, std::string_view end,
                                    const std::function<bool(const Capture&)>& each) {
  const QueryRange range{std::string(begin), std::string(end)};
  ARSIP_ASSIGN(const auto cursor, CaptureCursor::Open(*this, range, CursorOrder::kForward));
  while (true) {
    ARSIP_ASSIGN(const auto capture, cursor->Next());
    if (!capture.has_value() || !each(*capture)) return Ok();
  }
}

Status CaptureIndex::ForEachRecord(FileId file, uint64_t begin, uint64_t end,
                                   const std::function<bool(const IndexedLocation&)>& each) {
  ARSIP_ASSIGN(const std::string filename, FilenameOf(file));
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  RecordCursor cursor(*rows, file);
  ARSIP_TRY(cursor.Seek(begin));  // that record may reach into the range
  while (cursor.Valid() && cursor.record().offset < end) {
    const BlockRecord& record = cursor.record();
    if (record.offset + record.length > begin &&
        !each({record.type, record.id.Format(), {filename, record.offset, record.length}})) {
      return Ok();
    }
    ARSIP_TRY(cursor.Next());
  }
  return Ok();
}

Status CaptureIndex::Dump(
    const std::function<bool(std::string_view key, std::string_view value)>& each) {
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(""); rows->Valid(); rows->Next()) {
    if (!each(rows->key(), rows->value())) break;
  }
  return rows->status();
}

}  // namespace arsip::archive
