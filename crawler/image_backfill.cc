#include "crawler/image_backfill.h"

#include <utility>

#include "archive/thumbnail.h"
#include "crawler/capture_records.h"
#include "crawler/re_extraction.h"
#include "crawler/sandboxes.h"

namespace arsip::crawler {

Result<bool> ImageBackfill::LacksHash(const archive::Capture& capture, const Sha256& payload) {
  if (capture.truncated) return false;
  ARSIP_ASSIGN(const auto row, search_.Find(payload));
  if (!row || row->fact.rule < ImageHashRule()) return true;
  ARSIP_ASSIGN(const bool known, search_.IsSighting(payload, {capture.time, capture.url}));
  return !known;
}

Result<bool> ImageBackfill::LacksHash(const archive::Capture& capture) {
  if (capture.truncated) return false;
  ARSIP_ASSIGN(const Sha256 payload, originals_.DigestOf(capture));
  return LacksHash(capture, payload);
}

Result<bool> ImageBackfill::LacksThumbnail(const Sha256& payload) {
  ARSIP_ASSIGN(const auto known, index_.FindRecord(archive::ThumbnailRecordId(payload)));
  return !known;
}

Result<bool> ImageBackfill::LacksAny(const archive::Capture& capture) {
  ARSIP_ASSIGN(const Sha256 payload, originals_.DigestOf(capture));
  ARSIP_ASSIGN(const bool lacks_thumbnail, LacksThumbnail(payload));
  if (lacks_thumbnail) return true;
  return LacksHash(capture, payload);
}

Result<std::vector<archive::WarcRecord>> ImageBackfill::RecordsOf(const archive::Capture& capture,
                                                                  const SandboxResult& result,
                                                                  uint64_t payload_bytes) {
  std::vector<archive::WarcRecord> records;
  if (!result.image_hash) return records;
  ARSIP_ASSIGN(const Sha256 payload, originals_.DigestOf(capture));
  ARSIP_ASSIGN(const RecordOrigin origin, OriginOf(index_, capture, payload));
  ARSIP_ASSIGN(const bool lacks_thumbnail, LacksThumbnail(payload));
  auto thumbnail = ThumbnailRecord(*result.image_hash, origin);
  if (lacks_thumbnail && thumbnail) records.push_back(std::move(*thumbnail));
  ARSIP_ASSIGN(const bool lacks_hash, LacksHash(capture, payload));
  const auto fact = ImageFactOf(result, payload, payload_bytes);
  if (lacks_hash && fact) records.push_back(ImageHashRecord(&*result.image_hash, *fact, origin));
  return records;
}

Result<std::optional<archive::WarcRecord>> ImageBackfill::SightingOf(
    const archive::Capture& revisit) {
  ARSIP_ASSIGN(const Sha256 payload, originals_.DigestOf(revisit));
  ARSIP_ASSIGN(const auto row, search_.Find(payload));
  if (!row) return std::optional<archive::WarcRecord>();
  ARSIP_ASSIGN(const bool known, search_.IsSighting(payload, {revisit.time, revisit.url}));
  if (known) return std::optional<archive::WarcRecord>();
  ARSIP_ASSIGN(const RecordOrigin origin, OriginOf(index_, revisit, payload));
  return std::optional(ImageHashRecord(nullptr, row->fact, origin));
}

}  // namespace arsip::crawler
