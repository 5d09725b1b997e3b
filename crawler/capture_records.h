// Glue: what was fetched becomes the WARC records of one capture event.
// response (or revisit), then request, then metadata: adjacent, with one WARC-Date. WARC 1.1
// section 6.
#ifndef ARSIP_CRAWLER_CAPTURE_RECORDS_H_
#define ARSIP_CRAWLER_CAPTURE_RECORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/image_fact.h"
#include "archive/warc_record.h"
#include "base/digest.h"
#include "crawler/fetch_result.h"
#include "crawler/record_json.h"
#include "extractors/extraction.pb.h"
#include "frontier/lease.h"

namespace arsip::crawler {

// The digests of a payload: the body with its content coding, without its transfer coding, however
// it is stored.
struct PayloadDigests {
  Sha1 sha1{};
  Sha256 sha256{};
};
PayloadDigests DigestPayload(const FetchResult& fetched);

// What the records say beside the bytes themselves.
struct CaptureFacts {
  const frontier::Lease* lease = nullptr;              // required
  const extractors::Extraction* extraction = nullptr;  // null when there was none
  std::string extraction_status;                       // "ok", "crashed", "off", ...
  PayloadDigests payload;
  std::string scope;                                  // "in; host example.org": ScopeDecision()
  const extractors::ImageHash* image_hash = nullptr;  // null: no image, or not hashed
  std::optional<archive::ImageFact> image = {};       // the same, when there is a hash
  // Why the payload's bytes are not stored, "near-duplicate"; empty: they are.
  std::string withheld = {};
  // What hash lists say of it: hash_list_gate.h.
  std::vector<std::string> hash_list_lines = {};
};

// The records of one capture event: `verdict` decides between response and revisit. Of a payload
// that is withheld the response holds the head alone, and is marked as truncated (adr/0016). A 304
// to our own validators (`last` is set) is a server-not-modified revisit with an empty block; the
// head of the 304 goes into the metadata record. Empty when there was no response.
std::vector<archive::WarcRecord> CaptureRecords(const FetchResult& fetched,
                                                const archive::DedupVerdict& verdict,
                                                const std::optional<archive::LastCapture>& last,
                                                const CaptureFacts& facts);

// What was derived from the record that `origin` names, as conversion records for DIR/derived/: the
// visible text as text/plain, the records as application/jsonl (docs/records.md). None when there
// is neither. REQUIRES: origin.time and origin.record_id are set.
std::vector<archive::WarcRecord> DerivedRecords(const extractors::Extraction& extraction,
                                                const RecordOrigin& origin);

// What CaptureRecords says of an image, for one that was archived without: a metadata record for
// DIR/derived/, from which the index makes the same rows. REQUIRES: origin has a time and a record
// id; `fact` is of `image`, which is null when only the fact is known.
archive::WarcRecord ImageHashRecord(const extractors::ImageHash* image,
                                    const archive::ImageFact& fact, const RecordOrigin& origin);

// The thumbnail of an image (archive/thumbnail.h); nullopt when there is none. REQUIRES: origin has
// a time, a record id and the payload's digest.
std::optional<archive::WarcRecord> ThumbnailRecord(const extractors::ImageHash& image,
                                                   const RecordOrigin& origin);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CAPTURE_RECORDS_H_
