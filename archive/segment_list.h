// The WARC files of an archive directory, as they lie on the disk.
#ifndef ARSIP_ARCHIVE_SEGMENT_LIST_H_
#define ARSIP_ARCHIVE_SEGMENT_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "archive/indexed_record.h"
#include "base/result.h"

namespace arsip::archive {

struct SegmentOnDisk {
  std::string filename;  // final name
  std::string path;      // where it is now, perhaps ending in ".open"
  SegmentKind kind = SegmentKind::kCaptures;
  bool open = false;
  uint64_t size = 0;
};

// *.warc.gz, *.warc.zst and *.warc, with or without ".open", in DIR/warc, DIR/derived and
// DIR/imported, by final name. A directory that is not there holds none. Errors: kIo, kPermission.
Result<std::vector<SegmentOnDisk>> ListSegments(const std::string& archive_directory);

// The path of a segment by its final name: kNotFound when it is in none of them.
Result<std::string> FindSegment(const std::string& archive_directory, const std::string& filename);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_LIST_H_
