// Lines of a CDXJ index as files: plain, or compressed in blocks (zipnum.h). The files are new and
// not synced. Not thread-safe. Errors are the disk's.
#ifndef ARSIP_ARCHIVE_CDXJ_EXPORT_H_
#define ARSIP_ARCHIVE_CDXJ_EXPORT_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "archive/segment_directory.h"
#include "archive/sorted_lines.h"
#include "base/result.h"

namespace arsip::archive {

// A new file, written through a buffer of 256 KiB.
class TextFile {
 public:
  static Result<std::unique_ptr<TextFile>> Create(SegmentDirectory& directory,
                                                  const std::string& name);
  Status Write(std::string_view bytes);
  Status Close();  // with fdatasync

 private:
  explicit TextFile(std::unique_ptr<SegmentFile> file) : file_(std::move(file)) {}
  std::unique_ptr<SegmentFile> file_;
  std::string buffer_;
};

// DIRECTORY/name, one line of `group` a line.
Status WritePlainIndex(SortedLines& lines, char group, SegmentDirectory& directory,
                       const std::string& name);
// DIRECTORY/index.cdx.gz and DIRECTORY/index.idx
Status WriteZipNumIndex(SortedLines& lines, char group, SegmentDirectory& directory);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CDXJ_EXPORT_H_
