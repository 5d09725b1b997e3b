// ConvertSegment: one sealed segment of an archive in another compression, its index rows moved
// along. The record bytes stay as they are (segment_recoding.h).
//
// The old file goes to DIR/originals, or, when that is asked for, away: only after the new one was
// read back and its index rows are durable. Interrupted anywhere (a power cut included), the
// archive is as before or as after once FinishConversion has run, which whoever opens the index
// does first. REQUIRES: no other process uses the archive; the lock is taken here.
#ifndef ARSIP_ARCHIVE_SEGMENT_CONVERSION_H_
#define ARSIP_ARCHIVE_SEGMENT_CONVERSION_H_

#include <string>

#include "archive/segment_recoding.h"
#include "base/result.h"

namespace arsip::archive {

struct ConversionOptions {
  SegmentCoding coding = {};
  bool drop_original = false;  // Default: kept in DIR/originals.
};

struct ConvertedSegment {
  std::string old_filename;
  std::string new_filename;  // the same when only the level is another
  RecodedSegment recoded;
};

// `filename` is a segment's final name. Errors: kInvalidInput (it is still written to, or is not
// compressed, or something of the target's name is there), kNotFound, kCorruption (it, or the
// index, is damaged: nothing was changed), kUnavailable (stopped, or another process has the
// archive), kNoSpace, kIo, kPermission.
Result<ConvertedSegment> ConvertSegment(const std::string& archive_directory,
                                        const std::string& filename,
                                        const ConversionOptions& options,
                                        const RecodingProgress& progress);

class CaptureIndex;

// Ends what an interrupted conversion began: forward when `index` has the new file, else back.
// Without an index (it is about to be made anew): back. REQUIRES: the caller holds the archive's
// lock.
Status FinishConversion(const std::string& archive_directory, CaptureIndex* index);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_CONVERSION_H_
