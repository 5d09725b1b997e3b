// RecordFacts: what one pass over a record's block finds. Rebuilding takes index rows from it,
// verifying compares it with what the record says of itself. Memory: the HTTP head.
#ifndef ARSIP_ARCHIVE_RECORD_FACTS_H_
#define ARSIP_ARCHIVE_RECORD_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "archive/indexed_record.h"
#include "archive/payload_stream.h"
#include "archive/warc_reader.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct RecordFacts {
  uint64_t block_length = 0;
  // Of the block; only those asked for.
  std::optional<Sha1> block_sha1;
  std::optional<Sha256> block_sha256;
  std::string block_start;
  std::string http_head;
  // The beginning of the block of a metadata record of application/warc-fields.
  std::string metadata;
  // Of response and resource records, and, when asked for, of others.
  std::optional<PayloadDigester::Digests> payload;
  bool chunks_intact = true;
  // The head says chunked, and the body is in no chunks.
  bool dechunked_under_old_head = false;
};

struct WantedFacts {
  bool block_sha1 = false;
  bool block_sha256 = false;
  bool payload_of_any_type = false;
  uint64_t block_start = 0;  // bytes from the block's begin
};

// Reads the record at hand to its end. Errors are the reader's; the facts are worth something only
// when the record is intact().
Result<RecordFacts> ReadRecordFacts(WarcReader& reader, const WantedFacts& wanted);

// The record as the index takes it; views into the arguments.
// REQUIRES: the reader has finished the record and its header().known_type().
class FactsForIndex {
 public:
  FactsForIndex(const WarcReader& reader, const RecordFacts& facts);
  const IndexedRecord& record() const { return record_; }

 private:
  IndexedRecord record_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_FACTS_H_
