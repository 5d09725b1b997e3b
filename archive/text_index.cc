#include "archive/text_index.h"

#include <algorithm>
#include <set>
#include <utility>

#include "archive/sketched_lines.h"

namespace arsip::archive {
namespace {

constexpr const char* kLines = "application/jsonl";

std::string Schema() { return std::string(kTextSchema) + "/" + std::to_string(kTextSketchVersion); }

Error Unreadable(std::string_view key) {
  return {ErrorCode::kCorruption,
          "a row of the text index is unreadable; delete the index and build it anew",
          std::string(key.substr(0, 1)) + " row"};
}

TextOccurrence OccurrenceOf(const DerivedRecord& record, const SketchedText& text) {
  return {text.sketch.digest, record.date, record.refers_to, record.target_uri,
          text.index,         text.kind,   text.uri};
}

}  // namespace

Result<std::unique_ptr<TextIndex>> TextIndex::Open(const std::string& directory) {
  KeyValueStoreOptions options;
  options.write_buffer_bytes = 32u << 20;
  options.block_cache_bytes = 32u << 20;
  options.table_bytes = 8u << 20;
  ARSIP_ASSIGN(auto store, KeyValueStore::Open(directory, options));
  ARSIP_ASSIGN(const auto schema, store->Get(kTextSchemaKey));
  if (!schema.has_value()) {
    WriteBatch batch;
    batch.Put(kTextSchemaKey, Schema());
    ARSIP_TRY(store->Write(batch, KeyValueStore::Sync::kYes));
  } else if (*schema != Schema()) {
    return Error{ErrorCode::kInvalidInput,
                 "this text index is of other rules; delete it and it is built anew", directory};
  }
  return std::unique_ptr<TextIndex>(new TextIndex(std::move(store)));
}

Result<FollowCounts> TextIndex::CatchUp(const std::string& archive_directory,
                                        ReadReporter* reporter,
                                        const DerivedFollower::Progress& progress) {
  DerivedFollowerOptions options;
  options.media_types = {kLines};
  options.key_prefix = kTextPositions;
  DerivedFollower follower(archive_directory, *store_, std::move(options));
  return follower.CatchUp(
      [this](const DerivedRecord& record, WriteBatch& batch) { return Take(record, batch); },
      reporter, progress);
}

Status TextIndex::ForEachRow(const std::string& prefix,
                             const std::function<bool(std::string_view, std::string_view)>& visit) {
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    if (!visit(rows->key(), rows->value())) break;
  }
  return rows->status();
}

Result<bool> TextIndex::HasOtherOccurrence(const Sha256& digest,
                                           const std::vector<std::string>& gone) {
  bool other = false;
  ARSIP_TRY(ForEachRow(OccurrencePrefix(digest), [&](std::string_view key, std::string_view) {
    other = std::ranges::find(gone, key) == gone.end();
    return !other;
  }));
  return other;
}

// A text goes with its last occurrence.
Status TextIndex::Remove(const std::string& record_id, const TextSource& source,
                         const std::vector<TextSource::Text>& staying, WriteBatch& batch) {
  std::vector<std::string> gone;
  for (const TextSource::Text& text : source.texts) {
    gone.push_back(OccurrenceKey({text.digest, source.time, record_id, "", text.index, "", ""}));
    batch.Delete(gone.back());
  }
  for (const TextSource::Text& text : source.texts) {
    const bool stays = std::ranges::any_of(
        staying, [&text](const TextSource::Text& other) { return other.digest == text.digest; });
    if (stays) continue;
    ARSIP_ASSIGN(const bool elsewhere, HasOtherOccurrence(text.digest, gone));
    if (elsewhere) continue;
    ARSIP_ASSIGN(const TextSketch sketch, SketchOf(text.digest));
    batch.Delete(SketchKey(text.digest));
    for (size_t band = 0; sketch.comparable() && band < kSketchBands; ++band) {
      batch.Delete(BandKey(sketch, band));
    }
  }
  return Ok();
}

