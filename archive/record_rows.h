// RowsOf: the rows that one record puts into the index. The one place that says which record is
// found how, used by the writer, by rebuild, and by verify (which compares them with what the index
// holds). Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_RECORD_ROWS_H_
#define ARSIP_ARCHIVE_RECORD_ROWS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/index_rows.h"
#include "archive/indexed_record.h"
#include "base/result.h"

namespace arsip::archive {

struct RecordRows {
  BlockRecord record;  // what its P and R rows say: block_rows.h
  // Its C row: theirs alone, whatever else is in the index.
  std::vector<std::pair<std::string, std::string>> rows;
  bool capture = false;  // one of them is a C row
  // D and H rows, which records compete for: the lowest value, which is the lowest position, wins.
  std::vector<std::pair<std::string, std::string>> contested;
};

// kInvalidInput names the field that a record of its type must have.
Result<RecordRows> RowsOf(FileId file, SegmentKind kind, const IndexedRecord& record);

// A record of ours could name it in its WARC-Refers-To fields.
bool MayBeReferredTo(std::string_view record_id, std::string_view target_uri,
                     std::string_view date);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_ROWS_H_
