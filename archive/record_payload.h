// Records and payloads read back from an archive directory, by the location that the index gives.
//
// Functions over files only: any number of processes may read, also while a crawl writes. Memory is
// bounded but for ReadRecord's block. Errors: kNotFound (no such file), kCorruption (no whole
// record there, or bytes that are not what the digests say), kInvalidInput, and whatever a sink
// returns.
#ifndef ARSIP_ARCHIVE_RECORD_PAYLOAD_H_
#define ARSIP_ARCHIVE_RECORD_PAYLOAD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "archive/capture.h"
#include "archive/warc_header_parser.h"
#include "archive/warc_record.h"
#include "base/result.h"

namespace arsip::archive {

using ByteSink = std::function<Status(std::string_view)>;

struct StoredRecord {
  WarcHeader header;
  std::string header_bytes;  // as stored, blank line included
  std::string block;
};

// kInvalidInput when the block is longer than `max_block_bytes`; nothing of it is read then.
Result<StoredRecord> ReadRecord(const std::string& archive_directory,
                                const RecordLocation& location,
                                uint64_t max_block_bytes = 64u << 20);

// The record as it was before it was compressed: header, block, CRLF CRLF. Its block digest is
// checked first: on kCorruption the sink has had no byte.
Status CopyRecord(const std::string& archive_directory, const RecordLocation& location,
                  const ByteSink& sink);

struct PayloadOptions {
  // Undo the content coding (gzip, deflate). Default: true. False gives the bytes that the digests
  // are over.
  bool decode = true;
  // Decoding ends with kInvalidInput beyond this, and beyond `max_ratio` times the coded bytes
  // (once over 1 MiB).
  uint64_t max_decoded_bytes = 256u << 20;  // Default: 256 MiB.
  uint64_t max_ratio = 200;                 // Default: 200.
};

struct PayloadRead {
  WarcHeader header;      // of the record that holds the payload
  std::string http_head;  // of the capture itself, or of that record when the capture stored none;
                          // may be empty
  RecordLocation location;  // of the record that holds the payload
  std::string coding;       // content coding that was undone, or was left; empty: none
  uint64_t coded_length = 0;
  uint64_t length = 0;  // given to the sink
};

// The payload of a capture; of a revisit, that of its original. The transfer coding is removed.
// Digests are checked first: on kCorruption (it names both digests) the sink has had no byte.
// kNotFound: a revisit whose original is not in the archive. kInvalidInput: a content coding that
// is unknown, broken, or beyond the limits; what was decoded until there has been given.
Result<PayloadRead> ReadPayload(const std::string& archive_directory, const Capture& capture,
                                const PayloadOptions& options, const ByteSink& sink);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_PAYLOAD_H_
