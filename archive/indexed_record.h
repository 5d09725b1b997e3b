// IndexedRecord, IndexedFile: what the index is told of one record and keeps of one file.
// Plain values; docs/index-format.md says which rows they become.
#ifndef ARSIP_ARCHIVE_INDEXED_RECORD_H_
#define ARSIP_ARCHIVE_INDEXED_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"

namespace arsip::archive {

// What stands for a file name in keys. The id of a segment of ours is the serial in its name,
// "PREFIX-<17 digits>-<serial: 5 digits or more>-....warc.gz", so it is the same after a rebuild.
// Imported files, others, and a second file with the same serial, get an id above 2^31 from the
// digest of their name. REQUIRES of the writer: serials begin at 1, grow with each new segment of
// one archive, and warc/ and derived/ share one counter.
using FileId = uint32_t;
// The serial; nullopt for names of other forms. Ignores a final ".open".
std::optional<FileId> SerialOfFilename(std::string_view filename);

// The id of a file whose name has no serial of ours, unless another file has it already.
FileId ForeignFileId(std::string_view filename);

// Records of derived files are found by record id only; they never enter the replay index.
enum class SegmentKind : uint8_t {
  kCaptures = 0,  // DIR/warc
  kDerived = 1,   // DIR/derived
  kImported = 2,  // DIR/imported: what others wrote
};                // Persistent.

// One written or read record, in the words of its header. Views must live until AddRecord returns.
struct IndexedRecord {
  RecordType type = RecordType::kResponse;
  std::string_view record_id;     // "<urn:uuid:...>"
  std::string_view date;          // WARC-Date exactly as written
  UtcTime time{};                 // the same, parsed
  std::string_view target_uri;    // may be empty (warcinfo)
  std::string_view content_type;  // of the record
  // The first bytes of an application/http response or revisit block, up to and including the blank
  // line (HttpHeadLength() of record_payload.h); empty when the block holds none.
  std::string_view http_head;
  // Of the stored payload, transfer coding removed. On a revisit: payload_sha1 as
  // WARC-Payload-Digest has it and no payload_sha256. Absent
  // on records without a payload.
  std::optional<Sha1> payload_sha1;
  std::optional<Sha256> payload_sha256;
  // Of the body with its chunk framing, when that is what WARC-Payload-Digest says (wget).
  std::optional<Sha1> framed_sha1;
  // What WARC-Payload-Digest says, when that is a SHA-256: of a response or resource only when it
  // holds, for the payload or for the body with its chunk framing.
  std::optional<Sha256> said_sha256;
  bool truncated = false;  // has WARC-Truncated
  // Of a revisit; empty otherwise.
  std::string_view profile;
  std::string_view refers_to;
  std::string_view refers_to_target_uri;
  std::string_view refers_to_date;
  // The beginning of the block of a metadata record of application/warc-fields, as far as
  // kMaxImageFactBytes (image_fact.h).
  std::string_view metadata;
  // Of the gzip member (of the record, in a plain file).
  uint64_t offset = 0;
  uint64_t length = 0;
};

struct IndexedFile {
  FileId id = 0;
  std::string filename;  // final name, without ".open"
  SegmentKind kind = SegmentKind::kCaptures;
  // High-water mark: the end of the last indexed record. What lies beyond is not in the index yet.
  uint64_t indexed_bytes = 0;
  uint64_t records = 0;
  UtcTime first{};  // lowest and highest WARC-Date; epoch when there is no record
  UtcTime last{};
  bool sealed = false;
  uint64_t size = 0;  // when sealed
  Sha256 sha256{};    // of the whole file, when sealed
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEXED_RECORD_H_
