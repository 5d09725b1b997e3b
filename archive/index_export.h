// ExportIndex: the capture index of an archive as CDXJ, for pywb, cdx_toolkit and the like: one
// text file, or a directory with a ZipNum cluster (zipnum.h). Byte-sorted (LC_ALL=C).
#ifndef ARSIP_ARCHIVE_INDEX_EXPORT_H_
#define ARSIP_ARCHIVE_INDEX_EXPORT_H_

#include <cstdint>
#include <string>

#include "archive/access_rules.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

enum class IndexForm : uint8_t {
  kCdxj,    // OUTPUT is a file
  kZipNum,  // OUTPUT is a directory: index.cdx.gz, index.idx
};

struct IndexExportOptions {
  std::string archive_directory;
  IndexForm form = IndexForm::kCdxj;
  std::string output;
  bool include_hidden = false;  // also what access rules hide. Default: false.
};

struct IndexExportCounts {
  uint64_t captures = 0;
  HiddenCaptures hidden;  // left out
};

// Made in OUTPUT.scratch, then renamed; nothing is left behind on an error.
// kInvalidInput: OUTPUT exists. kNotFound, kUnavailable, kCorruption: of the index or the rules.
Result<IndexExportCounts> ExportIndex(const IndexExportOptions& options, const Clock& clock);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_EXPORT_H_
