// The index from the files: catching up after a crash, and rebuilding from nothing.
//
// Both read WARC files from their high-water marks and add the same rows that a crawl adds, so
// there is one way from record bytes to rows. What cannot be read is reported with file and offset
// and left out.
#ifndef ARSIP_ARCHIVE_REBUILD_H_
#define ARSIP_ARCHIVE_REBUILD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/capture_index.h"
#include "archive/warc_reader.h"
#include "base/result.h"

namespace arsip::archive {

struct IndexingCounts {
  uint64_t files = 0;     // that held something new
  uint64_t records = 0;   // added
  uint64_t captures = 0;  // of them responses, revisits and resources
  uint64_t bytes = 0;     // read
  uint64_t problems = 0;  // damage reported
};

// Bytes of segments done and to do. Returns false to stop: kUnavailable.
using IndexingProgress = std::function<bool(uint64_t done, uint64_t total)>;

// Ends an interrupted conversion (segment_conversion.h). Adds what DIR/warc, DIR/derived and
// DIR/imported hold beyond their high-water marks, and seals rows of files that have their final
// name. Durable when it returns. Files ending in ".open" are read to their last whole record and
// stay unsealed; call it before they are appended to. kCorruption: the index knows records that its
// file no longer has.
Result<IndexingCounts> CatchUpIndex(const std::string& archive_directory, CaptureIndex& index,
                                    ReadReporter& reporter, const IndexingProgress& progress);

// Builds DIR/index.rebuilding, then puts it in the place of DIR/index by rename; the old index is
// kept as DIR/index.old until the new one is durable. Interrupted anywhere, the next call begins
// again. kUnavailable: another process has the index; kInvalidInput: segments are in cold storage
// only.
Result<IndexingCounts> RebuildIndex(const std::string& archive_directory, ReadReporter& reporter,
                                    const IndexingProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_REBUILD_H_
