// ReplaceIndexedFile: the index rows of one file, moved to the file that holds the same records at
// other offsets.
//
// Every row becomes what a rebuilt index would have; rows of other files are not touched. All or
// nothing, durable when it returns. Memory: the rows of the file, some 1.5 KB a record.
// Errors: kCorruption (the new file does not hold those records, or an index row is unreadable),
// kNotFound (the index does not know the old file), kNoSpace, kIo. Not thread-safe; no other batch
// may be filled meanwhile. A CaptureIndex that answered queries before keeps the old name in
// memory: open it again.
#ifndef ARSIP_ARCHIVE_INDEX_REPLACEMENT_H_
#define ARSIP_ARCHIVE_INDEX_REPLACEMENT_H_

#include <string>

#include "archive/capture_index.h"
#include "archive/segment_recoding.h"
#include "base/result.h"

namespace arsip::archive {

Status ReplaceIndexedFile(CaptureIndex& index, const std::string& old_filename,
                          const std::string& new_filename, const std::string& new_path,
                          const RecodedSegment& recoded);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_REPLACEMENT_H_
