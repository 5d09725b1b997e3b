// A reader that stands at one record, and what is asked of it before its bytes are given away.
// Shared by the ways to read records back: record_payload.h (pushed) and record_bytes.h (pulled).
//
// Functions over files only; thread-safe. Errors as in record_payload.h.
#ifndef ARSIP_ARCHIVE_RECORD_AT_H_
#define ARSIP_ARCHIVE_RECORD_AT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "archive/capture.h"
#include "archive/warc_reader.h"
#include "archive/warc_record.h"
#include "base/result.h"

namespace arsip::archive {

// `damage` says what is wrong with the record, if anything is.
struct RecordAt {
  std::unique_ptr<ReadProblems> damage = std::make_unique<ReadProblems>(1);
  std::unique_ptr<WarcReader> reader;
  bool imported = false;  // others wrote it
};

Error CorruptRecord(const RecordLocation& location, std::string what);
Error DamageOf(const RecordAt& at, const RecordLocation& location);

// DEVIATION: wget gives every revisit the block digest of nothing.
// WARC-Block-Digest, or empty when it says nothing.
std::string_view ComparableBlockDigest(const WarcHeader& header);

// The header has been read; the block has not.
Result<RecordAt> OpenRecordAt(const std::string& archive_directory, const RecordLocation& location);

// The whole block, then the end of its member.
Status ForBlockOf(RecordAt& at, const RecordLocation& location,
                  const std::function<Status(std::string_view)>& sink);

// Where the payload of a capture lies: of a revisit, in its original. kNotFound: that one is not in
// the archive.
Result<RecordLocation> PayloadLocationOf(const Capture& capture);

// Compares the payload at `location` with what the capture's index row (SHA-1), and the record's
// own fields (SHA-1; of records of ours also SHA-256, of the payload or else of the block), say of
// it: kCorruption names both digests.
// Gives its length.
Result<uint64_t> CheckPayload(const std::string& archive_directory, const Capture& capture,
                              const RecordLocation& location);

// The HTTP head that the capture's own record stores: of a revisit, what the server said that day.
// Empty when it stores none.
Result<std::string> OwnHttpHead(const std::string& archive_directory, const Capture& capture);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_AT_H_
