// WritePerRecord: the records of a WARC file, each in a gzip member of its own, so that each can be
// read by its offset. WARC 1.1 Annex D.
//
// Header, block and the line ends after it are the file's own bytes. Before them stands a warcinfo
// record that names the file they were taken from, with its SHA-256.
#ifndef ARSIP_ARCHIVE_PER_RECORD_COPY_H_
#define ARSIP_ARCHIVE_PER_RECORD_COPY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/gzip_member.h"
#include "archive/import_survey.h"
#include "archive/payload_originals.h"
#include "archive/segment_directory.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// The field of that warcinfo record: "sha256:..." of the file.
inline constexpr std::string_view kImportedDigestField = "imported-digest";

struct PerRecordSource {
  std::string path;
  std::string name;  // without directories
  Sha256 sha256{};
  // As the survey counted them: records that are not whole, which are left out, and those to be
  // written as revisits of what the archive has. Ascending.
  std::vector<uint64_t> broken;
  std::vector<uint64_t> as_revisits;
};

struct PerRecordCounts {
  uint64_t records = 0;
  uint64_t revisits = 0;  // written in place of responses
  Sha256 sha256{};        // of all that was written
};

// Appends to `to`, which will be called `filename`. Errors: the reader's, the file's, kUnavailable
// when `progress` stops.
Result<PerRecordCounts> WritePerRecord(const PerRecordSource& source, const std::string& filename,
                                       const MemberCoding& coding, UtcTime now,
                                       PayloadOriginals& originals, SegmentFile& to,
                                       const SurveyProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PER_RECORD_COPY_H_
