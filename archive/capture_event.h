// CaptureEvent: the records of one Append on their way to the disk and into the index.
//
// Prepared on a compression thread (checked, digested, compressed), then owned by the archive's
// thread. Not thread-safe: one thread has it at a time.
#ifndef ARSIP_ARCHIVE_CAPTURE_EVENT_H_
#define ARSIP_ARCHIVE_CAPTURE_EVENT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/gzip_member.h"
#include "archive/indexed_record.h"
#include "archive/warc_record.h"
#include "archive/warc_serialiser.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// What the index has to know of a record besides its location, as a reader of the file would find
// it.
struct IndexFacts {
  std::string date;
  std::string target_uri;
  std::string http_head;
  std::optional<Sha1> payload_sha1;
  std::optional<Sha256> payload_sha256;
};

struct CaptureEvent {
  CaptureEvent(std::vector<WarcRecord> records, SegmentKind kind,
               std::function<void(Result<RecordLocation>)> done);

  std::vector<WarcRecord> records;
  SegmentKind kind;
  std::function<void(Result<RecordLocation>)> done;
  uint64_t bytes = 0;  // of memory it holds, roughly

  // Set by Prepare.
  Status status;  // kInvalidInput: the event is refused
  std::string warcinfo_id;
  std::vector<PreparedRecord> prepared;
  std::vector<IndexFacts> facts;

  // Set when it is written.
  std::vector<RecordLocation> locations;

  // Of its members; an upper bound when one is to be streamed.
  uint64_t member_bytes() const;
  // The payload whose reservation ends with this event.
  const std::optional<Sha256>& payload() const;
};

// Never fails itself: says so in `event.status`.
void Prepare(CaptureEvent& event, std::string warcinfo_id, const MemberCoding& coding);
// For the segment that follows the one it was prepared for.
Status PrepareAgain(CaptureEvent& event, std::string warcinfo_id, const MemberCoding& coding);

// The i-th record as the index takes it; views into `event`. REQUIRES: it is written.
IndexedRecord IndexedRecordOf(const CaptureEvent& event, size_t i);
// A warcinfo record as the index takes it; views into the arguments.
IndexedRecord IndexedWarcinfo(const WarcRecord& warcinfo, std::string_view date,
                              const RecordLocation& location);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_EVENT_H_
