#include "archive/thumbnail.h"

#include "archive/payload_originals.h"
#include "archive/record_at.h"

namespace arsip::archive {
namespace {

constexpr uint8_t kVersion8 = 0x80;
constexpr uint8_t kVariant = 0x80;

Error NoThumbnail(const Capture& capture) {
  return {ErrorCode::kNotFound, "no thumbnail was derived from this capture", capture.url};
}

}  // namespace

std::string ThumbnailRecordId(const Sha256& payload) {
  const std::string_view digest(reinterpret_cast<const char*>(payload.data()), payload.size());
  Sha256 hash = ComputeSha256("arsip " + std::string(kThumbnailRules) + "\n" + std::string(digest));
  hash[6] = static_cast<uint8_t>((hash[6] & 0x0f) | kVersion8);
  hash[8] = static_cast<uint8_t>((hash[8] & 0x3f) | kVariant);
  std::string id = HexEncode(hash).substr(0, 32);
  for (const size_t dash : {20u, 16u, 12u, 8u}) id.insert(dash, 1, '-');
  return "<urn:uuid:" + id + ">";
}

Result<std::string> ReadThumbnail(const std::string& archive_directory, CaptureIndex& index,
                                  const Capture& capture) {
  PayloadOriginals originals(archive_directory, index);
  ARSIP_ASSIGN(const Sha256 payload, originals.DigestOf(capture));
  ARSIP_ASSIGN(const auto found, index.FindRecord(ThumbnailRecordId(payload)));
  if (!found.has_value() || found->type != RecordType::kConversion) return NoThumbnail(capture);
  // Whoever wrote an imported file could have known the id.
  ARSIP_ASSIGN(const auto file, index.FindFile(found->location.filename));
  if (!file.has_value() || file->kind != SegmentKind::kDerived) return NoThumbnail(capture);
  ARSIP_ASSIGN(RecordAt at, OpenRecordAt(archive_directory, found->location));
  std::string jpeg;
  ARSIP_TRY(ForBlockOf(at, found->location, [&](std::string_view piece) -> Status {
    if (jpeg.size() + piece.size() > kMaxStoredThumbnailBytes) {
      return CorruptRecord(found->location, "this thumbnail is longer than any is");
    }
    jpeg += piece;
    return Ok();
  }));
  const auto digest = ParseSha256(at.reader->header().Get("WARC-Block-Digest"));
  if (!digest.has_value() || *digest != ComputeSha256(std::string_view(jpeg))) {
    return CorruptRecord(found->location, "the thumbnail is not what its digest says");
  }
  return jpeg;
}

}  // namespace arsip::archive
