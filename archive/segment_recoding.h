// RecodeSegment: the records of one WARC file, byte for byte, in another compression.
//
// The new file is durable and read back when it returns: every record of it has the SHA-256 of the
// record it was made from. The old one is only read. Not thread-safe.
#ifndef ARSIP_ARCHIVE_SEGMENT_RECODING_H_
#define ARSIP_ARCHIVE_SEGMENT_RECODING_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/record_encoder.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct RecodedRecord {
  uint64_t offset = 0;  // in the old file
  uint64_t length = 0;
  Sha256 sha256{};  // of its bytes, uncompressed
};

struct RecodedSegment {
  std::vector<RecodedRecord> records;
  uint64_t record_bytes = 0;  // uncompressed
  uint64_t old_bytes = 0;
  uint64_t new_bytes = 0;
  uint64_t dictionary_bytes = 0;  // 0: none
  Sha256 sha256{};                // of the new file
};

// Bytes of the old file done and to do. Returns false to stop: kUnavailable.
using RecodingProgress = std::function<bool(uint64_t done, uint64_t total)>;

// Writes `to`, which must not exist; after an error it is gone again. A zstd file gets a dictionary
// trained on records from all over the old file. Memory: 50 bytes a record and some 30 MiB (zstd
// above level 15: up to 120 MiB).
// Errors: kCorruption (`from` is damaged, or has several records in a member: named by
// file@offset; or what was read back differs), kNoSpace, kIo, kPermission, kUnavailable (stopped).
Result<RecodedSegment> RecodeSegment(const std::string& from, const std::string& to,
                                     const SegmentCoding& coding, const RecodingProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_RECODING_H_
