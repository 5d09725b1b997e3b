// ReadZipDirectory: where the entries of a ZIP file lie (APPNOTE.TXT 6.3.10: 4.3.7 local header,
// 4.3.9 data descriptor, 4.3.12 central directory, 4.3.14-15 ZIP64, 4.3.16 end).
//
// Reads hostile files, strictly: every byte belongs to one entry or to the directory, local headers
// say what the directory says, names are plain relative paths and each stands for one entry. What
// is allowed by the standard and refused here: encryption, several disks, methods but stored and
// deflate, bytes before, between or after. Nothing is extracted.
// Functions over files; thread-safe. Memory: the directory, within the limits.
#ifndef ARSIP_ARCHIVE_ZIP_DIRECTORY_H_
#define ARSIP_ARCHIVE_ZIP_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::archive {

struct ZipEntry {
  std::string name;
  bool stored = true;  // else deflate
  uint64_t size = 0;
  uint64_t compressed_size = 0;
  uint32_t crc32 = 0;
  uint64_t data_offset = 0;  // in the file
};

struct ZipLimits {
  uint64_t max_entries = 100'000;            // Default: 100,000.
  uint64_t max_directory_bytes = 32u << 20;  // Default: 32 MiB.
  size_t max_name_bytes = 1024;              // Default: 1024.
};

// In the order of the directory. kCorruption: no ZIP file, or one that is not as above; `where` is
// "file" or "file@offset". kInvalidInput: beyond the limits.
Result<std::vector<ZipEntry>> ReadZipDirectory(const std::string& path,
                                               const ZipLimits& limits = {});

// The bytes of an entry in pieces, inflated where they have to be; never more than `entry.size`.
// kCorruption when they are not as long as the directory says, or not of that CRC-32: the sink has
// had them. Other errors are the sink's, or kIo.
Status ReadZipEntry(const std::string& path, const ZipEntry& entry,
                    const std::function<Status(std::string_view)>& sink);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ZIP_DIRECTORY_H_
