#include "archive/capture_index.h"

#include <algorithm>

#include "archive/capture_cursor.h"
#include "archive/index_rows.h"
#include "base/surt.h"
#include "base/url.h"
#include "base/url_key.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kAdvice = "; run `arsip index rebuild`";

constexpr size_t kSha1KeyPrefixBytes = 21;  // table, SHA-1

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
  capture.record_id = row.record_id;
  capture.location = {std::move(filename), key.position.offset, row.length};
  capture.payload_sha1 = row.sha1.value_or(Sha1{});
  capture.payload_sha256 = row.sha256.value_or(Sha256{});
  capture.truncated = row.truncated;
  capture.redirect = row.redirect;
  return capture;
}

}  // namespace

Result<std::unique_ptr<CaptureIndex>> CaptureIndex::Open(const std::string& index_directory,
                                                         bool must_exist) {
  KeyValueStoreOptions options;
  options.must_exist = must_exist;
  auto store = KeyValueStore::Open(index_directory, options);
  if (!store.has_value()) {
    Error error = store.error();
    if (error.code == ErrorCode::kCorruption) error.message.append(kAdvice);
    return error;
  }
  ARSIP_TRY(CheckVersions(**store, index_directory));
  return std::make_unique<CaptureIndex>(std::move(*store));
}

Status CaptureIndex::Write(IndexBatch& batch, KeyValueStore::Sync sync) {
  WriteBatch rows;
  for (const auto& [key, value] : batch.rows_) rows.Put(key, value);
  for (const auto& [id, file] : batch.files_) rows.Put(FileKey(id), EncodeFileRow(file));
  ARSIP_TRY(store_->Write(rows, sync));
  batch.rows_.clear();
  batch.files_.clear();
  batch.bytes_ = 0;
  return Ok();
}

Result<std::optional<IndexedOriginal>> CaptureIndex::FindDigest(const Sha256& payload) {
  ARSIP_ASSIGN(const auto value, store_->Get(DigestKey(payload)));
  if (!value.has_value()) return std::optional<IndexedOriginal>();
  auto row = DecodeDigestRow(*value);
  if (!row.has_value()) return Corrupt("unreadable digest row in the index");
  return std::optional(IndexedOriginal{std::move(row->record_id), std::move(row->target_uri),
                                       std::move(row->date), row->time, row->sha1, payload});
}

Result<std::optional<IndexedLast>> CaptureIndex::FindLast(std::string_view url) {
  const auto parsed = Url::Parse(url);
  if (!parsed.has_value()) return std::optional<IndexedLast>();
  ARSIP_ASSIGN(const auto value, store_->Get(LastKey(KeyOf(*parsed))));
  if (!value.has_value()) return std::optional<IndexedLast>();
  const auto row = DecodeLastRow(*value);
  const auto time = ParseWarcDate(row.has_value() ? row->original_date : std::string());
  if (!row.has_value() || !time.has_value()) return Corrupt("unreadable last-capture row");
  IndexedLast last{row->time, row->etag, row->last_modified, {}};
  last.original = {row->original_id, row->original_uri, row->original_date, *time, row->sha1, {}};
  if (row->sha256.has_value()) {
    last.original.payload_sha256 = *row->sha256;
    return std::optional(std::move(last));
  }
  ARSIP_ASSIGN(const auto original, FindOriginal(row->original_uri, *time));
  if (!original.has_value()) return std::optional<IndexedLast>();
  last.original.payload_sha256 = original->payload_sha256;
  return std::optional(std::move(last));
}

Result<std::optional<IndexedLocation>> CaptureIndex::FindRecord(std::string_view record_id) {
  const std::string prefix = RecordIdKeyPrefix(record_id);
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const auto position = DecodeRecordIdKey(rows->key());
    if (!position.has_value()) return Corrupt("unreadable record-id row in the index");
    ARSIP_ASSIGN(const auto value, store_->Get(PhysicalKey(*position)));
    const auto row = DecodePhysicalRow(value.value_or(std::string()));
    if (!row.has_value()) return Corrupt("a record-id row of the index leads nowhere");
    if (row->record_id != record_id) continue;  // only half of a foreign id is in the key
    ARSIP_ASSIGN(auto filename, FilenameOf(position->file));
    return std::optional(IndexedLocation{
        row->type, row->record_id, {std::move(filename), position->offset, row->length}});
  }
  ARSIP_TRY(rows->status());
  return std::optional<IndexedLocation>();
}

