#include "archive/media_index.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace arsip::archive {
namespace {

constexpr std::string_view kSchemaKey = "schema";
constexpr std::string_view kSchema = "media 1";
constexpr std::string_view kMediaPrefix = "media/";
constexpr std::string_view kPositionPrefix = "position/";

Error Unreadable(const char* what) { return Error{ErrorCode::kCorruption, what, "media index"}; }

}  // namespace

Result<std::unique_ptr<MediaIndex>> MediaIndex::Open(const std::string& directory) {
  ARSIP_ASSIGN(std::unique_ptr<KeyValueStore> store, KeyValueStore::Open(directory, {}));
  ARSIP_ASSIGN(const std::optional<std::string> schema, store->Get(kSchemaKey));
  if (!schema) {
    WriteBatch batch;
    batch.Put(kSchemaKey, kSchema);
    ARSIP_TRY(store->Write(batch, KeyValueStore::Sync::kYes));
  } else if (*schema != kSchema) {
    return Error{ErrorCode::kInvalidInput, "of another schema: " + *schema, directory};
  }
  std::unique_ptr<MediaIndex> index(new MediaIndex(std::move(store)));
  ARSIP_TRY(index->Load());
  return index;
}

Status MediaIndex::ForEachRow(
    const std::string& prefix,
    const std::function<Status(std::string_view, std::string_view)>& visit) {
  ARSIP_ASSIGN(const std::unique_ptr<KeyValueStore::Iterator> rows, store_->NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    ARSIP_TRY(visit(rows->key(), rows->value()));
  }
  return rows->status();
}

Status MediaIndex::Load() {
  return ForEachRow(
      std::string(kMediaPrefix), [this](std::string_view key, std::string_view value) {
        Sha256 payload{};
        std::optional<MediaRow> row = DecodeMediaRow(value);
        if (!row || key.size() != kMediaPrefix.size() + payload.size()) {
          return Status(Unreadable("a row is unreadable"));
        }
        std::copy_n(key.begin() + kMediaPrefix.size(), payload.size(), payload.begin());
        if (!row->frames.empty()) videos_.Add(payload, std::move(row->frames));
        if (!row->words.empty()) recordings_.Add(payload, std::move(row->words));
        return Ok();
      });
}

Result<FollowCounts> MediaIndex::CatchUp(const std::string& archive_directory,
                                         ReadReporter* reporter,
                                         const DerivedFollower::Progress& progress) {
  DerivedFollowerOptions options;
  options.media_types = {"application/jsonl"};
  options.key_prefix = kPositionPrefix;
  DerivedFollower follower(archive_directory, *store_, options);
  return follower.CatchUp(
      [this](const DerivedRecord& record, WriteBatch& batch) { return Take(record, batch); },
      reporter, progress);
}

Status MediaIndex::Take(const DerivedRecord& record, WriteBatch& batch) {
  // Only the media reader says anything of media: the rest need not be parsed.
  if (!record.extractor.starts_with("media/")) return Ok();
  std::optional<MediaItem> item = ReadMediaItem(record.payload);
  if (!item) return Ok();
  batch.Put(MediaOccurrencePrefix(item->payload) + record.refers_to,
            EncodeOccurrence(item->occurrence));
  const std::string key = MediaKey(item->payload);
  ARSIP_ASSIGN(const std::optional<std::string> stored, store_->Get(key));
  if (stored) {
    const std::optional<MediaRow> row = DecodeMediaRow(*stored);
    if (!row) return Unreadable("a row is unreadable");
    if (row->revision >= record.revision) return Ok();
  }
  MediaRow row{record.revision, std::move(item->frames), std::move(item->words)};
  batch.Put(key, EncodeMediaRow(row));
  videos_.Add(item->payload, std::move(row.frames));
  recordings_.Add(item->payload, std::move(row.words));
  return Ok();
}

Result<std::vector<MediaOccurrence>> MediaIndex::Occurrences(const Sha256& payload) {
  std::vector<MediaOccurrence> found;
  ARSIP_TRY(
      ForEachRow(MediaOccurrencePrefix(payload), [&](std::string_view, std::string_view value) {
        std::optional<MediaOccurrence> occurrence = DecodeOccurrence(value);
        if (!occurrence) return Status(Unreadable("an occurrence is unreadable"));
        found.push_back(std::move(*occurrence));
        return Ok();
      }));
  std::ranges::sort(found, [](const MediaOccurrence& a, const MediaOccurrence& b) {
    return a.timestamp != b.timestamp ? a.timestamp < b.timestamp : a.url < b.url;
  });
  return found;
}

Status MediaIndex::Dump(
    const std::function<void(std::string_view key, std::string_view value)>& visit) {
  return ForEachRow("", [&visit](std::string_view key, std::string_view value) {
    if (!key.starts_with(kPositionPrefix)) visit(key, value);
    return Ok();
  });
}

}  // namespace arsip::archive
