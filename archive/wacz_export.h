// ExportWacz: an archive, or some of its captures, as one file that ReplayWeb.page plays.
// https://specs.webrecorder.net/wacz/1.1.1/; docs/wacz.md says what is written.
//
// A whole archive: its capture segments byte for byte as they are. A query or a list: WARC files of
// their own with the chosen records, those concurrent with them and the originals of revisits
// (capture_selection.h, segment_copy.h). Derived records are left out: in a replay index they would
// stand in the place of their pages.
//
// What access rules hide is left out and counted, unless `include_hidden`. While a rule of the
// archive hides anything, a whole archive is exported as a query for all of it: no segment is
// passed on unread. So it is while a segment is a .warc.zst, which ReplayWeb.page does not read.
//
// The file is made as OUTPUT.partial, synced, and renamed; OUTPUT.scratch is removed at the end.
// Disk space: of the file, an index of text beside it, and one segment when records are copied.
// Memory is bounded: some 60 MiB. Takes the archive as its one reader.
#ifndef ARSIP_ARCHIVE_WACZ_EXPORT_H_
#define ARSIP_ARCHIVE_WACZ_EXPORT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "archive/access_rules.h"
#include "archive/query.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

struct WaczExportOptions {
  std::string archive_directory;
  std::string output;
  bool overwrite = false;       // Default: false, an existing OUTPUT is refused.
  std::optional<Query> query;   // Default: none, the whole archive.
  std::string capture_list;     // a file of lines as `arsip query` prints them. Default: none.
  bool include_hidden = false;  // also what access rules hide. Default: false.
  std::string title = "Web archive";
  std::string description;
  std::string software = "arsip";
  std::string signing_key;                 // WaczKey's file. Default: none, not signed.
  uint64_t plain_index_lines = 50'000;     // more than these: ZipNum. Default: 50,000.
  uint64_t segment_bytes = 1'000'000'000;  // of copied records. Default: 10^9.
};

struct WaczExportCounts {
  uint64_t captures = 0;
  uint64_t pages = 0;
  uint64_t segments = 0;
  uint64_t bytes = 0;              // of the file
  uint64_t missing_originals = 0;  // revisits whose original is not in the archive: not replayable
  HiddenCaptures hidden;           // of those chosen: left out
  bool zipnum = false;
  std::string key_fingerprint;  // of the key that signed; empty: not signed
};

// Bytes of WARC files copied and to copy. Returns false to stop: kUnavailable.
using WaczExportProgress = std::function<bool(uint64_t done, uint64_t total)>;

// kInvalidInput: OUTPUT exists, the query or a line of the list is none. kNotFound: no archive, no
// capture matches, access rules hide all that do, or one of the list is not there. kCorruption: a
// segment or a record is not what was written (`arsip verify` says more), or the access rules
// cannot be read. kUnavailable: another process has the archive. Nothing is
// left behind then.
Result<WaczExportCounts> ExportWacz(const WaczExportOptions& options, const Clock& clock,
                                    const WaczExportProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_EXPORT_H_
