// ConcurrentRecords: the request and metadata records of a capture event, found by where they lie:
// beside their response, revisit or resource. One of the two names the other in WARC-Concurrent-To
// (WARC 1.1 section 5.7). At most 16 neighbours on each side are looked at.
#ifndef ARSIP_ARCHIVE_CONCURRENT_RECORDS_H_
#define ARSIP_ARCHIVE_CONCURRENT_RECORDS_H_

#include <string>
#include <vector>

#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/record_payload.h"
#include "archive/warc_record.h"
#include "base/result.h"

namespace arsip::archive {

struct ConcurrentRecord {
  RecordType type = RecordType::kRequest;
  RecordLocation location;
  StoredRecord record;
};

// In the order of the file. Errors: those of the index and of ReadRecord.
Result<std::vector<ConcurrentRecord>> ConcurrentRecords(CaptureIndex& index,
                                                        const std::string& archive_directory,
                                                        const Capture& capture);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CONCURRENT_RECORDS_H_
