#include "crawler/image_backfill.h"

#include <utility>

#include "archive/thumbnail.h"
#include "crawler/capture_records.h"
#include "crawler/re_extraction.h"
#include "crawler/sandboxes.h"

namespace arsip::crawler {

Result<bool> ImageBackfill::LacksHash(const archive::Capture& capture) {
  if (capture.truncated) return false;
  ARSIP_ASSIGN(const auto row, search_.Find(capture.payload_sha256));
  if (!row || row->fact.rule < ImageHashRule()) return true;
  ARSIP_ASSIGN(const bool known,
               search_.IsSighting(capture.payload_sha256, {capture.time, capture.url}));
  return !known;
}

Result<bool> ImageBackfill::LacksThumbnail(const archive::Capture& capture) {
  ARSIP_ASSIGN(const auto known,
               index_.FindRecord(archive::ThumbnailRecordId(capture.payload_sha256)));
  return !known;
}

Result<bool> ImageBackfill::LacksAny(const archive::Capture& capture) {
  ARSIP_ASSIGN(const bool lacks_thumbnail, LacksThumbnail(capture));
  if (lacks_thumbnail) return true;
  return LacksHash(capture);
}

Result<std::vector<archive::WarcRecord>> ImageBackfill::RecordsOf(const archive::Capture& capture,
                                                                  const SandboxResult& result,
                                                                  uint64_t payload_bytes) {
  std::vector<archive::WarcRecord> records;
  if (!result.image_hash) return records;
  ARSIP_ASSIGN(const RecordOrigin origin, OriginOf(index_, capture));
  ARSIP_ASSIGN(const bool lacks_thumbnail, LacksThumbnail(capture));
  auto thumbnail = ThumbnailRecord(*result.image_hash, origin);
  if (lacks_thumbnail && thumbnail) records.push_back(std::move(*thumbnail));
  ARSIP_ASSIGN(const bool lacks_hash, LacksHash(capture));
  const auto fact = ImageFactOf(result, capture.payload_sha256, payload_bytes);
  if (lacks_hash && fact) records.push_back(ImageHashRecord(&*result.image_hash, *fact, origin));
  return records;
}

Result<std::optional<archive::WarcRecord>> ImageBackfill::SightingOf(
    const archive::Capture& revisit) {
  ARSIP_ASSIGN(const auto row, search_.Find(revisit.payload_sha256));
  if (!row) return std::optional<archive::WarcRecord>();
  ARSIP_ASSIGN(const bool known,
               search_.IsSighting(revisit.payload_sha256, {revisit.time, revisit.url}));
  if (known) return std::optional<archive::WarcRecord>();
  ARSIP_ASSIGN(const RecordOrigin origin, OriginOf(index_, revisit));
  return std::optional(ImageHashRecord(nullptr, row->fact, origin));
}

}  // namespace arsip::crawler
