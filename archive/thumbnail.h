// The blurred grey rendition of an image payload (extractors/image_thumbnail.h): a conversion
// record in DIR/derived/ that is found without an index of its own, for its id follows from the
// payload. Functions over files; thread-safe.
#ifndef ARSIP_ARCHIVE_THUMBNAIL_H_
#define ARSIP_ARCHIVE_THUMBNAIL_H_

#include <string>

#include "archive/capture.h"
#include "archive/capture_index.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

inline constexpr const char* kThumbnailMediaType = "image/jpeg";
// The version of what is rendered is part of the id: a newer one stands beside the older.
inline constexpr const char* kThumbnailRules = "thumbnail/1";
inline constexpr size_t kMaxStoredThumbnailBytes = 64u << 10;

// "<urn:uuid:...>" of version 8 (RFC 9562): of SHA-256 over the rules and the payload's digest.
std::string ThumbnailRecordId(const Sha256& payload);

// Its JPEG, checked against WARC-Block-Digest. Of a revisit the one of the payload it refers to.
// kNotFound: none was derived; kCorruption.
// Reads the record of the payload for its digest: also errors of PayloadOriginals::DigestOf.
Result<std::string> ReadThumbnail(const std::string& archive_directory, CaptureIndex& index,
                                  const Capture& capture);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_THUMBNAIL_H_
