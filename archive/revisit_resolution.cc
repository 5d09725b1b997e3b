// The captures that revisits refer to: CaptureIndex::Resolve.
#include <utility>

#include "archive/capture_index.h"
#include "archive/index_rows.h"
#include "base/surt.h"

namespace arsip::archive {
namespace {

constexpr int kMaxAlike = 100;    // SHA-1s that begin alike
constexpr int kMaxEarlier = 100;  // captures of one urlkey
constexpr int kMaxOnward = 3;     // revisits of revisits

Error BadRow(const std::string& what) {
  return Error{ErrorCode::kCorruption, what + " the index; run `arsip index rebuild`", ""};
}

}  // namespace

Status CaptureIndex::SetOriginal(Capture& revisit, const CaptureKey& key, const CaptureRow& row) {
  ARSIP_ASSIGN(auto filename, FilenameOf(key.position.file));
  revisit.original =
      Capture::Original{row.url, key.time, {std::move(filename), key.position.offset, row.length}};
  return Ok();
}

// Browsertrix says SHA-256 alone. The H row that leads from it to the payload has it whole.
Status CaptureIndex::LearnSha1(Capture& revisit, KeyValueStore::Iterator& rows) {
  const Sha256& said = *revisit.payload_sha256;
  const std::string prefix = SaidSha256KeyPrefix(said);
  int alike = 0;
  for (rows.Seek(prefix); rows.Valid() && rows.key().starts_with(prefix); rows.Next()) {
    if (++alike > kMaxAlike) return Ok();
    const auto row = DecodeSha1Row(rows.value());
    if (!row.has_value()) return BadRow("unreadable SHA-1 row in");
    if (row->said_sha256 != said) continue;
    ARSIP_ASSIGN(const auto value,
                 store_->Get(EncodeCaptureKey({row->urlkey, row->time, row->position})));
    const auto original = DecodeCaptureRow(value.value_or(std::string()), row->urlkey);
    if (!original.has_value()) return BadRow("a SHA-1 row leads nowhere in");
    revisit.payload_sha1 = original->sha1.value_or(Sha1{});
    return Ok();
  }
  return rows.status();
}

// WARC-Refers-To-Date of archives that keep whole seconds names any capture within that second.
// The result: what a revisit of that name refers to, when there is nothing else.
Result<std::optional<CaptureRow::RefersTo>> CaptureIndex::LookByName(
    Capture& revisit, const CaptureRow::RefersTo& named, KeyValueStore::Iterator& rows) {
  const std::string urlkey = Surt(named.target_uri);
  const std::string prefix = CaptureKeyPrefix(urlkey);
  const bool whole_second = named.time.time_since_epoch().count() % 1'000'000 == 0;
  const UtcTime end = named.time + std::chrono::microseconds(whole_second ? 1'000'000 : 1);
  std::optional<CaptureRow::RefersTo> onward;
  bool found = false;
  for (rows.Seek(CaptureKeyPrefix(urlkey, named.time));
       rows.Valid() && rows.key().starts_with(prefix); rows.Next()) {
    const auto key = DecodeCaptureKey(rows.key());
    const auto row = DecodeCaptureRow(rows.value(), urlkey);
    if (!key.has_value() || !row.has_value()) return BadRow("unreadable capture row in");
    if (key->time >= end) break;
    const bool same_payload = row->sha1 == revisit.payload_sha1;
    if (row->type == RecordType::kRevisit) {
      if (!onward.has_value() || same_payload) onward = row->refers_to;
      continue;
    }
    if (found && !same_payload) continue;
    found = true;
    ARSIP_TRY(SetOriginal(revisit, *key, *row));
    if (same_payload) break;
  }
  ARSIP_TRY(rows.status());
  if (found) onward.reset();
  return onward;
}

// An import with --deduplicate makes revisits of what others' revisits refer to.
Status CaptureIndex::ResolveByName(Capture& revisit, CaptureRow::RefersTo named,
                                   KeyValueStore::Iterator& rows) {
  for (int i = 0; i < kMaxOnward; ++i) {
    ARSIP_ASSIGN(auto onward, LookByName(revisit, named, rows));
    if (!onward.has_value()) break;
    named = std::move(*onward);
  }
  return Ok();
}

// HTTrack names no original: who looked for it looked among the captures of the same URL.
Status CaptureIndex::ResolveAtItsUrl(Capture& revisit, KeyValueStore::Iterator& rows) {
  const std::string prefix = CaptureKeyPrefix(revisit.urlkey);
  std::optional<CaptureRow::RefersTo> named;
  rows.Seek(CaptureKeyPrefix(revisit.urlkey, revisit.time + std::chrono::microseconds(1)));
  rows.Valid() ? rows.Prev() : rows.SeekToLast();
  for (int i = 0; i < kMaxEarlier && rows.Valid() && rows.key().starts_with(prefix); ++i) {
    const auto key = DecodeCaptureKey(rows.key());
    const auto row = DecodeCaptureRow(rows.value(), revisit.urlkey);
    if (!key.has_value() || !row.has_value()) return BadRow("unreadable capture row in");
    if (row->sha1 == revisit.payload_sha1) {
      if (row->type == RecordType::kResponse && !row->truncated) {
        return SetOriginal(revisit, *key, *row);
      }
      if (!named.has_value() && key->time < revisit.time) named = row->refers_to;
    }
    rows.Prev();
  }
  ARSIP_TRY(rows.status());
  if (!named.has_value()) return Ok();
  return ResolveByName(revisit, std::move(*named), rows);
}

// wget names its originals by record id alone; the digest is what a revisit is about.
Status CaptureIndex::ResolveBySha1(Capture& revisit, KeyValueStore::Iterator& rows) {
  const std::string prefix = Sha1KeyPrefix(revisit.payload_sha1);
  std::optional<CaptureKey> found_key;
  std::optional<CaptureRow> found;
  int alike = 0;
  for (rows.Seek(prefix); rows.Valid() && rows.key().starts_with(prefix); rows.Next()) {
    if (++alike > kMaxAlike) return Ok();
    const auto sha1 = DecodeSha1Row(rows.value());
    if (!sha1.has_value()) return BadRow("unreadable SHA-1 row in");
    CaptureKey key{sha1->urlkey, sha1->time, sha1->position};
    ARSIP_ASSIGN(const auto value, store_->Get(EncodeCaptureKey(key)));
    auto row = DecodeCaptureRow(value.value_or(std::string()), key.urlkey);
    if (!row.has_value()) return BadRow("a SHA-1 row leads nowhere in");
    // It may only begin alike.
    if ((sha1->framed.has_value() ? sha1->framed : row->sha1) != revisit.payload_sha1) continue;
    if (found.has_value()) return Ok();  // two payloads: which is meant cannot be known
    found_key = std::move(key);
    found = std::move(row);
  }
  ARSIP_TRY(rows.status());
  return found.has_value() ? SetOriginal(revisit, *found_key, *found) : Ok();
}

Status CaptureIndex::Resolve(Capture& revisit, const CaptureRow& row,
                             KeyValueStore::Iterator& rows) {
  if (row.sha256.has_value()) ARSIP_TRY(LearnSha1(revisit, rows));
  if (row.refers_to.has_value()) {
    ARSIP_TRY(ResolveByName(revisit, *row.refers_to, rows));
  }
  // That of nothing may be what a 304 says of its own body (openwayback issue 224).
  static const Sha1 kEmptyPayload = ComputeSha1("");
  const Sha1& sha1 = revisit.payload_sha1;
  if (revisit.original.has_value() || sha1 == Sha1{} || sha1 == kEmptyPayload) return Ok();
  ARSIP_TRY(ResolveAtItsUrl(revisit, rows));
  if (revisit.original.has_value()) return Ok();
  return ResolveBySha1(revisit, rows);
}

}  // namespace arsip::archive