// WARC-Refers-To-Date of archives that keep whole seconds names any capture within that second.
Status CaptureIndex::ResolveByName(Capture& revisit, const std::string& target_uri, UtcTime time,
                                   KeyValueStore::Iterator& rows) {
  const std::string urlkey = Surt(target_uri);
  const std::string prefix = CaptureKeyPrefix(urlkey);
  const bool whole_second = time.time_since_epoch().count() % 1'000'000 == 0;
  const UtcTime end = time + std::chrono::microseconds(whole_second ? 1'000'000 : 1);
  bool found = false;
  for (rows.Seek(CaptureKeyPrefix(urlkey, time)); rows.Valid() && rows.key().starts_with(prefix);
       rows.Next()) {
    const auto key = DecodeCaptureKey(rows.key());
    const auto row = DecodeCaptureRow(rows.value(), urlkey);
    if (!key.has_value() || !row.has_value()) return Corrupt("unreadable capture row in the index");
    if (key->time >= end) break;
    if (row->type == RecordType::kRevisit) continue;
    const bool same_payload = row->sha1 == revisit.payload_sha1;
    if (found && !same_payload) continue;
    found = true;
    ARSIP_ASSIGN(auto filename, FilenameOf(key->position.file));
    revisit.original = Capture::Original{
        row->url, key->time, {std::move(filename), key->position.offset, row->length}};
    revisit.payload_sha256 = row->sha256.value_or(Sha256{});
    if (same_payload) break;
  }
  return rows.status();
}

// wget names its originals by record id alone, HTTrack not at all; and a capture that is lost may
// have an equal one. The digest is what a revisit is about.
Status CaptureIndex::ResolveByDigest(Capture& revisit, KeyValueStore::Iterator& rows) {
  const std::string prefix = Sha1Key(revisit.payload_sha1, Sha256{}).substr(0, kSha1KeyPrefixBytes);
  Sha256 sha256{};
  int payloads = 0;
  for (rows.Seek(prefix); rows.Valid() && rows.key().starts_with(prefix); rows.Next()) {
    if (rows.key().size() != prefix.size() + sha256.size()) {
      return Corrupt("unreadable SHA-1 row in the index");
    }
    const std::string_view bytes = rows.key().substr(prefix.size());
    std::copy(bytes.begin(), bytes.end(), sha256.begin());
    ++payloads;
  }
  ARSIP_TRY(rows.status());
  if (payloads != 1) return Ok();
  ARSIP_ASSIGN(const auto value, store_->Get(DigestKey(sha256)));
  const auto row = DecodeDigestRow(value.value_or(std::string()));
  if (!row.has_value()) return Corrupt("a SHA-1 row of the index leads nowhere");
  ARSIP_ASSIGN(auto filename, FilenameOf(row->position.file));
  ARSIP_ASSIGN(const auto physical, store_->Get(PhysicalKey(row->position)));
  const auto place = DecodePhysicalRow(physical.value_or(std::string()));
  if (!place.has_value()) return Corrupt("a digest row of the index leads nowhere");
  revisit.original = Capture::Original{
      row->target_uri, row->time, {std::move(filename), row->position.offset, place->length}};
  revisit.payload_sha256 = sha256;
  return Ok();
}

Status CaptureIndex::Resolve(Capture& revisit, const CaptureRow& row,
                             KeyValueStore::Iterator& rows) {
  if (row.refers_to.has_value()) {
    ARSIP_TRY(ResolveByName(revisit, row.refers_to->target_uri, row.refers_to->time, rows));
  }
  if (revisit.original.has_value() || revisit.payload_sha1 == Sha1{}) return Ok();
  return ResolveByDigest(revisit, rows);
}

Result<std::optional<Capture>> CaptureIndex::FindOriginal(std::string_view target_uri,
                                                          UtcTime time) {
  const std::string urlkey = Surt(target_uri);
  const std::string prefix = CaptureKeyPrefix(urlkey, time);
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const auto key = DecodeCaptureKey(rows->key());
    const auto row = DecodeCaptureRow(rows->value(), urlkey);
    if (!key.has_value() || !row.has_value()) return Corrupt("unreadable capture row in the index");
    if (row->type == RecordType::kRevisit || row->url != target_uri) continue;
    ARSIP_ASSIGN(auto filename, FilenameOf(key->position.file));
    return std::optional(CaptureOf(*key, *row, std::move(filename)));
  }
  ARSIP_TRY(rows->status());
  return std::optional<Capture>();
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
  const std::string table(1, static_cast<char>(Table::kPhysical));
  // The record before `begin` may reach into the range.
  rows->Seek(PhysicalKey({file, begin}));
  if (rows->Valid()) {
    rows->Prev();
  } else {
    rows->SeekToLast();
  }
  if (!rows->Valid() || !rows->key().starts_with(table)) rows->Seek(PhysicalKey({file, 0}));
  for (; rows->Valid() && rows->key().starts_with(table); rows->Next()) {
    const auto position = DecodePhysicalKey(rows->key());
    const auto row = DecodePhysicalRow(rows->value());
    if (!position.has_value() || !row.has_value()) {
      return Corrupt("unreadable record row in the index", filename);
    }
    if (position->file < file) continue;
    if (position->file > file || position->offset >= end) break;
    if (position->offset + row->length <= begin) continue;
    if (!each({row->type, row->record_id, {filename, position->offset, row->length}})) break;
  }
  return rows->status();
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
