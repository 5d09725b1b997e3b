// CompareIndexRows: the index of an archive against the one that its bytes call for, row by row.
// Memory: the names of the files.
#ifndef ARSIP_ARCHIVE_VERIFY_INDEX_H_
#define ARSIP_ARCHIVE_VERIFY_INDEX_H_

#include <cstdint>
#include <set>

#include "archive/capture_index.h"
#include "archive/verify_problems.h"
#include "base/result.h"

namespace arsip::archive {

// Names every row that is missing, that is not called for, or that differs, and counts the rows of
// `index`. Size and digest of a sealed file are not compared here. What cannot be read of `index`
// is a problem; errors are those of `expected`. Rows of `cold` files, which are in cold storage
// only, are passed over.
Status CompareIndexRows(CaptureIndex& index, CaptureIndex& expected, const std::set<FileId>& cold,
                        uint64_t& rows, VerifyProblems& problems);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VERIFY_INDEX_H_
