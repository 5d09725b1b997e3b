// ExportIndex: the capture index of an archive as CDXJ, for pywb, cdx_toolkit and the like: one
// text file, or a directory with a ZipNum cluster (zipnum.h). Byte-sorted (LC_ALL=C).
#ifndef ARSIP_ARCHIVE_INDEX_EXPORT_H_
#define ARSIP_ARCHIVE_INDEX_EXPORT_H_

#include <cstdint>
#include <string>

#include "base/result.h"

namespace arsip::archive {

enum class IndexForm : uint8_t {
  kCdxj,    // OUTPUT is a file
  kZipNum,  // OUTPUT is a directory: index.cdx.gz, index.idx
};

// The number of captures. Made in OUTPUT.scratch, then renamed; nothing is left behind on an error.
// kInvalidInput: OUTPUT exists. kNotFound, kUnavailable, kCorruption: of the index.
Result<uint64_t> ExportIndex(const std::string& archive_directory, IndexForm form,
                             const std::string& output);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_EXPORT_H_
