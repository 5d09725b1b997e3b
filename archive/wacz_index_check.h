// WaczIndexCheck: whether the CDXJ index of a WACZ file says of its WARC records what they are.
// Every line leads to the record it describes, and every response, revisit and resource has one.
// Reads hostile bytes: lines and blocks are bounded. Waits on disk (SortedLines); not thread-safe.
#ifndef ARSIP_ARCHIVE_WACZ_INDEX_CHECK_H_
#define ARSIP_ARCHIVE_WACZ_INDEX_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/capture_index.h"
#include "archive/sorted_lines.h"
#include "archive/verify_problems.h"
#include "archive/zip_directory.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

class WaczIndexCheck {
 public:
  // `path` is the WACZ file's; all must outlive this.
  WaczIndexCheck(const std::string& path, SortedLines& lines, VerifyProblems& problems)
      : path_(path), lines_(lines), problems_(problems) {}

  // What the records call for.
  Status Expect(CaptureIndex& records);
  // What WARC-Payload-Digest of a record says, for lines that say the same (Browsertrix). Before
  // the lines are checked.
  static Status ExpectSha256(SortedLines& lines, std::string_view filename, uint64_t offset,
                             const Sha256& said);
  // REQUIRES: Expect was called. Errors are those of the disk.
  Status CheckPlain(const ZipEntry& index);
  // `blocks` is a *.cdx.gz, `index` the *.idx beside it or null.
  Status CheckZipNum(const ZipEntry& blocks, const ZipEntry* index);
  // Captures that no line led to.
  Status Finish();

  uint64_t lines() const { return count_; }

 private:
  Status CheckLine(std::string_view line);
  Status LearnBlocks(const ZipEntry& index);
  Status CheckBlock(const ZipEntry& blocks, uint64_t offset, uint64_t length,
                    std::string_view first_line);
  void Tell(VerifyProblem::Severity severity, std::string what);
  // A problem of the file becomes one of the report; other errors stay errors.
  Status Told(Status status);

  const std::string& path_;
  SortedLines& lines_;
  VerifyProblems& problems_;
  std::string where_;  // the index at hand
  std::string last_line_;
  uint64_t number_ = 0;  // of the line in it
  uint64_t count_ = 0;
  uint64_t blocks_ = 0;  // that the *.idx names
  bool has_blocks_ = false;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_INDEX_CHECK_H_