Status TextIndex::Take(const DerivedRecord& record, WriteBatch& batch) {
  const auto texts = SketchedTextsIn(record.payload);
  if (!texts.has_value() || record.refers_to.empty()) return Ok();
  TextSource source{record.revision, record.date, {}};
  for (const SketchedText& text : *texts) source.texts.push_back({text.sketch.digest, text.index});
  ARSIP_ASSIGN(const auto row, store_->Get(SourceKey(record.refers_to)));
  if (row.has_value()) {
    const auto before = ParseSourceRow(*row);
    if (!before.has_value()) return Unreadable("S");
    if (before->revision > record.revision) return Ok();
    ARSIP_TRY(Remove(record.refers_to, *before, source.texts, batch));
  }
  batch.Put(SourceKey(record.refers_to), SourceRow(source));
  for (const SketchedText& text : *texts) {
    const TextOccurrence occurrence = OccurrenceOf(record, text);
    batch.Put(OccurrenceKey(occurrence), OccurrenceRow(occurrence));
    ARSIP_ASSIGN(const auto known, store_->Get(SketchKey(text.sketch.digest)));
    if (known.has_value()) continue;
    batch.Put(SketchKey(text.sketch.digest), SketchRow(text.sketch));
    for (size_t band = 0; text.sketch.comparable() && band < kSketchBands; ++band) {
      batch.Put(BandKey(text.sketch, band), "");
    }
  }
  return Ok();
}

// The first bytes of the digests of texts that share a band with the sketch.
Result<std::vector<std::string>> TextIndex::CandidatesOf(const TextSketch& sketch,
                                                         NearTexts& near) {
  std::set<std::string, std::less<>> items;
  for (size_t band = 0; band < kSketchBands; ++band) {
    ARSIP_TRY(ForEachRow(BandPrefix(sketch, band), [&](std::string_view key, std::string_view) {
      const std::string_view item = ItemOfBandKey(key);
      if (item.empty() || items.contains(item)) return true;
      if (items.size() < kMaxCandidates) {
        items.emplace(item);
      } else {
        ++near.dropped;
      }
      return near.dropped < kMaxCandidates;
    }));
  }
  return std::vector<std::string>(items.begin(), items.end());
}

Status TextIndex::AddNear(const std::string& item, const TextSketch& sketch, NearTexts& near) {
  Status read = Ok();
  ARSIP_TRY(ForEachRow(SketchPrefix(item), [&](std::string_view key, std::string_view row) {
    const auto other = ParseSketchRow(key, row);
    if (!other.has_value()) {
      read = Unreadable(key);
      return false;
    }
    ++near.candidates;
    if (other->digest == sketch.digest) {
      near.texts.push_back({other->digest, 1});
    } else if (other->comparable() && sketch.comparable()) {
      const double jaccard = EstimatedJaccard(*other, sketch);
      if (jaccard >= kLeastJaccard) near.texts.push_back({other->digest, jaccard});
    }
    return true;
  }));
  return read;
}

Result<NearTexts> TextIndex::Near(const TextSketch& sketch) {
  NearTexts near;
  std::vector<std::string> items;
  if (sketch.comparable()) {
    ARSIP_ASSIGN(items, CandidatesOf(sketch, near));
  } else {
    items = {SketchKey(sketch.digest).substr(1)};
  }
  for (const std::string& item : items) ARSIP_TRY(AddNear(item, sketch, near));
  std::ranges::sort(near.texts, [](const NearText& a, const NearText& b) {
    return a.jaccard != b.jaccard ? a.jaccard > b.jaccard : a.digest < b.digest;
  });
  return near;
}

Status TextIndex::ForEachOccurrence(const Sha256& digest,
                                    const std::function<bool(const TextOccurrence&)>& visit) {
  Status read = Ok();
  ARSIP_TRY(ForEachRow(OccurrencePrefix(digest), [&](std::string_view key, std::string_view row) {
    const auto occurrence = ParseOccurrence(key, row);
    if (!occurrence.has_value()) read = Unreadable(key);
    return occurrence.has_value() && visit(*occurrence);
  }));
  return read;
}

Result<TextSketch> TextIndex::SketchOf(const Sha256& digest) {
  const std::string key = SketchKey(digest);
  ARSIP_ASSIGN(const auto row, store_->Get(key));
  if (!row.has_value()) {
    return Error{ErrorCode::kNotFound, "the archive has no such text", FormatDigest(digest)};
  }
  const auto sketch = ParseSketchRow(key, *row);
  if (!sketch.has_value()) return Unreadable(key);
  return *sketch;
}

Result<std::vector<TextSource::Text>> TextIndex::TextsOf(const std::string& record_id) {
  ARSIP_ASSIGN(const auto row, store_->Get(SourceKey(record_id)));
  if (!row.has_value()) return std::vector<TextSource::Text>();
  auto source = ParseSourceRow(*row);
  if (!source.has_value()) return Unreadable("S");
  return std::move(source->texts);
}

Status TextIndex::Dump(
    const std::function<void(std::string_view key, std::string_view value)>& visit) {
  return ForEachRow("", [&visit](std::string_view key, std::string_view value) {
    if (!key.starts_with(kTextPositions)) visit(key, value);
    return true;
  });
}

}  // namespace arsip::archive
