// WarcRecord: one record of a WARC/1.1 file, named as ISO 28500:2017 names it.
// https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
#ifndef ARSIP_ARCHIVE_WARC_RECORD_H_
#define ARSIP_ARCHIVE_WARC_RECORD_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// Section 6. Part of the persistent index format; do not renumber.
enum class RecordType : uint8_t {
  kWarcinfo = 0,
  kResponse = 1,
  kRequest = 2,
  kMetadata = 3,
  kRevisit = 4,
  kResource = 5,
  kConversion = 6,
  kContinuation = 7,
};
const char* RecordTypeName(RecordType type);  // "response"
Result<RecordType> ParseRecordType(std::string_view name);

inline constexpr std::string_view kProfileIdenticalPayloadDigest =
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
inline constexpr std::string_view kProfileServerNotModified =
    "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

// "<urn:uuid:...>", of version 8: record_uuid.h.
std::string NewRecordId();

// A record to be written. The writer adds WARC-Warcinfo-ID, WARC-Block-Digest and Content-Length;
// all else is the caller's. Field values must not hold CR, LF or NUL: the writer refuses such a
// record.
struct WarcRecord {
  RecordType type = RecordType::kResponse;
  std::string record_id = NewRecordId();
  UtcTime date{};
  std::string target_uri;    // percent-encoded, no fragment; empty on warcinfo
  std::string content_type;  // empty only with an empty block
  // Further named fields in order: WARC-IP-Address, WARC-Payload-Digest, WARC-Concurrent-To, ...
  std::vector<std::pair<std::string, std::string>> fields;
  // The block is the concatenation of these views. `keep_alive` owns what they point at.
  std::vector<std::string_view> block;
  std::vector<std::shared_ptr<const void>> keep_alive;
  // Of response, revisit and resource records: SHA-256 of the payload (the body as stored), set by
  // the caller who has computed it for Judge(). The writer writes it (kPayloadDigestField), indexes
  // it and ends the payload's reservation with it. Unset: the writer computes it. Of a revisit it
  // is not written.
  std::optional<Sha256> payload_sha256;

  // Stores `text` in keep_alive and appends it to the block.
  void AppendBlock(std::string text);
  uint64_t block_length() const;
};

// Where a record's gzip member lies.
struct RecordLocation {
  std::string filename;  // final name, without ".open"
  uint64_t offset = 0;
  uint64_t length = 0;  // of the member, its trailer included
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_RECORD_H_
