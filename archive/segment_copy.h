// SegmentCopy: records of an archive in WARC files of their own. Each gzip member is copied byte
// for byte once its block digest has been checked; nothing is compressed again, but for records of
// uncompressed files. A file begins with a warcinfo record of ours; the records of each source
// follow a copy of the source's first warcinfo record, so that WARC-Warcinfo-ID leads somewhere.
//
// Files are made in `directory` under their final names and handed over when they are whole.
// Not thread-safe. Errors: kCorruption (a record that is not what was written; nothing of it is
// copied), kNotFound, kNoSpace, kIo.
#ifndef ARSIP_ARCHIVE_SEGMENT_COPY_H_
#define ARSIP_ARCHIVE_SEGMENT_COPY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/capture_index.h"
#include "archive/segment_directory.h"
#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

struct SegmentCopyOptions {
  std::string archive_directory;           // of the sources
  std::string directory;                   // of the copies; exists
  uint64_t segment_bytes = 1'000'000'000;  // a file ends before it would pass this
  std::vector<std::pair<std::string, std::string>> warcinfo;  // fields of our warcinfo records
};

class SegmentCopy {
 public:
  using Whole = std::function<Status(const std::string& path, const std::string& filename)>;
  // `whole` is called with each finished file, which is removed when it returns.
  // `index` is that of the archive.
  SegmentCopy(SegmentCopyOptions options, CaptureIndex& index, const Clock& clock, Whole whole);

  // Where the copy lies. A file may end before a record that is the first of its capture event.
  // REQUIRES: records of one source come in file order, sources one by one.
  Result<RecordLocation> Copy(const RecordLocation& source, bool first_of_event);
  Status Finish();

 private:
  Status Begin();
  Status End();
  Status AppendWarcinfoOf(const std::string& source);
  Result<RecordLocation> Append(const RecordLocation& source);
  Status AppendPlain(const RecordLocation& source);
  Status Write(std::string_view bytes);

  const SegmentCopyOptions options_;
  CaptureIndex& index_;
  const Clock& clock_;
  const Whole whole_;
  std::unique_ptr<SegmentDirectory> directory_;
  std::unique_ptr<SegmentFile> file_;
  std::string filename_;
  std::string source_;  // whose warcinfo the file has last
  uint64_t size_ = 0;
  uint64_t records_ = 0;  // copied to the file
  uint32_t serial_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_COPY_H_
